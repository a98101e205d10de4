import { createHash } from 'node:crypto';
import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Detection } from '../../../core/domain/inference/models/detector.ts';
import type { InputSpec } from '../../../core/domain/inference/models/model-spec.ts';
import type { ColourPicture } from '../../../core/domain/inference/picture.ts';
import { specOf, type ModelManifest } from '../../../inference/manifest/model-manifest.ts';
import { floats, onnxFile, whole, type GraphNode, type Weights } from './onnx-file.ts';
import {
  convolve,
  detectionsOf,
  relu,
  shown,
  sigmoid,
  softmax,
  times,
  type Convolution,
  type Planes,
} from './reference.ts';

/** A model, its manifest, and what it must find. */
export interface RandomModel {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
  readonly expected: (picture: ColourPicture) => readonly Detection[];
}

type Draw = ReturnType<typeof createSeededRandomness>;

/** Numbers around 0, of about unit variance after a sum over `inputs` of them. */
const drawn = (random: Draw, count: number, inputs: number): readonly number[] =>
  // Rounded to float32, as the model file holds them.
  Array.from({ length: count }, () =>
    Math.fround((random.fraction() - 0.5) * Math.sqrt(12 / inputs)),
  );

const classes = ['person', 'parcel', 'car'] as const;
const features = 6;
const cell = 16;

/** A picture of blocks and noise, any size, odd ones too. */
export const randomPicture = (seed: number, width?: number, height?: number): ColourPicture => {
  const random = createSeededRandomness(seed);
  const size = { width: width ?? 40 + random.below(90), height: height ?? 30 + random.below(80) };
  const plane = (columns: number, rows: number): readonly number[] => {
    const blocks = Array.from({ length: 64 }, () => 30 + random.below(180));
    return Array.from({ length: columns * rows }, (_, at) => {
      const [x, y] = [at % columns, Math.floor(at / columns)];
      const block = Math.floor((8 * x) / columns) * 8 + Math.floor((8 * y) / rows);
      return (blocks[block] ?? 0) + random.below(20);
    });
  };
  const half = [Math.ceil(size.width / 2), Math.ceil(size.height / 2)] as const;
  const i420 = Uint8Array.from([
    ...plane(size.width, size.height),
    ...plane(...half),
    ...plane(...half),
  ]);
  return { ...size, i420 };
};

const randomInput = (random: Draw): ModelManifest['input'] => ({
  width: 96,
  height: 64,
  layout: random.chance(0.5) ? 'nchw' : 'nhwc',
  colours: random.chance(0.5) ? 'rgb' : 'bgr',
  fit: random.chance(0.75) ? 'letterbox' : 'stretch',
  padLevel: 114,
  normalization: random.chance(0.5)
    ? { scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] }
    : { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
});

const convolution = (random: Draw, shape: Omit<Convolution, 'weights' | 'bias'>, from: number) => ({
  ...shape,
  weights: drawn(random, shape.out * from * shape.kernel ** 2, from * shape.kernel ** 2),
  bias: drawn(random, shape.out, 1),
});

const convNode = (
  name: string,
  { out, kernel, stride, pad, weights, bias }: Convolution,
  [from, to]: readonly [string, string],
): { node: GraphNode; weights: readonly Weights[] } => ({
  node: {
    op: 'Conv',
    inputs: [from, `${name}.w`, `${name}.b`],
    output: to,
    attributes: {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    },
  },
  weights: [
    floats(`${name}.w`, [out, weights.length / out / kernel ** 2, kernel, kernel], weights),
    floats(`${name}.b`, [out], bias),
  ],
});

