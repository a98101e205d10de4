/**
 * What the models of `random-models.ts` must find, computed once more: in plain double arithmetic,
 * pixel by pixel, from the definitions and without any code of the product.
 */
import type { Detection } from '../../../core/domain/inference/models/detector.ts';
import type { ModelSpec } from '../../../core/domain/inference/models/model-spec.ts';
import type { Box, ColourPicture } from '../../../core/domain/inference/picture.ts';

/** Planes of numbers: [plane][row][column]. */
export type Planes = readonly (readonly (readonly number[])[])[];

/** A convolution: `weights` [out][in][row][column] in one line. */
export interface Convolution {
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly weights: readonly number[];
  readonly bias: readonly number[];
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** A plane between its pixels, its edge repeated outwards. */
const between = (
  plane: Uint8Array,
  [width, height]: readonly [number, number],
  [x, y]: readonly [number, number],
): number => {
  const at = (column: number, row: number): number =>
    plane[clamp(row, height - 1) * width + clamp(column, width - 1)] ?? NaN;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  return (
    at(left, top) * (1 - right) * (1 - down) +
    at(left + 1, top) * right * (1 - down) +
    at(left, top + 1) * (1 - right) * down +
    at(left + 1, top + 1) * right * down
  );
};

/** Red, green and blue at a place of the picture given in shares of it. */
const colourAt = ({ width, height, i420 }: ColourPicture, x: number, y: number) => {
  const half = [Math.ceil(width / 2), Math.ceil(height / 2)] as const;
  const chroma = width * height + half[0] * half[1];
  const where = ([w, h]: readonly [number, number]) => [x * w - 0.5, y * h - 0.5] as const;
  const luma = between(i420, [width, height], where([width, height]));
  const u = between(i420.subarray(width * height, chroma), half, where(half));
  const v = between(i420.subarray(chroma), half, where(half));
  // BT.709: Kr 0.2126, Kb 0.0722; luma of 219 steps from 16, chroma of 224 around 128.
  const [kr, kb] = [0.2126, 0.0722];
  const grey = (luma - 16) / 219;
  const red = grey + (2 * (1 - kr) * (v - 128)) / 224;
  const blue = grey + (2 * (1 - kb) * (u - 128)) / 224;
  const green = (grey - kr * red - kb * blue) / (1 - kr - kb);
  return [red, green, blue].map((each) => clamp(each * 255, 255));
};

/** Where the picture lies on the input: left, top, width, height. */
const frameOf = (
  { width, height, fit }: ModelSpec['input'],
  picture: ColourPicture,
): readonly [number, number, number, number] => {
  if (fit === 'stretch') return [0, 0, width, height];
  const wide = picture.width / picture.height > width / height;
  const w = wide ? width : Math.round((height * picture.width) / picture.height);
  const h = wide ? Math.round((width * picture.height) / picture.width) : height;
  return [Math.floor((width - w) / 2), Math.floor((height - h) / 2), w, h];
};

/** What the model is shown: one plane a colour, whatever the layout. */
export const shown = (picture: ColourPicture, input: ModelSpec['input']): Planes => {
  const [left, top, width, height] = frameOf(input, picture);
  const { scale, mean, std } = input.normalization;
  const pixels = upTo(input.height).map((row) =>
    upTo(input.width).map((column) => {
      const x = (column - left + 0.5) / width;
      const y = (row - top + 0.5) / height;
      const isOutside = x < 0 || x > 1 || y < 0 || y > 1;
      return isOutside ? Array<number>(3).fill(input.padLevel) : colourAt(picture, x, y);
    }),
  );
  return upTo(3).map((plane) => {
    const colour = input.colours === 'rgb' ? plane : 2 - plane;
    return pixels.map((row) =>
      row.map(
        (levels) => ((levels[colour] ?? NaN) * scale - (mean[plane] ?? NaN)) / (std[plane] ?? NaN),
      ),
    );
  });
};

/** A convolution by its definition, zeros around the picture. */
export const convolve = (
  planes: Planes,
  { out, kernel, stride, pad, weights, bias }: Convolution,
): Planes => {
  const rows = planes[0]?.length ?? 0;
  const columns = planes[0]?.[0]?.length ?? 0;
  const size = (side: number): number => Math.floor((side + 2 * pad - kernel) / stride) + 1;
  const steps = upTo(kernel);
  const value = (to: number, row: number, column: number): number => {
    let sum = bias[to] ?? NaN;
    for (const [from, plane] of planes.entries()) {
      for (const dy of steps) {
        for (const dx of steps) {
          const at = ((to * planes.length + from) * kernel + dy) * kernel + dx;
          const seen = plane[row * stride + dy - pad]?.[column * stride + dx - pad] ?? 0;
          sum += (weights[at] ?? NaN) * seen;
        }
      }
    }
    return sum;
  };
  return upTo(out).map((to) =>
    upTo(size(rows)).map((row) => upTo(size(columns)).map((column) => value(to, row, column))),
  );
};

/** Negative numbers become 0. */
export const relu = (planes: Planes): Planes =>
  planes.map((plane) => plane.map((row) => row.map((value) => Math.max(0, value))));

/** 1 ÷ (1 + e^−x). */
export const sigmoid = (value: number): number => 1 / (1 + Math.E ** -value);

/** Shares of e^x. */
export const softmax = (values: readonly number[]): readonly number[] => {
  const sum = values.reduce((total, value) => total + Math.E ** value, 0);
  return values.map((value) => Math.E ** value / sum);
};

/** A vector times a matrix given row by row. */
export const times = (vector: readonly number[], matrix: readonly number[]): readonly number[] => {
  const columns = matrix.length / vector.length;
  return upTo(columns).map((column) =>
    vector.reduce((sum, value, row) => sum + value * (matrix[row * columns + column] ?? NaN), 0),
  );
};

/** A box on the input, as centre and size in pixels, with a score for every class. */
export interface Scored {
  readonly centre: readonly [x: number, y: number, width: number, height: number];
  readonly scores: readonly number[];
}

const intersection = (one: Box, other: Box): number =>
  Math.max(
    0,
    Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left),
  ) *
  Math.max(
    0,
    Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top),
  );

