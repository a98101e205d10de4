import { startSceneWatch, type SceneFindings } from './baseline/scene-watch.ts';
import { FootageTooLong, UndecodableFootage } from './failures.ts';
import { startFingerprint, type Fingerprint } from './fingerprints/fingerprint.ts';
import { maxSamples, startFrameAnalysis, type Findings } from './frame-analyzer.ts';
import type { Detection, Detector, DetectorRole } from './models/detector.ts';
import { followDetections } from './models/follow-detections.ts';
import type { ColourPicture, Look } from './picture.ts';
import type { FrameSource, Stoppable } from './ports.ts';
import { startBackground, type Background } from './redaction/background.ts';
import type { Track } from './tracks.ts';

/** What one decoding of a clip told. */
export interface Watched {
  readonly findings: Findings;
  readonly scene: SceneFindings;
  readonly fingerprint: Fingerprint;
  /** What the models for evidence detected, followed through the clip. */
  readonly detected: readonly Track[];
  /** Faces and plates that the models for redaction found, followed through the clip. */
  readonly faces: readonly Track[];
  /** What stands behind everything that moves; undefined where nobody asked to keep it. */
  background(): Background | undefined;
}

/** A file to watch. */
export interface WatchOrder {
  readonly path: string;
  /** What the container promises; undefined when it promises nothing. */
  readonly durationSeconds: number | undefined;
  /** Whether the copy will be covered by what moves. */
  readonly keepsBackground: boolean;
}

interface ColourSample {
  readonly seconds: number;
  readonly picture: ColourPicture;
}

/** What one model has seen so far. */
interface Seen {
  readonly detector: Detector;
  readonly samples: { readonly seconds: number; readonly detections: readonly Detection[] }[];
}

const detectOn = async (
  { detector, samples }: Seen,
  waiting: readonly ColourSample[],
): Promise<void> => {
  const batchSize = Math.max(1, Math.floor(detector.maxBatch));
  for (let from = 0; from < waiting.length; from += batchSize) {
    const batch = waiting.slice(from, from + batchSize);
    const found = await detector.detect(batch.map(({ picture }) => picture));
    for (const [at, { seconds }] of batch.entries()) {
      samples.push({ seconds, detections: found[at] ?? [] });
    }
  }
};

/** Pictures held for a batch: 16 of 640 × 360 px are 5.5 MB. */
const maxWaiting = 16;

/** Collects the samples' colour pictures and shows them to every model in batches. */
const startDetecting = (detectors: readonly Detector[], { signal }: Stoppable) => {
  const seen: readonly Seen[] = detectors.map((detector) => ({ detector, samples: [] }));
  const batchSize = Math.min(maxWaiting, ...detectors.map(({ maxBatch }) => maxBatch));
  let waiting: ColourSample[] = [];
  const flush = async (): Promise<void> => {
    const pictures = waiting;
    waiting = [];
    signal?.throwIfAborted();
    for (const one of seen) await detectOn(one, pictures);
  };
  return {
    async add({ seconds, colour }: Look): Promise<void> {
      if (colour === undefined || seen.length === 0) return;
      waiting.push({ seconds, picture: colour });
      if (waiting.length >= batchSize) await flush();
    },
    flush,
    tracksOf: (role: DetectorRole): readonly Track[] =>
      seen
        .filter(({ detector }) => detector.role === role)
        .flatMap(({ detector, samples }) => followDetections(samples, detector.model.name)),
  };
};

/** A decoder knows what it decoded, and not what was promised. */
const withPromise = (error: unknown, expectedSeconds: number | undefined): unknown =>
  error instanceof UndecodableFootage && error.expectedSeconds === undefined
    ? new UndecodableFootage(
        { decodedSeconds: error.decodedSeconds, expectedSeconds },
        { cause: error },
      )
    : error;

/**
 * Watches a clip in one decoding: quality, motion and moments, the scene, the fingerprint, and on
 * the samples the models. `onSample` hears the seconds of every sample. Throws like
 * `FrameSource.looks`.
 */
export const watchClip = async (
  { path, durationSeconds, keepsBackground }: WatchOrder,
  { frames, detectors }: { frames: FrameSource; detectors: readonly Detector[] },
  { onSample, ...options }: Stoppable & { onSample: (seconds: number) => void },
): Promise<Watched> => {
  const { samplesPerSecond, looksPerSecond } = frames;
  const analysis = startFrameAnalysis({ samplesPerSecond, looksPerSecond });
  const scene = startSceneWatch(looksPerSecond);
  const fingerprint = startFingerprint(looksPerSecond);
  const background = keepsBackground ? startBackground(looksPerSecond) : undefined;
  const detecting = startDetecting(detectors, options);
  let samples = 0;
  try {
    for await (const look of frames.looks(path, { ...options, colour: detectors.length > 0 })) {
      if (look.isSample) samples += 1;
      if (samples > maxSamples) throw new FootageTooLong(maxSamples / samplesPerSecond);
      analysis.add(look);
      scene.add(look);
      fingerprint.add(look);
      background?.add(look);
      if (!look.isSample) continue;
      await detecting.add(look);
      onSample(look.seconds);
    }
  } catch (error) {
    throw withPromise(error, durationSeconds);
  }
  await detecting.flush();
  return {
    findings: analysis.findings(),
    scene: scene.findings(),
    fingerprint: fingerprint.finish(),
    detected: detecting.tracksOf('evidence'),
    faces: detecting.tracksOf('redaction'),
    background: () => background?.background(),
  };
};
