import type { InferenceSession } from 'onnxruntime-node';
import {
  expectedOutputs,
  shapeComplaint,
  writeDims,
  type StatedDimension,
} from '../../core/domain/inference/models/output-shapes.ts';
import { titleOf, type ModelManifest } from '../manifest/model-manifest.ts';
import { ModelShapeWrong } from '../manifest/model-problems.ts';

/** How a session is fed and read. */
export interface Wiring {
  readonly inputName: string;
  /** In the order of `expectedOutputs`. */
  readonly outputNames: readonly string[];
  /** The only number of pictures the model takes; undefined where it takes any. */
  readonly fixedBatch: number | undefined;
}

/** A complaint about a model's shapes. */
export const shapeWrong = (manifest: ModelManifest, what: string): ModelShapeWrong =>
  new ModelShapeWrong({
    what,
    where: titleOf(manifest),
    remedy: 'Correct the manifest, or export the model anew.',
  });

type Metadata = InferenceSession.ValueMetadata;

/** Which of a model's values is meant: the named one, or the only one. */
const pick = (
  manifest: ModelManifest,
  values: readonly Metadata[],
  { kind, name }: { kind: 'input' | 'output'; name: string | undefined },
): InferenceSession.TensorValueMetadata => {
  const names = values.map((value) => value.name).join(', ');
  const found = name === undefined ? values[0] : values.find((value) => value.name === name);
  if (found === undefined || (name === undefined && values.length > 1)) {
    const wanted = name === undefined ? `which ${kind} is meant` : `an ${kind} "${name}"`;
    throw shapeWrong(manifest, `The manifest must say ${wanted}: the model has ${names}.`);
  }
  if (!found.isTensor || found.type !== 'float32') {
    const type = found.isTensor ? found.type : 'no tensor';
    throw shapeWrong(manifest, `Its ${kind} "${found.name}" is ${type}, float32 is wanted.`);
  }
  return found;
};

const fixedBatchOf = (
  manifest: ModelManifest,
  input: InferenceSession.TensorValueMetadata,
): number | undefined => {
  const { layout, width, height } = manifest.input;
  const wanted = layout === 'nchw' ? [3, height, width] : [height, width, 3];
  const [batch, ...stated] = input.shape as readonly StatedDimension[];
  const isFitting =
    stated.length === wanted.length &&
    stated.every((dim, at) => typeof dim === 'string' || dim === wanted[at]);
  if (batch === undefined || !isFitting) {
    throw shapeWrong(
      manifest,
      `Its input is ${writeDims(input.shape)}; the manifest's ${layout} of ${width} × ${height} ` +
        `pixels is ${writeDims(['batch', ...wanted])}.`,
    );
  }
  if (typeof batch === 'number' && batch !== manifest.maxBatch) {
    throw shapeWrong(
      manifest,
      `It takes batches of exactly ${batch}, and "maxBatch" is ${manifest.maxBatch}.`,
    );
  }
  return typeof batch === 'number' ? batch : undefined;
};

/**
 * Compares what a session states of its inputs and outputs with the manifest. Dimensions stated by
 * name are left to the first run. Throws `ModelShapeWrong`.
 */
export const wiringOf = (session: InferenceSession, manifest: ModelManifest): Wiring => {
  const { decoder, classes } = manifest;
  const name = manifest.input.name;
  const input = pick(manifest, session.inputMetadata, { kind: 'input', name });
  if (session.inputMetadata.length > 1) {
    const names = session.inputMetadata.map((value) => value.name).join(', ');
    throw shapeWrong(manifest, `It wants ${names}: only models of one input can be fed.`);
  }
  const fixedBatch = fixedBatchOf(manifest, input);
  const outputNames = expectedOutputs(decoder, classes.length).map((expected) => {
    const kind = 'output';
    const output = pick(manifest, session.outputMetadata, { kind, name: expected.name });
    const complaint = shapeComplaint(decoder, expected, output.shape);
    if (complaint !== undefined) throw shapeWrong(manifest, complaint);
    return output.name;
  });
  return { inputName: input.name, outputNames, fixedBatch };
};