const overlap = (one: Box, other: Box): number => {
  const both = intersection(one, other);
  const sum = one.width * one.height + other.width * other.height;
  return both === 0 ? 0 : both / (sum - both);
};

const strongest = (scores: readonly number[], spec: ModelSpec) =>
  scores
    .map((score, at) => ({ label: spec.classes[at] ?? '', score }))
    .filter(({ label, score }) => {
      const least = spec.thresholds.perClass?.[label] ?? spec.thresholds.score;
      return score >= least;
    })
    .reduce<{ label: string; score: number } | undefined>(
      (best, each) => (best === undefined || each.score > best.score ? each : best),
      undefined,
    );

/** What is left of a model's boxes, as shares of the picture. */
export const detectionsOf = (
  boxes: readonly Scored[],
  spec: ModelSpec,
  { picture, suppresses }: { picture: ColourPicture; suppresses: boolean },
): readonly Detection[] => {
  const rest = boxes
    .flatMap(({ centre: [x, y, width, height], scores }) => {
      const best = strongest(scores, spec);
      const box = { left: x - width / 2, top: y - height / 2, width, height };
      return best === undefined ? [] : [{ ...best, box }];
    })
    .toSorted((one, other) => other.score - one.score);
  const isWeaker = (at: number): boolean =>
    kept.some(
      ({ label, box }) =>
        label === rest[at]?.label && overlap(box, rest[at].box) > spec.thresholds.iou,
    );
  const kept: typeof rest = [];
  for (const [at, each] of rest.entries()) if (!suppresses || !isWeaker(at)) kept.push(each);
  const [left, top, width, height] = frameOf(spec.input, picture);
  return kept.flatMap(({ label, score, box }) => {
    const from = [clamp((box.left - left) / width, 1), clamp((box.top - top) / height, 1)] as const;
    const to = [
      clamp((box.left + box.width - left) / width, 1),
      clamp((box.top + box.height - top) / height, 1),
    ] as const;
    if (to[0] <= from[0] || to[1] <= from[1]) return [];
    const shares = { width: to[0] - from[0], height: to[1] - from[1] };
    return [{ label, score, box: { left: from[0], top: from[1], ...shares } }];
  });
};

/** The largest difference of any number; infinite where something is missing or misnamed. */
export const largestDifference = (
  found: readonly Detection[],
  expected: readonly Detection[],
): number => {
  if (found.length !== expected.length) return Infinity;
  const differences = found.map(({ label, score, box }, at) => {
    const other = expected[at];
    if (other?.label !== label) return Infinity;
    return Math.max(
      Math.abs(score - other.score),
      ...(['left', 'top', 'width', 'height'] as const).map((side) =>
        Math.abs(box[side] - other.box[side]),
      ),
    );
  });
  return Math.max(0, ...differences);
};
