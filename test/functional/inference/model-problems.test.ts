import '../../support/onnx/native-arrays.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModelManifest } from '../../../inference/manifest/model-manifest.ts';
import {
  ManifestInvalid,
  ModelFileMissing,
  ModelHashWrong,
  ModelShapeWrong,
  ModelUnreadable,
  ProviderMissing,
  RuntimeMissing,
} from '../../../inference/manifest/model-problems.ts';
import { loadDetectors, openDetectors } from '../../../inference/models/load-detectors.ts';
import { modelFetcher } from '../../../inference/models/model-files.ts';
import type { ProviderChoice } from '../../../inference/models/open-session.ts';
import { constantModel, manifestFor } from '../../support/onnx/constant-models.ts';
import { randomPicture } from '../../support/onnx/random-models.ts';
import { runtimeFolder } from '../../support/onnx/runtime-folder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipledger-models-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const yolo = { kind: 'yolo-v8', layout: 'channels-first', scores: 'probabilities' } as const;

/** One box in the middle of the input: 16 × 8 pixels around (32, 16), a parcel of 0.75. */
const parcel = [32, 16, 16, 8, 0.1, 0.75];
const good = constantModel([{ name: 'out', dims: [6, 1], values: parcel }]);

const load = async (
  bytes: Uint8Array,
  manifest: ModelManifest,
  {
    providers = { preferred: ['cpu'] },
    from = runtimeFolder,
  }: Partial<{
    providers: ProviderChoice;
    from: string;
  }> = {},
) => {
  const place = await mkdtemp(join(folder, 'model-'));
  await writeFile(join(place, manifest.uri), bytes);
  return loadDetectors({
    manifests: [{ place: join(place, 'manifest.json'), manifest }],
    fetchModel: modelFetcher({ cacheFolder: folder }),
    runtimeFolder: from,
    providers,
  });
};

describe('a model is used', () => {
  test('when everything is as its manifest says, at the very numbers', async () => {
    const [detector] = await load(good, manifestFor(good, yolo));
    // 100 × 50 pixels fill the input of 64 × 32, so shares of one are shares of the other.
    const found = await detector?.detect([randomPicture(1, 100, 50)]);
    const box = { left: 0.375, top: 0.375, width: 0.25, height: 0.25 };
    expect(found).toEqual([[{ label: 'parcel', score: 0.75, box }]]);
  });

  test('on the first provider that works, which is told', async () => {
    const providers = { preferred: ['cuda', 'cpu'] } as const;
    const [detector] = await load(good, manifestFor(good, yolo), { providers });
    // Where CUDA is there it is taken: the machine decides.
    expect(['cuda', 'cpu']).toContain(detector?.model.provider);
  });

  test('in its only batch size, where it has one', async () => {
    const output = { name: 'out', dims: [6, 1], values: parcel };
    const bytes = constantModel([output], { name: 'x', dims: [2, 3, 32, 64] });
    const [detector] = await load(bytes, manifestFor(bytes, yolo));
    const found = await detector?.detect([1, 2, 3].map((seed) => randomPicture(seed)));
    expect(found?.map((each) => each.length)).toEqual([1, 1, 1]);
  });
});

const mismatches: readonly [string, Parameters<typeof constantModel>, Partial<ModelManifest>][] = [
  ['an output of other classes', [[{ name: 'out', dims: [7, 1], values: [...parcel, 0] }]], {}],
  [
    'an input of another size',
    [
      [{ name: 'out', dims: [6, 1], values: parcel }],
      {
        name: 'x',
        dims: ['n', 3, 48, 64],
      },
    ],
    {},
  ],
  [
    'an input of another layout',
    [
      [{ name: 'out', dims: [6, 1], values: parcel }],
      {
        name: 'x',
        dims: ['n', 32, 64, 3],
      },
    ],
    {},
  ],
  [
    'another fixed batch',
    [
      [{ name: 'out', dims: [6, 1], values: parcel }],
      {
        name: 'x',
        dims: [1, 3, 32, 64],
      },
    ],
    { maxBatch: 2 },
  ],
  [
    'results that are no numbers',
    [[{ name: 'out', dims: [6, 1], values: Array(6).fill(NaN) as number[] }]],
    {},
  ],
  [
    'an output that nobody named',
    [
      [
        { name: 'out', dims: [6, 1], values: parcel },
        { name: 'other', dims: [6, 1], values: parcel },
      ],
    ],
    {},
  ],
  [
    'open dimensions that turn out otherwise',
    [[{ name: 'out', dims: [7, 1], values: [...parcel, 0], stated: ['n', 'c', 'boxes'] }]],
    {},
  ],
];

