import { createHash } from 'node:crypto';
import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { ModelManifest } from '../../../inference/manifest/model-manifest.ts';
import { floats, onnxFile, whole, type GraphNode, type Weights } from './onnx-file.ts';

/** A model file and its manifest. */
export interface SizedModel {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
}

const side = 640;
const classCount = 80;
/** Channels and stride of each 3 × 3 convolution. */
const layers: readonly (readonly [channels: number, stride: number])[] = [
  ...([
    [16, 2],
    [32, 2],
    [32, 1],
    [64, 2],
  ] as const),
  ...Array.from({ length: 6 }, () => [64, 1] as const),
];

/** Multiplications and additions of one picture: 3.93e9. */
export const floatingPointOperations = (): number => {
  let [pixels, channels, sum] = [side ** 2, 3, 0];
  for (const [out, stride] of layers) {
    pixels /= stride ** 2;
    sum += 2 * 9 * channels * out * pixels;
    channels = out;
  }
  return sum + 2 * channels * (4 + classCount) * pixels;
};

/**
 * A model with the work of a small detector: 640 × 640 pixels, 6,400 boxes of 80 classes, random
 * weights. What it finds means nothing; how long it takes does.
 */
export const detectorSizedModel = (): SizedModel => {
  const random = createSeededRandomness(7);
  const drawn = (name: string, dims: readonly number[], inputs: number): Weights => {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const spread = Math.sqrt(24 / inputs);
    return floats(
      name,
      dims,
      Array.from({ length: count }, () => (random.fraction() - 0.5) * spread),
    );
  };
  const nodes: GraphNode[] = [];
  const weights: Weights[] = [];
  let [channels, from] = [3, 'x'];
  for (const [layer, [out, stride]] of layers.entries()) {
    weights.push(drawn(`w${layer}`, [out, channels, 3, 3], 9 * channels));
    const attributes = { kernel_shape: [3, 3], strides: [stride, stride], pads: [1, 1, 1, 1] };
    nodes.push({ op: 'Conv', inputs: [from, `w${layer}`], output: `c${layer}`, attributes });
    nodes.push({ op: 'Relu', inputs: [`c${layer}`], output: `r${layer}` });
    [channels, from] = [out, `r${layer}`];
  }
  const numbers = 4 + classCount;
  // Boxes of about 100 pixels in the middle; scores low, as on pictures that show little.
  const bias = Array.from({ length: numbers }, (_, at) => (at < 2 ? 320 : at < 4 ? 100 : -4));
  weights.push(drawn('head', [numbers, channels, 1, 1], channels));
  weights.push(floats('bias', [numbers], bias), whole('shape', 0, numbers, -1));
  nodes.push({ op: 'Conv', inputs: [from, 'head', 'bias'], output: 'cells' });
  nodes.push({ op: 'Reshape', inputs: ['cells', 'shape'], output: 'out' });
  const bytes = onnxFile({
    ...{ nodes, weights },
    inputs: [{ name: 'x', dims: ['n', 3, side, side] }],
    outputs: [{ name: 'out', dims: ['n', numbers, 'boxes'] }],
  });
  const manifest: ModelManifest = {
    schema: 'clipledger/model-manifest/v1',
    ...{ name: 'detector-sized', version: '1.0.0', uri: 'detector-sized.onnx', licence: 'CC0-1.0' },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    role: 'evidence',
    input: {
      ...{ width: side, height: side, layout: 'nchw', colours: 'rgb' },
      ...{ fit: 'letterbox', padLevel: 114 },
      normalization: { scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] },
    },
    classes: Array.from({ length: classCount }, (_, at) => `class-${at}`),
    thresholds: { score: 0.25, iou: 0.45 },
    decoder: { kind: 'yolo-v8', layout: 'channels-first', scores: 'logits' },
    maxBatch: 8,
  };
  return { manifest, bytes };
};
