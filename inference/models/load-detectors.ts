import { startBatching } from '../../core/domain/inference/models/batching.ts';
import { decodeOutputs } from '../../core/domain/inference/models/decode.ts';
import type { Detection, Detector } from '../../core/domain/inference/models/detector.ts';
import type { ColourPicture } from '../../core/domain/inference/picture.ts';
import {
  readManifest,
  specOf,
  titleOf,
  type ModelManifest,
  type PlacedManifest,
} from '../manifest/model-manifest.ts';
import { ManifestInvalid } from '../manifest/model-problems.ts';
import { modelFetcher, placeOf, readManifestText } from './model-files.ts';
import type { FetchModel, ModelFiles } from './model-files.ts';
import { openModel, type ProviderChoice, type RunningModel } from './open-session.ts';
import { loadRuntime } from './runtime.ts';

/** Models to load. */
export interface DetectorOrder {
  readonly manifests: readonly PlacedManifest[];
  readonly fetchModel: FetchModel;
  /** The folder of the package `onnxruntime-node`. */
  readonly runtimeFolder: string;
  readonly providers: ProviderChoice;
  /** Threads of one run; default 2. */
  readonly threads?: number | undefined;
}

/** A Lambda of 3 GB has 1.7 processors, and the decoder wants some of them. */
const defaultThreads = 2;
/** Models of one host: each has its weights in memory. */
const maxModels = 8;

/** Several clips may ask at once: what comes while a batch runs makes the next one together. */
const detectorOf = (manifest: ModelManifest, { provider, run }: RunningModel): Detector => {
  const { name, version, sha256, licence, role, maxBatch } = manifest;
  const spec = specOf(manifest);
  // Also keeps runs apart: the model's input memory exists once.
  const batching = startBatching({
    maxBatch,
    async run(pictures: readonly ColourPicture[]): Promise<readonly (readonly Detection[])[]> {
      const outputs = await run(pictures);
      return pictures.map((size, picture) => decodeOutputs(spec, outputs, { picture, size }));
    },
  });
  return {
    model: { name, version, sha256, licence, provider },
    role,
    maxBatch,
    detect: (pictures) => batching.give(pictures),
  };
};

const refuseTooManyOrTwice = (manifests: readonly PlacedManifest[]): void => {
  const names = manifests.map(({ manifest }) => manifest.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined && names.length <= maxModels) return;
  throw new ManifestInvalid({
    what:
      twice === undefined
        ? `${names.length} models are configured, ${maxModels} are the most.`
        : 'Two manifests have this name, and tracks could not be told apart.',
    where: twice ?? 'models',
    remedy: 'Take models out, or rename one.',
  });
};

/**
 * Loads models, checks each against its manifest and warms it up. Loads nothing, not even ONNX
 * Runtime, where no manifest is given. Throws a `ModelProblem`: at start, before any clip waits.
 */
export const loadDetectors = async ({
  manifests,
  fetchModel,
  runtimeFolder,
  providers,
  threads = defaultThreads,
}: DetectorOrder): Promise<readonly Detector[]> => {
  if (manifests.length === 0) return [];
  refuseTooManyOrTwice(manifests);
  const runtime = loadRuntime(runtimeFolder);
  const detectors: Detector[] = [];
  // One after another: each takes its weights twice while it is opened.
  for (const { place, manifest } of manifests) {
    const { uri, sha256 } = manifest;
    const wanted = { place: placeOf(uri, place), sha256, title: titleOf(manifest) };
    const path = await fetchModel(wanted);
    const running = await openModel({ runtime, manifest, path, providers, threads });
    detectors.push(detectorOf(manifest, running));
  }
  return detectors;
};

/** What a host's settings say of models. */
export interface ModelSettings extends ModelFiles, Omit<DetectorOrder, 'manifests' | 'fetchModel'> {
  /** Places of manifests (absolute paths, `s3://bucket/key`), joined by commas; may be empty. */
  readonly modelManifests: string;
}

/** `loadDetectors` from a host's settings. Throws a `ModelProblem` likewise. */
export const openDetectors = async (settings: ModelSettings): Promise<readonly Detector[]> => {
  const places = settings.modelManifests
    .split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '');
  const manifests: PlacedManifest[] = [];
  for (const place of places) {
    manifests.push(readManifest(await readManifestText(settings, place), place));
  }
  return loadDetectors({ ...settings, manifests, fetchModel: modelFetcher(settings) });
};
