import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionProvider } from '../core/domain/inference/analysis.ts';
import type { Detector } from '../core/domain/inference/models/detector.ts';
import { fillInput, floatsOfInput } from '../core/domain/inference/models/fill-input.ts';
import { loadDetectors } from '../inference/models/load-detectors.ts';
import { modelFetcher } from '../inference/models/model-files.ts';
import {
  detectorSizedModel,
  floatingPointOperations,
  type SizedModel,
} from '../test/support/onnx/detector-sized-model.ts';
import {
  randomClassifier,
  randomDetr,
  randomPicture,
  randomYolo,
} from '../test/support/onnx/random-models.ts';
import { largestDifference } from '../test/support/onnx/reference.ts';
import { runtimeFolder } from '../test/support/onnx/runtime-folder.ts';
import { atMost, told, type Row } from './frame.ts';

const seeds = [1, 2, 3, 4, 5, 6];
const picturesPerModel = 3;
/** Runs of each batch size; the median counts, because others use this machine too. */
const runs = 7;

const load = async (
  folder: string,
  { manifest, bytes }: SizedModel,
  preferred: readonly ExecutionProvider[],
): Promise<Detector> => {
  await writeFile(join(folder, manifest.uri), bytes);
  const [detector] = await loadDetectors({
    manifests: [{ place: join(folder, 'manifest.json'), manifest }],
    fetchModel: modelFetcher({ cacheFolder: folder }),
    runtimeFolder,
    providers: { preferred },
  });
  if (detector === undefined) throw new Error('One manifest must give one detector');
  return detector;
};

/** Random models on random pictures, against plain double arithmetic. */
const differences = async (folder: string): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const make of [randomYolo, randomDetr, randomClassifier]) {
    for (const seed of seeds) {
      const model = make(seed);
      const detector = await load(folder, model, ['cuda', 'webgpu', 'cpu']);
      const pictures = Array.from({ length: picturesPerModel }, (_, at) =>
        randomPicture(1_000 * seed + at),
      );
      const answers = await detector.detect(pictures);
      for (const [at, picture] of pictures.entries()) {
        found.push(largestDifference(answers[at] ?? [], model.expected(picture)));
      }
    }
  }
  return found;
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

const medianMilliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
};

/**
 * Frames a second through the whole detector: letterboxing, the model, suppression. Beside it the
 * processor time, which is the same whoever else uses the machine.
 */
const framesPerSecond = async (detector: Detector, batch: number): Promise<readonly Row[]> => {
  const pictures = Array.from({ length: batch }, (_, at) => randomPicture(at, 640, 360));
  await detector.detect(pictures);
  const before = process.cpuUsage();
  const milliseconds = await medianMilliseconds(() => detector.detect(pictures));
  const { user, system } = process.cpuUsage(before);
  const gigaflops = (floatingPointOperations() / 1e9).toFixed(1);
  const metric = `detector of ${gigaflops} GFLOP on ${detector.model.provider}, batch ${batch}`;
  const processorMilliseconds = (user + system) / 1_000 / (batch * (runs + 1));
  return [
    told(metric, (1_000 * batch) / milliseconds, 'frames/s'),
    told(`${metric}, processor time`, processorMilliseconds, 'ms/frame'),
  ];
};

const speed = async (folder: string): Promise<readonly Row[]> => {
  const model = detectorSizedModel();
  const best = await load(folder, model, ['cuda', 'webgpu', 'cpu']);
  // Beside an accelerator the processor's own figure, in the same run.
  const detectors =
    best.model.provider === 'cpu' ? [best] : [best, await load(folder, model, ['cpu'])];
  const rows: Row[] = [];
  for (const detector of detectors) {
    for (const batch of [1, 8]) rows.push(...(await framesPerSecond(detector, batch)));
  }
  const { input } = model.manifest;
  const target = new Float32Array(floatsOfInput(input));
  const picture = randomPicture(1, 640, 360);
  const filling = await medianMilliseconds(async () => fillInput(picture, input, target));
  return [...rows, told('letterboxing 640 × 360 to 640 × 640, in them', filling, 'ms/frame')];
};

/** ONNX models: right to 1e-4, and how fast on what is there. */
export const benchOnnx = async (): Promise<readonly Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-bench-models-'));
  try {
    const found = await differences(folder);
    const cases = `${found.length} pictures, ${3 * seeds.length} random models`;
    return [
      // A share of 1e-4 is a sixteenth of a pixel on 640.
      atMost(`largest error against a reference (${cases})`, 1e6 * Math.max(...found), 100, 'ppm'),
      ...(await speed(folder)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