/** Two convolutions and what each cell of 16 × 16 pixels then says in `out` numbers. */
const trunkOf = (random: Draw, input: InputSpec, out: number) => {
  const first = convolution(random, { out: features, kernel: 3, stride: 2, pad: 1 }, 3);
  const half = cell / 2;
  const second = convolution(random, { out, kernel: half, stride: half, pad: 0 }, features);
  const inner = convNode('first', first, [input.layout === 'nchw' ? 'x' : 'planes', 'c1']);
  const outer = convNode('second', second, ['r1', 'cells']);
  const turn: GraphNode = {
    ...{ op: 'Transpose', inputs: ['x'], output: 'planes' },
    attributes: { perm: [0, 3, 1, 2] },
  };
  const nodes: readonly GraphNode[] = [
    ...(input.layout === 'nchw' ? [] : [turn]),
    inner.node,
    { op: 'Relu', inputs: ['c1'], output: 'r1' },
  ];
  const inside = (picture: ColourPicture): Planes => relu(convolve(shown(picture, input), first));
  return {
    nodes,
    features: { nodes, weights: inner.weights, run: inside },
    cells: {
      nodes: [...nodes, outer.node],
      weights: [...inner.weights, ...outer.weights],
      /** One row of `out` numbers for each cell. */
      run: (picture: ColourPicture): readonly (readonly number[])[] => {
        const planes = convolve(inside(picture), second).map((plane) => plane.flat());
        return (planes[0] ?? []).map((_, at) => planes.map((plane) => plane[at] ?? NaN));
      },
    },
  };
};

const fileOf = (
  input: InputSpec,
  graph: { nodes: readonly GraphNode[]; weights: readonly Weights[] },
  outputs: readonly { name: string; dims: readonly (number | string)[] }[],
): Uint8Array => {
  const size = [input.height, input.width];
  const dims = input.layout === 'nchw' ? ['n', 3, ...size] : ['n', ...size, 3];
  return onnxFile({ ...graph, inputs: [{ name: 'x', dims }], outputs });
};

const manifestOf = (
  seed: number,
  bytes: Uint8Array,
  rest: Pick<ModelManifest, 'input' | 'decoder'>,
): ModelManifest => ({
  schema: 'clipledger/model-manifest/v1',
  name: `random-${rest.decoder.kind}-${seed}`,
  version: '1.0.0',
  uri: `random-${rest.decoder.kind}-${seed}.onnx`,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  licence: 'CC0-1.0',
  role: 'evidence',
  classes: [...classes],
  thresholds: { score: 0.4, iou: 0.45, perClass: { car: 0.55 } },
  maxBatch: 4,
  ...rest,
});

/** Boxes of 20 × 20 pixels around each cell, moved and scored by a small convolution net. */
export const randomYolo = (seed: number): RandomModel => {
  const random = createSeededRandomness(seed);
  const input = randomInput(random);
  const numbers = 4 + classes.length;
  const { cells } = trunkOf(random, input, numbers);
  const columns = input.width / cell;
  const count = columns * (input.height / cell);
  const centres = Array.from({ length: count }, (_, at) => [
    ((at % columns) + 0.5) * cell,
    (Math.floor(at / columns) + 0.5) * cell,
  ]);
  const scales = [6, 6, 4, 4, 1, 1, 1];
  const start = (number: number, at: number): number =>
    number < 2 ? (centres[at]?.[number] ?? NaN) : number < 4 ? 20 : 0;
  const starts = scales.flatMap((_, number) => centres.map((__, at) => start(number, at)));
  const layout = random.chance(0.5) ? 'channels-first' : 'boxes-first';
  const isTurned = layout === 'boxes-first';
  const turn = {
    op: 'Transpose',
    inputs: ['moved'],
    output: 'out',
    attributes: { perm: [0, 2, 1] },
  };
  const nodes: readonly GraphNode[] = [
    ...cells.nodes,
    { op: 'Reshape', inputs: ['cells', 'shape'], output: 'raw' },
    { op: 'Mul', inputs: ['raw', 'scales'], output: 'scaled' },
    { op: 'Add', inputs: ['scaled', 'starts'], output: isTurned ? 'moved' : 'out' },
    ...(isTurned ? [turn] : []),
  ];
  const weights = [
    ...cells.weights,
    whole('shape', 0, numbers, -1),
    floats('scales', [1, numbers, 1], scales),
    floats('starts', [1, numbers, count], starts),
  ];
  const dims = isTurned ? ['n', count, numbers] : ['n', numbers, count];
  const bytes = fileOf(input, { nodes, weights }, [{ name: 'out', dims }]);
  const decoder = { kind: 'yolo-v8', layout, scores: 'logits' } as const;
  const manifest = manifestOf(seed, bytes, { input, decoder });
  const expected = (picture: ColourPicture): readonly Detection[] => {
    const boxes = cells.run(picture).map((raw, at) => {
      const [x = 0, y = 0, width = 0, height = 0, ...scores] = raw.map(
        (value, number) => value * (scales[number] ?? NaN) + start(number, at),
      );
      return { centre: [x, y, width, height] as const, scores: scores.map(sigmoid) };
    });
    return detectionsOf(boxes, specOf(manifest), { picture, suppresses: true });
  };
  return { manifest, bytes, expected };
};

