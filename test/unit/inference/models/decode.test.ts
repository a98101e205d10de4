import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeOutputs } from '../../../../core/domain/inference/models/decode.ts';
import type {
  DecoderSpec,
  FloatTensor,
  ModelSpec,
} from '../../../../core/domain/inference/models/model-spec.ts';
import {
  expectedOutputs,
  shapeComplaint,
} from '../../../../core/domain/inference/models/output-shapes.ts';
import {
  maxDetections,
  overlapOf,
  suppress,
  type Candidate,
} from '../../../../core/domain/inference/models/suppress.ts';

const spec = (decoder: DecoderSpec, changes: Partial<ModelSpec> = {}): ModelSpec => ({
  input: {
    ...{ width: 100, height: 100, layout: 'nchw', colours: 'rgb', fit: 'letterbox', padLevel: 0 },
    normalization: { scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  },
  classes: ['face', 'plate', 'tree'],
  thresholds: { score: 0.5, iou: 0.5 },
  decoder,
  ...changes,
});

const tensor = (dims: readonly number[], ...data: readonly number[]): FloatTensor => ({
  dims,
  data: Float32Array.from(data),
});

const size = { width: 200, height: 200 };
const yolo = (layout: 'channels-first' | 'boxes-first') =>
  ({ kind: 'yolo-v8', layout, scores: 'probabilities' }) as const;

/** Two boxes of three classes, column by column. */
const boxes = tensor([1, 7, 2], 50, 20, 50, 20, 20, 10, 40, 10, 0.75, 0.1, 0.6, 0.25, 0.1, 0.625);

describe('yolo-v8', () => {
  const found = [
    { label: 'face', score: 0.75, box: { left: 0.4, top: 0.3, width: 0.2, height: 0.4 } },
    { label: 'tree', score: 0.625, box: { left: 0.15, top: 0.15, width: 0.1, height: 0.1 } },
  ];
  const rounded = (detections: ReturnType<typeof decodeOutputs>) =>
    detections.map(({ label, score, box }) => ({
      ...{ label, score },
      box: Object.fromEntries(
        Object.entries(box).map(([name, value]) => [name, Math.round(value * 1e6) / 1e6]),
      ),
    }));

  test('reads boxes by columns, and the same boxes by rows', () => {
    const byColumns = decodeOutputs(spec(yolo('channels-first')), [boxes], { picture: 0, size });
    expect(rounded(byColumns)).toEqual(found);
    const turned = Array.from(
      { length: 14 },
      (_, at) => boxes.data[(at % 7) * 2 + Math.floor(at / 7)] ?? NaN,
    );
    const rows = tensor([1, 2, 7], ...turned);
    const byRows = decodeOutputs(spec(yolo('boxes-first')), [rows], { picture: 0, size });
    expect(rounded(byRows)).toEqual(found);
  });

  test('takes the threshold of each class, and the next best class that reaches its own', () => {
    const thresholds = { score: 0.5, iou: 0.5, perClass: { face: 0.9 } };
    const strict = spec(yolo('channels-first'), { thresholds });
    const labels = decodeOutputs(strict, [boxes], { picture: 0, size }).map(({ label }) => label);
    expect(labels).toEqual(['tree', 'plate']);
  });

  test('reads the picture of the batch that is asked for', () => {
    const batch = tensor([2, 7, 1], ...Array<number>(7).fill(0), 50, 50, 20, 40, 0.9, 0, 0);
    const of = (picture: number) =>
      decodeOutputs(spec(yolo('channels-first')), [batch], { picture, size }).length;
    expect([of(0), of(1)]).toEqual([0, 1]);
  });

  test('leaves out what is no number', () => {
    const broken = tensor([1, 7, 2], NaN, 20, 50, 20, 20, 10, 40, 10, 0.7, 0.1, 0.6, NaN, 0.1, 0.6);
    const left = decodeOutputs(spec(yolo('channels-first')), [broken], { picture: 0, size });
    expect(left.map(({ label }) => label)).toEqual(['tree']);
  });

  test('for redaction says what things are, and leaves the rest out', () => {
    const redacts = { face: ['face', 'tree'] };
    const some = decodeOutputs(spec(yolo('channels-first'), { redacts }), [boxes], {
      picture: 0,
      size,
    });
    expect(some.map(({ label }) => label)).toEqual(['face', 'face']);
    const plates = { 'licence-plate': ['plate'] };
    const only = decodeOutputs(spec(yolo('channels-first'), { redacts: plates }), [boxes], {
      picture: 0,
      size,
    });
    expect(only.map(({ label, score }) => [label, score])).toEqual([
      ['licence-plate', Math.fround(0.6)],
    ]);
  });
});

describe('detr', () => {
  const detr = spec({ kind: 'detr', logits: 'logits', boxes: 'boxes' });

  test('softmaxes over the classes and "no object", which is the last and never told', () => {
    // e^2 ÷ (e^2 + 3) = 0.711, and the same for "no object" in the second query.
    const logits = tensor([1, 2, 4], 2, 0, 0, 0, 0, 0, 0, 2);
    const places = tensor([1, 2, 4], 0.5, 0.25, 0.2, 0.1, 0.5, 0.5, 1, 1);
    const [only, ...others] = decodeOutputs(detr, [logits, places], { picture: 0, size });
    expect(others).toEqual([]);
    expect(only?.label).toBe('face');
    expect(only?.score).toBeCloseTo(0.7112, 4);
    expect(only?.box.left).toBeCloseTo(0.4, 6);
    expect(only?.box.top).toBeCloseTo(0.2, 6);
  });

  test('tells two queries of one place twice: a set prediction is not suppressed', () => {
    const logits = tensor([1, 2, 4], 9, 0, 0, 0, 8, 0, 0, 0);
    const place = [0.5, 0.5, 0.2, 0.2];
    const places = tensor([1, 2, 4], ...place, ...place);
    expect(decodeOutputs(detr, [logits, places], { picture: 0, size })).toHaveLength(2);
  });

  test('survives logits that no exponential could hold', () => {
    const logits = tensor([1, 1, 4], 1_000, 0, 0, 0);
    const places = tensor([1, 1, 4], 0.5, 0.5, 0.2, 0.2);
    expect(decodeOutputs(detr, [logits, places], { picture: 0, size })[0]?.score).toBe(1);
  });
});

test.each([
  ['softmax', [1, 1, 1 + Math.log(2)], [['tree', 0.5]]],
  [
    'sigmoid',
    [0, -1, Math.log(3)],
    [
      ['tree', 0.75],
      ['face', 0.5],
    ],
  ],
  [
    'none',
    [0.5, 0.25, 0.75],
    [
      ['tree', 0.75],
      ['face', 0.5],
    ],
  ],
] as const)('a classifier with %s speaks of the whole picture', (activation, values, told) => {
  const classifier = spec({ kind: 'classifier', activation });
  const output = tensor([1, 3], ...values);
  const found = decodeOutputs(classifier, [output], { picture: 0, size });
  expect(found.map(({ label, score }) => [label, Math.round(score * 1e6) / 1e6])).toEqual(told);
  expect(found[0]?.box).toEqual({ left: 0, top: 0, width: 1, height: 1 });
});

describe('non-maximum suppression', () => {
  const position = fc.double({ min: 0, max: 100, noNaN: true });
  const candidate: fc.Arbitrary<Candidate> = fc
    .record({
      classIndex: fc.integer({ min: 0, max: 2 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      x: position,
      y: position,
      width: position,
      height: position,
    })
    .map(({ classIndex, score, x, y, width, height }) => ({
      ...{ classIndex, score },
      box: { x1: x, y1: y, x2: x + width, y2: y + height },
    }));

  test('keeps boxes apart within a class, and drops only what a better one covers', () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 60 }), (candidates) => {
        const kept = suppress(candidates, 0.5);
        const covers = (one: Candidate, other: Candidate): boolean =>
          one.classIndex === other.classIndex && overlapOf(one.box, other.box) > 0.5;
        for (const one of kept) {
          expect(kept.some((other) => other !== one && covers(one, other))).toBe(false);
        }
        for (const gone of candidates.filter((each) => !kept.includes(each))) {
          expect(kept.some((each) => covers(each, gone) && each.score >= gone.score)).toBe(true);
        }
      }),
    );
  });

  test('tells a bounded number of things', () => {
    const apart = Array.from({ length: 1_000 }, (_, at) => ({
      ...{ classIndex: 0, score: 1 - at / 1_000 },
      box: { x1: at, y1: 0, x2: at + 1, y2: 1 },
    }));
    const kept = suppress(apart.toReversed(), 0.5);
    expect(kept).toEqual(apart.slice(0, maxDetections));
  });
});

