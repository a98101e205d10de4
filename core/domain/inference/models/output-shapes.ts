import type { DecoderSpec } from './model-spec.ts';

/** A dimension as a model states it: a number, or a name where it may be any. */
export type StatedDimension = number | string;

/** What a decoder reads. */
export interface ExpectedOutput {
  /** Undefined where the model has only one output. */
  readonly name: string | undefined;
  /** Behind the batch; undefined where any number will do. */
  readonly dims: readonly (number | undefined)[];
}

/** The outputs that a decoder reads, for `classCount` classes. */
export const expectedOutputs = (
  decoder: DecoderSpec,
  classCount: number,
): readonly ExpectedOutput[] => {
  switch (decoder.kind) {
    case 'yolo-v8': {
      const numbers = 4 + classCount;
      const dims =
        decoder.layout === 'channels-first' ? [numbers, undefined] : [undefined, numbers];
      return [{ name: decoder.output, dims }];
    }
    case 'detr':
      return [
        { name: decoder.logits, dims: [undefined, classCount + 1] },
        { name: decoder.boxes, dims: [undefined, 4] },
      ];
    case 'classifier':
      return [{ name: decoder.output, dims: [classCount] }];
  }
};

/** Dimensions as people write them: [batch, 84, any]. */
export const writeDims = (dims: readonly (StatedDimension | undefined)[]): string =>
  `[${dims.map((dim) => dim ?? 'any').join(', ')}]`;

const fits = (dims: readonly StatedDimension[], wanted: readonly (number | undefined)[]): boolean =>
  dims.length === wanted.length &&
  wanted.every(
    (want, at) => want === undefined || typeof dims[at] === 'string' || dims[at] === want,
  );

/**
 * What is wrong with an output's dimensions (the batch first); undefined when the decoder can read
 * them. A dimension given by name may be anything and is not held against the model.
 */
export const shapeComplaint = (
  decoder: DecoderSpec,
  expected: ExpectedOutput,
  dims: readonly StatedDimension[],
): string | undefined => {
  if (fits(dims.slice(1), expected.dims) && dims.length > 0) return undefined;
  const name = expected.name === undefined ? 'Its output' : `Its output "${expected.name}"`;
  const said =
    `${name} is ${writeDims(dims)}; the decoder ${decoder.kind} with these classes reads ` +
    `${writeDims(['batch', ...expected.dims])}.`;
  if (decoder.kind !== 'yolo-v8') return said;
  const isTurned = dims.length === 3 && fits(dims.slice(1), expected.dims.toReversed());
  const other = decoder.layout === 'channels-first' ? 'boxes-first' : 'channels-first';
  return isTurned ? `${said} It fits the layout "${other}".` : said;
};
