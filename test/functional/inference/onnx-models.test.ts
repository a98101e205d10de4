import '../../support/onnx/native-arrays.ts';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Detector } from '../../../core/domain/inference/models/detector.ts';
import { detectTogether } from '../../../core/domain/inference/models/detect-together.ts';
import { loadDetectors } from '../../../inference/models/load-detectors.ts';
import { modelFetcher } from '../../../inference/models/model-files.ts';
import { runtimeFolder } from '../../support/onnx/runtime-folder.ts';
import {
  randomClassifier,
  randomDetr,
  randomPicture,
  randomYolo,
  type RandomModel,
} from '../../support/onnx/random-models.ts';
import { largestDifference } from '../../support/onnx/reference.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipledger-models-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const load = async ({ manifest, bytes }: Pick<RandomModel, 'manifest' | 'bytes'>) => {
  await writeFile(join(folder, manifest.uri), bytes);
  const [detector] = await loadDetectors({
    manifests: [{ place: join(folder, 'manifest.json'), manifest }],
    fetchModel: modelFetcher({ cacheFolder: folder }),
    runtimeFolder,
    providers: { preferred: ['cpu'] },
  });
  return detector as Detector;
};

const runtimeModule = '../../../inference/models/runtime.ts';
const pictures = [1, 2, 3, 4, 5].map((seed) => randomPicture(seed));

describe.each([
  ['yolo-v8', randomYolo],
  ['detr', randomDetr],
  ['classifier', randomClassifier],
] as const)('%s models', (_, make) => {
  test.each([1, 2, 3, 4])('of seed %i find what the reference computes, to 1e-4', async (seed) => {
    const model = make(seed);
    const detector = await load(model);
    const found = await detector.detect(pictures.slice(0, 2));
    const expected = pictures.slice(0, 2).map(model.expected);
    const differences = found.map((each, at) => largestDifference(each, expected[at] ?? []));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-4);
  });

  test('find the same in batches as one by one', async () => {
    const detector = await load(make(1));
    const together = await detector.detect(pictures);
    expect(together.flat().length).toBeGreaterThan(0);
    for (const [at, picture] of pictures.entries()) {
      const [alone = []] = await detector.detect([picture]);
      expect(largestDifference(together[at] ?? [], alone)).toBeLessThanOrEqual(1e-5);
    }
  });
});

test('clips that share a model each get what they asked for', async () => {
  const detector = await load(randomYolo(1));
  const alone = await Promise.all(pictures.map((picture) => detector.detect([picture])));
  const many = detectTogether(detector);
  const clips = pictures.map(() => many.join());
  const answers = await Promise.all(
    clips.map(async ({ detector: own, leave }, at) => {
      const answer = await own.detect(pictures.slice(at, at + 1));
      leave();
      return answer;
    }),
  );
  for (const [at, answer] of answers.entries()) {
    expect(largestDifference(answer[0] ?? [], alone[at]?.[0] ?? [])).toBeLessThanOrEqual(1e-5);
  }
});

test('calls at the same time do not disturb each other', async () => {
  const detector = await load(randomYolo(2));
  const alone = [];
  for (const picture of pictures) alone.push(await detector.detect([picture]));
  const atOnce = await Promise.all(pictures.map((picture) => detector.detect([picture])));
  expect(atOnce).toEqual(alone);
});

test('what the analysis tells of a model stands in its manifest, with the provider', async () => {
  const model = randomYolo(3);
  const { name, version, sha256, licence } = model.manifest;
  const detector = await load(model);
  expect(detector).toMatchObject({
    model: { name, version, sha256, licence, provider: 'cpu' },
    role: 'evidence',
    maxBatch: 4,
  });
});

test('ONNX Runtime, which would tell its maker of its work, leaves no trace of that', async () => {
  const model = join(folder, 'untold.onnx');
  await writeFile(model, randomYolo(1).bytes);
  const place = join(folder, 'home');
  await mkdir(place);
  const program = `
    import { loadRuntime } from ${JSON.stringify(import.meta.resolve(runtimeModule))};
    const runtime = loadRuntime(${JSON.stringify(runtimeFolder)});
    const session = await runtime.InferenceSession.create(${JSON.stringify(model)});
    await session.release();
  `;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program];
  const env = { HOME: place, TMPDIR: place, TSX_DISABLE_CACHE: '1' };
  await promisify(execFile)(process.execPath, args, { env });
  // It keeps an id of the machine, and what it could not send yet.
  expect(await readdir(place, { recursive: true })).toEqual([]);
});
