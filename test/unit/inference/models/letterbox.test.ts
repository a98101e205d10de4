import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillInput, floatsOfInput } from '../../../../core/domain/inference/models/fill-input.ts';
import { placeOn, takeBack } from '../../../../core/domain/inference/models/letterbox.ts';
import type { InputSpec } from '../../../../core/domain/inference/models/model-spec.ts';
import type { Box } from '../../../../core/domain/inference/picture.ts';
import { randomPicture } from '../../../support/onnx/random-models.ts';
import { shown } from '../../../support/onnx/reference.ts';

const side = fc.integer({ min: 1, max: 2_000 });
const size = fc.record({ width: side, height: side });
const fit = fc.constantFrom('letterbox' as const, 'stretch' as const);
const share = fc.double({ min: 0, max: 1, noNaN: true });

const span = fc
  .tuple(share, share)
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
  .filter(([from, to]) => to - from > 1e-6);

describe('letterboxing', () => {
  test('taken back gives the box that was there, for every size of picture and input', () => {
    fc.assert(
      fc.property(size, size, fit, span, span, (picture, input, how, [x1, x2], [y1, y2]) => {
        const placement = placeOn({ ...input, fit: how }, picture);
        const onInput = {
          x1: placement.left + x1 * placement.width,
          x2: placement.left + x2 * placement.width,
          y1: placement.top + y1 * placement.height,
          y2: placement.top + y2 * placement.height,
        };
        const box = takeBack(onInput, placement);
        expect(box?.left).toBeCloseTo(x1, 6);
        expect(box?.top).toBeCloseTo(y1, 6);
        expect(box?.width).toBeCloseTo(x2 - x1, 6);
        expect(box?.height).toBeCloseTo(y2 - y1, 6);
      }),
    );
  });

  test('keeps the picture inside the input, touching two of its edges, in its own shape', () => {
    fc.assert(
      fc.property(size, size, (picture, input) => {
        const { left, top, width, height } = placeOn({ ...input, fit: 'letterbox' }, picture);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(input.width);
        expect(top + height).toBeLessThanOrEqual(input.height);
        expect(width === input.width || height === input.height).toBe(true);
        // Off by rounding to whole pixels only.
        const scale = Math.min(input.width / picture.width, input.height / picture.height);
        expect(Math.abs(width - picture.width * scale)).toBeLessThanOrEqual(1);
        expect(Math.abs(height - picture.height * scale)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('never gives a box that leaves the picture', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(size, size, fc.tuple(number, number, number, number), (picture, input, at) => {
        const [x1, y1, x2, y2] = at;
        const placement = placeOn({ ...input, fit: 'letterbox' }, picture);
        const box: Box = takeBack({ x1, y1, x2, y2 }, placement) ?? {
          ...{ left: 0, top: 0, width: 1, height: 1 },
        };
        expect(box.left).toBeGreaterThanOrEqual(0);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(1 + 1e-12);
        expect(box.top + box.height).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test('drops a box that lies on the padding', () => {
    const placement = placeOn(
      { width: 100, height: 100, fit: 'letterbox' },
      { width: 2, height: 1 },
    );
    expect(placement).toEqual({ left: 0, top: 25, width: 100, height: 50 });
    expect(takeBack({ x1: 10, y1: 0, x2: 20, y2: 25 }, placement)).toBeUndefined();
  });
});

const input: InputSpec = {
  ...{ width: 24, height: 16, layout: 'nchw', colours: 'rgb', fit: 'letterbox', padLevel: 114 },
  normalization: { scale: 1 / 255, mean: [0.5, 0.4, 0.3], std: [0.5, 0.25, 0.125] },
};

const filled = (spec: InputSpec, seed: number): Float32Array => {
  const target = new Float32Array(floatsOfInput(spec)).fill(NaN);
  fillInput(randomPicture(seed, 31, 11), spec, target);
  return target;
};

describe('the numbers a model sees', () => {
  test.each([
    ['planes of red, green, blue', input],
    ['planes of blue, green, red', { ...input, colours: 'bgr' }],
    ['stretched', { ...input, fit: 'stretch' }],
    ['a taller input', { ...input, width: 16, height: 40 }],
  ] as const)('are those of the definition: %s', (_, spec) => {
    const expected = shown(randomPicture(7, 31, 11), spec).flat(2);
    const found = filled(spec, 7);
    const differences = expected.map((value, at) => Math.abs(value - (found[at] ?? NaN)));
    // A level of 255 in float32, divided by a deviation of 0.125.
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  test('stand colour by colour of a pixel in nhwc', () => {
    const planes = filled(input, 3);
    const pixels = filled({ ...input, layout: 'nhwc' }, 3);
    const turned = Float32Array.from(pixels, (_, at) => {
      const pixel = at % (24 * 16);
      return pixels[pixel * 3 + Math.floor(at / (24 * 16))] ?? NaN;
    });
    expect(turned).toEqual(planes);
  });

  test('are refused where the bytes are no picture of that size', () => {
    const target = new Float32Array(floatsOfInput(input));
    const cut = { width: 4, height: 4, i420: new Uint8Array(23) };
    expect(() => fillInput(cut, input, target)).toThrow(RangeError);
    const nothing = { width: 0, height: 4, i420: new Uint8Array(0) };
    expect(() => fillInput(nothing, input, target)).toThrow(RangeError);
  });

  test('of white, black and red are those colours', () => {
    const plain = {
      ...input,
      normalization: { scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    } as const;
    const seen = (luma: number, u: number, v: number): readonly number[] => {
      const target = new Float32Array(floatsOfInput(plain));
      fillInput(
        { width: 2, height: 2, i420: Uint8Array.of(luma, luma, luma, luma, u, v) },
        plain,
        target,
      );
      const middle = 8 * 24 + 12;
      return [0, 1, 2].map((plane) => Math.round(target[plane * 24 * 16 + middle] ?? NaN));
    };
    expect(seen(235, 128, 128)).toEqual([255, 255, 255]);
    expect(seen(16, 128, 128)).toEqual([0, 0, 0]);
    // BT.709 red: luma 63, Cb 102, Cr 240.
    const [red = 0, green = 255, blue = 255] = seen(63, 102, 240);
    expect([red > 250, green < 5, blue < 5]).toEqual([true, true, true]);
  });
});