/** A box and a class for each cell, by matrices over what the cell saw. */
export const randomDetr = (seed: number): RandomModel => {
  const random = createSeededRandomness(seed);
  const input = randomInput(random);
  const width = 8;
  const { cells } = trunkOf(random, input, width);
  const count = (input.width / cell) * (input.height / cell);
  const kinds = classes.length + 1;
  const toLogits = drawn(random, width * kinds, width / 4);
  const toBoxes = drawn(random, width * 4, width);
  const nodes: readonly GraphNode[] = [
    ...cells.nodes,
    { op: 'Reshape', inputs: ['cells', 'shape'], output: 'columns' },
    { op: 'Transpose', inputs: ['columns'], output: 'queries', attributes: { perm: [0, 2, 1] } },
    { op: 'MatMul', inputs: ['queries', 'toLogits'], output: 'logits' },
    { op: 'MatMul', inputs: ['queries', 'toBoxes'], output: 'places' },
    { op: 'Sigmoid', inputs: ['places'], output: 'pred_boxes' },
  ];
  const weights = [
    ...cells.weights,
    whole('shape', 0, width, -1),
    floats('toLogits', [width, kinds], toLogits),
    floats('toBoxes', [width, 4], toBoxes),
  ];
  const bytes = fileOf(input, { nodes, weights }, [
    { name: 'logits', dims: ['n', count, kinds] },
    { name: 'pred_boxes', dims: ['n', count, 4] },
  ]);
  const decoder = { kind: 'detr', logits: 'logits', boxes: 'pred_boxes' } as const;
  const manifest = manifestOf(seed, bytes, { input, decoder });
  const expected = (picture: ColourPicture): readonly Detection[] => {
    const boxes = cells.run(picture).map((query) => {
      const [x = 0, y = 0, w = 0, h = 0] = times(query, toBoxes).map(sigmoid);
      const centre = [
        x * input.width,
        y * input.height,
        w * input.width,
        h * input.height,
      ] as const;
      return { centre, scores: softmax(times(query, toLogits)).slice(0, -1) };
    });
    return detectionsOf(boxes, specOf(manifest), { picture, suppresses: false });
  };
  return { manifest, bytes, expected };
};

/** The mean of every feature, times a matrix. */
export const randomClassifier = (seed: number): RandomModel => {
  const random = createSeededRandomness(seed);
  const input = randomInput(random);
  const trunk = trunkOf(random, input, 1).features;
  const matrix = drawn(random, features * classes.length, features / 4);
  const activation = random.pick(['softmax', 'sigmoid'] as const);
  const nodes: readonly GraphNode[] = [
    ...trunk.nodes,
    { op: 'GlobalAveragePool', inputs: ['r1'], output: 'means' },
    { op: 'Flatten', inputs: ['means'], output: 'flat', attributes: { axis: 1 } },
    { op: 'MatMul', inputs: ['flat', 'matrix'], output: 'scores' },
  ];
  const weights = [...trunk.weights, floats('matrix', [features, classes.length], matrix)];
  const bytes = fileOf(input, { nodes, weights }, [
    { name: 'scores', dims: ['n', classes.length] },
  ]);
  const decoder = { kind: 'classifier', activation } as const;
  const manifest = {
    ...manifestOf(seed, bytes, { input, decoder }),
    thresholds: { score: 0.1, iou: 1, perClass: { car: 0.3 } },
  };
  const expected = (picture: ColourPicture): readonly Detection[] => {
    const means = trunk.run(picture).map((plane) => {
      const values = plane.flat();
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    const values = times(means, matrix);
    const scores = activation === 'softmax' ? softmax(values) : values.map(sigmoid);
    return scores
      .map((score, at) => ({ label: classes[at] ?? '', score }))
      .filter(({ label, score }) => score >= (label === 'car' ? 0.3 : 0.1))
      .map((each) => ({ ...each, box: { left: 0, top: 0, width: 1, height: 1 } }))
      .toSorted((one, other) => other.score - one.score);
  };
  return { manifest, bytes, expected };
};
