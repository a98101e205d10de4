import type { Detection } from './detector.ts';
import { placeOn, takeBack, type InputBox } from './letterbox.ts';
import type { ClassifierSpec, DetrSpec, FloatTensor, ModelSpec, YoloV8Spec } from './model-spec.ts';
import { bestFirst, maxDetections, suppress, type Candidate } from './suppress.ts';

/** A model's outputs in the order of `expectedOutputs`, for a whole batch. */
export type ModelOutputs = readonly FloatTensor[];

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** Shares that sum to 1. The largest is taken off first, so that no exponential overflows. */
const softmax = (values: Float32Array): readonly number[] => {
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

const centred = (x: number, y: number, width: number, height: number): InputBox => ({
  x1: x - width / 2,
  y1: y - height / 2,
  x2: x + width / 2,
  y2: y + height / 2,
});

const isFiniteBox = ({ x1, y1, x2, y2 }: InputBox): boolean =>
  [x1, y1, x2, y2].every(Number.isFinite);

/** The numbers of one picture of the batch. */
const sliceOf = ({ dims, data }: FloatTensor, picture: number): Float32Array => {
  const numbers = dims.slice(1).reduce((product, dim) => product * dim, 1);
  return data.subarray(picture * numbers, (picture + 1) * numbers);
};

/** Of the classes whose number reaches its least, the one with the highest. */
const bestClass = (
  values: ArrayLike<number>,
  { start, step }: { start: number; step: number },
  least: readonly number[],
): { classIndex: number; value: number } | undefined => {
  let classIndex = -1;
  let highest = -Infinity;
  for (let each = 0; each < least.length; each += 1) {
    const value = values[start + each * step] ?? NaN;
    if (value >= (least[each] ?? Infinity) && (value > highest || classIndex < 0)) {
      classIndex = each;
      highest = value;
    }
  }
  return classIndex < 0 ? undefined : { classIndex, value: highest };
};

/**
 * The numbers that reach a score after the sigmoid: comparing those spares an exponential for each
 * class of each box, 512,000 for 6,400 boxes of 80 classes.
 */
const logitOf = (score: number): number => (score < 1 ? Math.log(score / (1 - score)) : Infinity);

const yoloCandidates = (
  spec: YoloV8Spec,
  output: FloatTensor,
  picture: number,
  thresholds: readonly number[],
): readonly Candidate[] => {
  const data = sliceOf(output, picture);
  const numbers = 4 + thresholds.length;
  const boxes = data.length / numbers;
  const isTurned = spec.layout === 'boxes-first';
  const boxStep = isTurned ? numbers : 1;
  const numberStep = isTurned ? 1 : boxes;
  const isLogits = spec.scores === 'logits';
  const least = isLogits ? thresholds.map(logitOf) : thresholds;
  const candidates: Candidate[] = [];
  for (let box = 0; box < boxes; box += 1) {
    const start = box * boxStep;
    const best = bestClass(data, { start: start + 4 * numberStep, step: numberStep }, least);
    if (best === undefined) continue;
    const { classIndex } = best;
    const score = isLogits ? sigmoid(best.value) : best.value;
    const at = (number: number): number => data[start + number * numberStep] ?? NaN;
    candidates.push({ classIndex, score, box: centred(at(0), at(1), at(2), at(3)) });
  }
  return candidates;
};

const detrCandidates = (
  [logits, boxes]: readonly [FloatTensor, FloatTensor],
  picture: number,
  { thresholds, input }: { thresholds: readonly number[]; input: ModelSpec['input'] },
): readonly Candidate[] => {
  const scores = sliceOf(logits, picture);
  const places = sliceOf(boxes, picture);
  const numbers = thresholds.length + 1;
  const candidates: Candidate[] = [];
  for (let query = 0; query < scores.length / numbers; query += 1) {
    const shares = softmax(scores.subarray(query * numbers, (query + 1) * numbers));
    const best = bestClass(shares, { start: 0, step: 1 }, thresholds);
    if (best === undefined) continue;
    const [x = 0, y = 0, width = 0, height = 0] = places.subarray(query * 4, query * 4 + 4);
    const box = centred(
      x * input.width,
      y * input.height,
      width * input.width,
      height * input.height,
    );
    candidates.push({ classIndex: best.classIndex, score: best.value, box });
  }
  return candidates;
};

const activate = (spec: ClassifierSpec, values: Float32Array): readonly number[] => {
  switch (spec.activation) {
    case 'softmax':
      return softmax(values);
    case 'sigmoid':
      return Array.from(values, sigmoid);
    case 'none':
      return Array.from(values);
  }
};

/** What a model calls a class, or, for redaction, what it is; undefined when it is left out. */
const labelOf = ({ classes, redacts }: ModelSpec, classIndex: number): string | undefined => {
  const name = classes[classIndex];
  if (redacts === undefined || name === undefined) return name;
  return Object.entries(redacts).find(([, names]) => names?.includes(name))?.[0];
};

/** The score each class must reach; what is left out can never reach it. */
const thresholdsOf = (spec: ModelSpec): readonly number[] =>
  spec.classes.map((name, classIndex) =>
    labelOf(spec, classIndex) === undefined
      ? Infinity
      : (spec.thresholds.perClass?.[name] ?? spec.thresholds.score),
  );

/** What a model says of the whole picture: every class that reaches its threshold. */
const classify = (
  spec: ModelSpec,
  decoder: ClassifierSpec,
  values: Float32Array,
): readonly Detection[] => {
  const thresholds = thresholdsOf(spec);
  return activate(decoder, values)
    .flatMap((score, classIndex) => {
      const label = labelOf(spec, classIndex);
      if (label === undefined || !(score >= (thresholds[classIndex] ?? 1))) return [];
      return [{ label, score, box: { left: 0, top: 0, width: 1, height: 1 } }];
    })
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maxDetections);
};

