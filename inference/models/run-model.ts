import type { InferenceSession } from 'onnxruntime-node';
import type { ModelOutputs } from '../../core/domain/inference/models/decode.ts';
import { fillInput, floatsOfInput } from '../../core/domain/inference/models/fill-input.ts';
import type { FloatTensor } from '../../core/domain/inference/models/model-spec.ts';
import {
  expectedOutputs,
  shapeComplaint,
} from '../../core/domain/inference/models/output-shapes.ts';
import type { ColourPicture } from '../../core/domain/inference/picture.ts';
import type { ModelManifest } from '../manifest/model-manifest.ts';
import { shapeWrong, wiringOf } from './check-session.ts';
import type { Runtime } from './runtime.ts';

/** Runs up to `maxBatch` pictures through a model. One call at a time. */
export type RunModel = (pictures: readonly ColourPicture[]) => Promise<ModelOutputs>;

const readOutput = (
  manifest: ModelManifest,
  name: string,
  results: InferenceSession.ReturnType,
): FloatTensor => {
  const output = results[name];
  if (output === undefined || !(output.data instanceof Float32Array)) {
    throw shapeWrong(manifest, `Its output "${name}" gave no float32 numbers.`);
  }
  return { dims: output.dims, data: output.data };
};

const refuseOtherShapes = (manifest: ModelManifest, outputs: ModelOutputs, batch: number): void => {
  const { decoder, classes } = manifest;
  for (const [at, expected] of expectedOutputs(decoder, classes.length).entries()) {
    const dims = outputs[at]?.dims ?? [];
    const complaint =
      shapeComplaint(decoder, expected, dims) ??
      (dims[0] === batch ? undefined : `It answered ${batch} pictures with ${dims[0]} results.`);
    if (complaint !== undefined) throw shapeWrong(manifest, complaint);
  }
};

/**
 * What feeds a session and reads its numbers. The input's memory is taken once and used again: 8
 * pictures of 640 × 640 are 39 MB.
 */
export const modelRunner = (
  runtime: Runtime,
  session: InferenceSession,
  manifest: ModelManifest,
): RunModel => {
  const { inputName, outputNames, fixedBatch } = wiringOf(session, manifest);
  const { input } = manifest;
  const floats = floatsOfInput(input);
  const shape =
    input.layout === 'nchw' ? [3, input.height, input.width] : [input.height, input.width, 3];
  let memory = new Float32Array(0);
  return async (pictures) => {
    const batch = fixedBatch ?? pictures.length;
    if (memory.length < batch * floats) memory = new Float32Array(batch * floats);
    const data = memory.subarray(0, batch * floats);
    for (const [at, picture] of pictures.entries()) {
      fillInput(picture, input, data.subarray(at * floats, (at + 1) * floats));
    }
    // A model of fixed batches sees zeros where pictures are missing; their results are not read.
    data.fill(0, pictures.length * floats);
    const tensor = new runtime.Tensor('float32', data, [batch, ...shape]);
    const results = await session.run({ [inputName]: tensor }, [...outputNames]);
    const outputs = outputNames.map((name) => readOutput(manifest, name, results));
    refuseOtherShapes(manifest, outputs, batch);
    return outputs;
  };
};

/** A grey picture of the smallest size. */
const greyPicture: ColourPicture = {
  width: 2,
  height: 2,
  i420: Uint8Array.of(126, 126, 126, 126, 128, 128),
};

/**
 * Runs a model once on grey pictures: it warms the provider up, and finds at the start what a
 * session does not state: open dimensions, batches that are not really open, results that are no
 * numbers. Throws `ModelShapeWrong`, and what the runtime throws.
 */
export const tryOut = async (manifest: ModelManifest, run: RunModel): Promise<void> => {
  // Two where it may be two: a model exported for one picture often states any number.
  const outputs = await run(manifest.maxBatch > 1 ? [greyPicture, greyPicture] : [greyPicture]);
  if (outputs.some(({ data }) => !data.every(Number.isFinite))) {
    throw shapeWrong(manifest, 'A grey picture gave results that are no numbers.');
  }
};
