import type { ClipId } from '../vocabulary/ids.ts';
import type { Clock } from '../vocabulary/time.ts';
import {
  summarize,
  type Analysis,
  type AnalysisSummary,
  type Moderation,
  type ModerationLabel,
} from './analysis.ts';
import { FootageTooLong, UndecodableFootage } from './failures.ts';
import { maxSamples, startFrameAnalysis, type Findings } from './frame-analyzer.ts';
import type {
  AnalysisStore,
  FootageReader,
  FrameSource,
  LandedObject,
  Moderator,
  Still,
  Stoppable,
} from './ports.ts';

/** What the queue asks the analyzer to do. */
export interface AnalysisJob {
  readonly clipId: ClipId;
  /** 1 for the workflow's first try. */
  readonly attempt: number;
  readonly taskToken: string;
  readonly object: LandedObject;
  /** Lower-case hex, as the contributor declared it with the upload. */
  readonly declaredSha256: string;
  /** What the container promises; undefined when it promises nothing. */
  readonly durationSeconds: number | undefined;
}

/** What the analyzer works with. No `moderator` where moderation is off. */
export interface AnalyzerPorts {
  readonly analyzer: Analysis['analyzer'];
  readonly footage: FootageReader;
  readonly frames: FrameSource;
  readonly moderator?: Moderator | undefined;
  readonly store: AnalysisStore;
  readonly clock: Clock;
}

/** A clip's analysis and what the workflow needs of it. */
export interface Analyzed {
  readonly analysis: Analysis;
  readonly summary: AnalysisSummary;
}

/**
 * How much less than promised may decode: containers count the audio's tail and the last frame's
 * rounding. 1.5 s or 10 %, whichever is more: 28.5 s of 30 s pass, 12 s of 30 s do not.
 */
const missingTolerance = { seconds: 1.5, share: 0.1 } as const;

/** Throws `UndecodableFootage` when clearly less decoded than the container promises. */
export const refuseTruncated = (
  decodedSeconds: number,
  expectedSeconds: number | undefined,
): void => {
  const expected = expectedSeconds ?? 0;
  const tolerance = Math.max(missingTolerance.seconds, missingTolerance.share * expected);
  if (decodedSeconds <= 0 || decodedSeconds < expected - tolerance) {
    throw new UndecodableFootage({ decodedSeconds, expectedSeconds });
  }
};

const watchFrames = async (
  frames: FrameSource,
  path: string,
  options: Stoppable,
): Promise<Findings> => {
  const analysis = startFrameAnalysis(frames.samplesPerSecond);
  let sampled = 0;
  for await (const frame of frames.frames(path, options)) {
    sampled += 1;
    if (sampled > maxSamples) throw new FootageTooLong(maxSamples / frames.samplesPerSecond);
    analysis.add(frame);
  }
  return analysis.findings();
};

/** Of each label, the one found with the highest confidence. */
const strongestLabels = (labels: readonly ModerationLabel[]): readonly ModerationLabel[] => {
  const strongest = new Map<string, ModerationLabel>();
  for (const label of labels) {
    const known = strongest.get(label.name);
    if (known === undefined || known.confidence < label.confidence) {
      strongest.set(label.name, label);
    }
  }
  return [...strongest.values()].toSorted(
    (one, other) => other.confidence - one.confidence || (one.name < other.name ? -1 : 1),
  );
};

const moderateStills = async (
  moderator: Moderator | undefined,
  stills: readonly { readonly index: number; readonly jpeg: Uint8Array }[],
): Promise<Moderation> => {
  if (moderator === undefined) return { status: 'off', framesSent: 0, labels: [] };
  const labels: ModerationLabel[] = [];
  // One after another: the quota is a rate, and three calls at once are three times the rate.
  for (const { index, jpeg } of stills) labels.push(...(await moderator.moderate(jpeg, index)));
  return { status: 'done', framesSent: stills.length, labels: strongestLabels(labels) };
};

/** A still and its place among the chosen frames. */
interface NumberedStill extends Still {
  readonly index: number;
  readonly seconds: number;
  readonly moderated: boolean;
}

/** The stills of the chosen samples, numbered as they will be stored. */
const takeStills = async (
  frames: FrameSource,
  { path, choices }: { path: string; choices: Findings['choices'] },
  options: Stoppable,
): Promise<readonly NumberedStill[]> => {
  const samples = choices.map(({ sample }) => sample);
  const stills = await frames.stills(path, samples, options);
  return stills
    .flatMap((still) => {
      const choice = choices.find(({ sample }) => sample === still.sample);
      return choice === undefined ? [] : [{ ...choice, ...still }];
    })
    .map((still, index) => ({ ...still, index }));
};

const analyzeFootage = async (
  ports: AnalyzerPorts,
  { job, path, sha256 }: { job: AnalysisJob; path: string; sha256: string },
  options: Stoppable,
): Promise<Analysis> => {
  const { choices, ...findings } = await watchFrames(ports.frames, path, options);
  refuseTruncated(findings.frames.coveredSeconds, job.durationSeconds);
  const stills = await takeStills(ports.frames, { path, choices }, options);
  const moderated = stills.filter((still) => still.moderated);
  const moderation = await moderateStills(ports.moderator, moderated);
  for (const still of stills) await ports.store.putFrame(job.clipId, still.index, still.jpeg);
  const analysis: Analysis = {
    schema: 'clipledger/analysis/v1',
    analyzer: ports.analyzer,
    ...findings,
    chosenFrames: stills.map(({ index, seconds, width, height }) => ({
      index,
      seconds,
      width,
      height,
    })),
    moderation,
    fileSha256: sha256,
  };
  // Last, so that an analysis that can be read names only frames that can be read.
  await ports.store.putAnalysis(job.clipId, analysis);
  return analysis;
};

/**
 * Analyzes one clip: fetches it, watches it, chooses and moderates frames, keeps what was found.
 * A second run writes the same objects again. Throws the lasting failures of `failures.ts`, and
 * what is worth another try: `ModerationThrottled`, `DecodingTimedOut`, errors of the stores.
 */
export const analyzeClip =
  (ports: AnalyzerPorts) =>
  async (job: AnalysisJob, options: Stoppable = {}): Promise<Analyzed> => {
    const footage = await ports.footage.fetch(job.object, options);
    try {
      const { path, sha256 } = footage;
      const analysis = await analyzeFootage(ports, { job, path, sha256 }, options);
      const at = ports.clock.now();
      return { analysis, summary: summarize(analysis, { declaredSha256: job.declaredSha256, at }) };
    } finally {
      await footage.dispose();
    }
  };