const outputAt = (outputs: ModelOutputs, index: number): FloatTensor => {
  const output = outputs[index];
  if (output === undefined) throw new RangeError(`The model gave ${outputs.length} outputs`);
  return output;
};

/** Everything that reaches its threshold, the best first. */
const candidatesOf = (
  spec: ModelSpec,
  decoder: YoloV8Spec | DetrSpec,
  { outputs, picture }: { outputs: ModelOutputs; picture: number },
): readonly Candidate[] => {
  const thresholds = thresholdsOf(spec);
  const candidates =
    decoder.kind === 'detr'
      ? detrCandidates([outputAt(outputs, 0), outputAt(outputs, 1)], picture, {
          thresholds,
          input: spec.input,
        })
      : yoloCandidates(decoder, outputAt(outputs, 0), picture, thresholds);
  return bestFirst(candidates.filter(({ box }) => isFiniteBox(box)));
};

/**
 * What a model found on one picture of a batch: thresholds applied, duplicates suppressed,
 * letterboxing taken back, best first. `outputs` are checked by `shapeComplaint` before. Boxes that
 * are no numbers, or lie beside the picture, are left out.
 */
export const decodeOutputs = (
  spec: ModelSpec,
  outputs: ModelOutputs,
  { picture, size }: { picture: number; size: { readonly width: number; readonly height: number } },
): readonly Detection[] => {
  const { decoder } = spec;
  if (decoder.kind === 'classifier') {
    return classify(spec, decoder, sliceOf(outputAt(outputs, 0), picture));
  }
  const placement = placeOn(spec.input, size);
  const candidates = candidatesOf(spec, decoder, { outputs, picture });
  // A set prediction (DETR) says each thing once, so nothing is suppressed.
  const kept =
    decoder.kind === 'detr'
      ? candidates.slice(0, maxDetections)
      : suppress(candidates, spec.thresholds.iou);
  return kept.flatMap(({ classIndex, score, box: inputBox }) => {
    const label = labelOf(spec, classIndex);
    const box = takeBack(inputBox, placement);
    return label === undefined || box === undefined ? [] : [{ label, score, box }];
  });
};
