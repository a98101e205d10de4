import { createHash } from 'node:crypto';
import type { DecoderSpec } from '../../../core/domain/inference/models/model-spec.ts';
import type { ModelManifest } from '../../../inference/manifest/model-manifest.ts';
import { floats, onnxFile, whole, type Dimension, type GraphValue } from './onnx-file.ts';

/** One output of a constant model: the same numbers for every picture. */
export interface ConstantOutput {
  readonly name: string;
  /** Behind the batch. */
  readonly dims: readonly number[];
  readonly values: readonly number[];
  /** What the model states of it; default: the batch open, the rest as it is. */
  readonly stated?: readonly Dimension[];
}

/**
 * A model that answers every picture with the given numbers. The picture goes in times zero: it
 * brings the batch along.
 */
export const constantModel = (
  outputs: readonly ConstantOutput[],
  input: GraphValue = { name: 'x', dims: ['n', 3, 'h', 'w'] },
): Uint8Array =>
  onnxFile({
    inputs: [input],
    outputs: outputs.map(({ name, dims, stated }) => ({ name, dims: stated ?? ['n', ...dims] })),
    nodes: [
      {
        ...{ op: 'ReduceMean', inputs: [input.name], output: 'mean' },
        attributes: { axes: [1, 2, 3], keepdims: 1 },
      },
      { op: 'Mul', inputs: ['mean', 'nothing'], output: 'zeros' },
      ...outputs.flatMap(({ name }) => [
        { op: 'Reshape', inputs: ['zeros', `${name}.shape`], output: `${name}.zeros` },
        { op: 'Add', inputs: [`${name}.zeros`, `${name}.values`], output: name },
      ]),
    ],
    weights: [
      floats('nothing', [1], [0]),
      ...outputs.flatMap(({ name, dims, values }) => [
        whole(`${name}.shape`, -1, ...dims.map(() => 1)),
        floats(`${name}.values`, [1, ...dims], values),
      ]),
    ],
  });

/** A manifest for a constant model of 64 × 32 pixels and two classes. */
export const manifestFor = (
  bytes: Uint8Array,
  decoder: DecoderSpec,
  changes: Partial<ModelManifest> = {},
): ModelManifest => ({
  schema: 'clipledger/model-manifest/v1',
  name: 'constant',
  version: '1.0.0',
  uri: 'constant.onnx',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  licence: 'CC0-1.0',
  role: 'evidence',
  input: {
    ...{ width: 64, height: 32, layout: 'nchw', colours: 'rgb', fit: 'letterbox', padLevel: 114 },
    normalization: { scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] },
  },
  classes: ['person', 'parcel'],
  thresholds: { score: 0.5, iou: 0.5 },
  decoder,
  maxBatch: 2,
  ...changes,
});