describe('the shape of outputs', () => {
  const complain = (decoder: DecoderSpec, dims: readonly (number | string)[], at = 0) => {
    const expected = expectedOutputs(decoder, 3)[at];
    return expected === undefined ? 'nothing' : shapeComplaint(decoder, expected, dims);
  };
  const detr = { kind: 'detr', logits: 'l', boxes: 'b' } as const;
  const classifier = { kind: 'classifier', activation: 'none' } as const;

  test.each([
    [yolo('channels-first'), [1, 7, 8_400], 0],
    [yolo('channels-first'), ['n', 'c', 'boxes'], 0],
    [yolo('boxes-first'), [1, 8_400, 7], 0],
    [detr, [1, 100, 4], 0],
    [detr, [1, 100, 4], 1],
    [classifier, ['n', 3], 0],
  ] as const)('of %j may be %j', (decoder, dims, at) => {
    expect(complain(decoder, dims, at)).toBeUndefined();
  });

  test.each([
    [yolo('channels-first'), [1, 8_400, 7], 0, /\[1, 8400, 7\].*\[batch, 7, any\].*"boxes-first"/],
    [yolo('boxes-first'), [1, 7, 8_400], 0, /"channels-first"/],
    [yolo('channels-first'), [7, 8_400], 0, /reads \[batch, 7, any\]\.$/],
    [detr, [1, 100, 3], 0, /"l" is \[1, 100, 3\]/],
    [classifier, [1, 3, 1, 1], 0, /\[batch, 3\]/],
    [classifier, [], 0, /\[\]/],
  ] as const)('of %j must not be %j', (decoder, dims, at, complaint) => {
    expect(complain(decoder, dims, at)).toMatch(complaint);
  });
});