describe('a host does not start', () => {
  test.each(mismatches)('with %s', async (_, parts, changes) => {
    const bytes = constantModel(...parts);
    const loading = load(bytes, manifestFor(bytes, yolo, changes));
    await expect(loading).rejects.toThrow(ModelShapeWrong);
    await expect(loading).rejects.toThrow(/^constant 1\.0\.0: .+Correct the manifest/s);
  });

  test('with boxes in rows where columns were promised, and says which it is', async () => {
    const bytes = constantModel([{ name: 'out', dims: [1, 6], values: parcel }]);
    await expect(load(bytes, manifestFor(bytes, yolo))).rejects.toThrow(/layout "boxes-first"/);
    const decoder = { ...yolo, layout: 'boxes-first' } as const;
    await expect(load(bytes, manifestFor(bytes, decoder))).resolves.toHaveLength(1);
  });

  test('with other bytes than the manifest names', async () => {
    const manifest = { ...manifestFor(good, yolo), sha256: '0'.repeat(64) };
    const loading = load(good, manifest);
    await expect(loading).rejects.toThrow(ModelHashWrong);
    await expect(loading).rejects.toThrow(manifestFor(good, yolo).sha256);
  });

  test('with bytes that are no model', async () => {
    const bytes = Buffer.from('no model');
    const loading = load(bytes, manifestFor(bytes, yolo));
    await expect(loading).rejects.toThrow(ModelUnreadable);
  });

  test('without the file', async () => {
    const manifest = manifestFor(good, yolo);
    const place = join(folder, 'nowhere', 'manifest.json');
    const loading = loadDetectors({
      manifests: [{ place, manifest }],
      fetchModel: modelFetcher({ cacheFolder: folder }),
      runtimeFolder,
      providers: { preferred: ['cpu'] },
    });
    await expect(loading).rejects.toThrow(ModelFileMissing);
  });

  test('without the provider that it must have, even where another would do', async () => {
    // A provider that no build for Node on Linux, macOS and Windows has under this name.
    const providers = { preferred: ['cpu'], required: 'rocm' } as unknown as ProviderChoice;
    const loading = load(good, manifestFor(good, yolo), { providers });
    await expect(loading).rejects.toThrow(ProviderMissing);
    await expect(loading).rejects.toThrow(/No required execution provider works: rocm/);
  });

  test('without ONNX Runtime where models are configured', async () => {
    const loading = load(good, manifestFor(good, yolo), { from: join(folder, 'nothing') });
    await expect(loading).rejects.toThrow(RuntimeMissing);
  });

  test('with two models of one name', async () => {
    const placed = { place: join(folder, 'manifest.json'), manifest: manifestFor(good, yolo) };
    const loading = loadDetectors({
      manifests: [placed, placed],
      fetchModel: modelFetcher({ cacheFolder: folder }),
      runtimeFolder,
      providers: { preferred: ['cpu'] },
    });
    await expect(loading).rejects.toThrow(ManifestInvalid);
  });
});

describe('from settings', () => {
  const rest = { runtimeFolder, providers: { preferred: ['cpu'] } } as const;

  test('no manifests: nothing is loaded, not even the runtime', async () => {
    const settings = { ...rest, runtimeFolder: join(folder, 'nothing'), cacheFolder: folder };
    await expect(openDetectors({ ...settings, modelManifests: ' ' })).resolves.toEqual([]);
  });

  test('a model lies where its manifest says, relative to the manifest', async () => {
    const place = join(folder, 'settings');
    await mkdir(join(place, 'weights'), { recursive: true });
    const manifest = { ...manifestFor(good, yolo), uri: 'weights/constant.onnx' };
    await writeFile(join(place, manifest.uri), good);
    await writeFile(join(place, 'manifest.json'), JSON.stringify(manifest));
    const modelManifests = join(place, 'manifest.json');
    const detectors = await openDetectors({ ...rest, cacheFolder: folder, modelManifests });
    expect(detectors.map(({ model }) => model.name)).toEqual(['constant']);
  });

  test('a manifest that is not there is told by its place', async () => {
    const modelManifests = join(folder, 'none.json');
    const opening = openDetectors({ ...rest, cacheFolder: folder, modelManifests });
    await expect(opening).rejects.toThrow(ModelFileMissing);
    await expect(opening).rejects.toThrow(modelManifests);
  });
});
