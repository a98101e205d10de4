import type { Findings } from './frame-analyzer.ts';
import type { Detector } from './models/detector.ts';
import { followDetections } from './models/follow-detections.ts';
import { isFrozenBy, type Moderation } from './moderation/policy.ts';
import type { FaceFinder, FrameSource, Redactor, Stoppable } from './ports.ts';
import {
  planRedaction,
  recordNoRedaction,
  recordRedaction,
  type RedactionInput,
} from './redaction/plan-redaction.ts';
import type { RedactionRecord } from './redaction/plan.ts';
import type { Track } from './tracks.ts';
import type { Watched } from './watch-clip.ts';

/** A watched clip to make a copy of. */
export interface ClipToRedact {
  readonly path: string;
  readonly watched: Watched;
  readonly moderation: Moderation;
}

/** What is said of the copy, and where it is; no path when none was made. */
export interface Redacted {
  readonly record: RedactionRecord;
  readonly copyPath: string | undefined;
}

/** What makes copies. No redactor: no copies. */
export interface RedactionPorts {
  readonly frames: FrameSource;
  readonly detectors: readonly Detector[];
  readonly redactor?: Redactor | undefined;
  readonly faceFinder?: FaceFinder | undefined;
}

/** Frames that a paid finder of faces is shown: 8 at $0.001 are $0.008 a clip. */
const maxFaceFrames = 8;

/** By which means faces are found: models of their own before a paid finder before none. */
export const facesFoundBy = ({
  detectors,
  redactor,
  faceFinder,
}: Pick<RedactionPorts, 'detectors' | 'redactor' | 'faceFinder'>):
  'models' | 'finder' | 'movement' | 'nothing' => {
  if (redactor === undefined) return 'nothing';
  if (detectors.some(({ role }) => role === 'redaction')) return 'models';
  return faceFinder === undefined ? 'movement' : 'finder';
};

/** Samples on which something moves, at most `maxFaceFrames` of them, evenly spread. */
const samplesWithMovers = (
  movers: readonly Track[],
  { sampled, samplesPerSecond }: Findings['frames'],
): readonly number[] => {
  const withMovers = new Set(
    movers.flatMap(({ boxes }) =>
      boxes.map(({ seconds }) => Math.min(sampled - 1, Math.round(seconds * samplesPerSecond))),
    ),
  );
  const samples = [...withMovers].toSorted((one, other) => one - other);
  const count = Math.min(maxFaceFrames, samples.length);
  const spread = Array.from(
    { length: count },
    (_, index) => samples[Math.floor(((index + 0.5) * samples.length) / count)],
  );
  return spread.filter((sample) => sample !== undefined);
};

/** Faces that the finder sees on a few frames. Throws `ModerationThrottled`. */
const findFaces = async (
  { path, watched }: ClipToRedact,
  { frames, faceFinder }: { frames: FrameSource; faceFinder: FaceFinder },
  options: Stoppable,
): Promise<readonly Track[]> => {
  const samples = samplesWithMovers(watched.scene.tracks, watched.findings.frames);
  const found = [];
  for (const { sample, jpeg } of await frames.stills(path, samples, options)) {
    options.signal?.throwIfAborted();
    const faces = await faceFinder.find(jpeg);
    const detections = faces.map((face) => ({ ...face, label: 'face' }));
    found.push({ seconds: sample / frames.samplesPerSecond, detections });
  }
  return followDetections(found, 'rekognition');
};

const inputOf = async (
  clip: ClipToRedact,
  ports: RedactionPorts,
  options: Stoppable,
): Promise<RedactionInput> => {
  const { findings, scene, faces, background } = clip.watched;
  const { detectors, faceFinder, frames } = ports;
  const means = facesFoundBy(ports);
  const asksFinder = means === 'finder' && faceFinder !== undefined;
  return {
    scene,
    faces: asksFinder ? await findFaces(clip, { frames, faceFinder }, options) : faces,
    models: detectors.filter(({ role }) => role === 'redaction').map(({ model }) => model),
    asksRekognition: asksFinder,
    looksPerSecond: frames.looksPerSecond,
    background: means === 'movement' ? background() : undefined,
    coveredSeconds: findings.frames.coveredSeconds,
    quality: findings.quality,
  };
};

/**
 * Makes the copy that may be shown. None of a clip that moderation froze: what nobody may see is
 * not made. Throws like `Redactor.redact`, and what the finder of faces throws.
 */
export const redactClip = async (
  clip: ClipToRedact,
  ports: RedactionPorts,
  options: Stoppable,
): Promise<Redacted> => {
  const { redactor } = ports;
  if (redactor === undefined) return { record: recordNoRedaction('off'), copyPath: undefined };
  if (isFrozenBy(clip.moderation.verdict)) {
    return { record: recordNoRedaction('withheld'), copyPath: undefined };
  }
  const input = await inputOf(clip, ports, options);
  const copy = await redactor.redact(clip.path, planRedaction(input), options);
  return { record: recordRedaction(input, copy), copyPath: copy.path };
};
