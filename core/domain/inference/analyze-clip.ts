import type { ActId, CampaignId, ClipId } from '../vocabulary/ids.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { Analysis, AnalysisSummary, AnalyzerHost, ChosenFrame } from './analysis.ts';
import { boundTracks } from './bound-tracks.ts';
import { CopyNotMade, StillsNotTaken, UndecodableFootage } from './failures.ts';
import { findFootageMatches } from './fingerprints/find-footage-matches.ts';
import type { Fingerprint, FootageMatch } from './fingerprints/fingerprint.ts';
import type { FingerprintIndex } from './fingerprints/ports.ts';
import type { Findings } from './frame-analyzer.ts';
import { moderateStills, moderationOff } from './moderate-stills.ts';
import type { Detector } from './models/detector.ts';
import type { Moderation, ModerationPolicy } from './moderation/policy.ts';
import type {
  AnalysisProgress,
  AnalysisStage,
  AnalysisStore,
  FaceFinder,
  FootageReader,
  FrameSource,
  LandedObject,
  Moderator,
  Redactor,
  Still,
  Stoppable,
} from './ports.ts';
import { facesFoundBy, redactClip } from './redact-clip.ts';
import { summarize } from './summarize.ts';
import { watchClip, type Watched } from './watch-clip.ts';

/** The clip to analyze. */
export interface AnalysisJob {
  readonly clipId: ClipId;
  readonly campaignId: CampaignId;
  readonly actId: ActId;
  readonly object: LandedObject;
  /** Lower-case hex, as the contributor declared it with the upload. */
  readonly declaredSha256: string;
  /** What the container promises; undefined when it promises nothing. */
  readonly durationSeconds: number | undefined;
  /** The campaign's. */
  readonly moderationPolicy: ModerationPolicy;
}

/** What the analyzer works with. What is optional is off where it is not given. */
export interface AnalyzerPorts {
  readonly analyzer: Analysis['analyzer'];
  readonly host: AnalyzerHost;
  readonly footage: FootageReader;
  readonly frames: FrameSource;
  /** None for the baseline alone. */
  readonly detectors: readonly Detector[];
  readonly moderator?: Moderator | undefined;
  /** Without one there is no copy that may be shown, and no frames are kept for reviewers. */
  readonly redactor?: Redactor | undefined;
  /** Opt-in, paid by the frame; asked only where no model finds faces. */
  readonly faceFinder?: FaceFinder | undefined;
  readonly fingerprints?: FingerprintIndex | undefined;
  readonly store: AnalysisStore;
  readonly progress?: AnalysisProgress | undefined;
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

/** The share of an analysis that is done when a stage begins; decoding and redacting are long. */
const shareBefore: Readonly<Record<AnalysisStage, number>> = {
  fetch: 0,
  watch: 0.05,
  match: 0.5,
  moderate: 0.52,
  redact: 0.55,
  keep: 0.95,
};

/** Footage on the local disk, on its way through the stages. */
interface Work {
  readonly ports: AnalyzerPorts;
  readonly job: AnalysisJob;
  readonly path: string;
  readonly sha256: string;
  readonly options: Stoppable;
}

/** Between two stages: says where we are, and ends here when the caller gives up. */
const enter = ({ ports, options }: Pick<Work, 'ports' | 'options'>, stage: AnalysisStage): void => {
  options.signal?.throwIfAborted();
  ports.progress?.at(stage, shareBefore[stage]);
};

/**
 * For all that comes after `watch`, which alone may say that a file cannot be played: it decoded
 * the whole file, so a decoder that complains of it now tells of its host or of us.
 */
const notBlamingFile = async <T>(
  step: () => Promise<T>,
  asOurs: (options: ErrorOptions) => Error,
): Promise<T> => {
  try {
    return await step();
  } catch (error) {
    throw error instanceof UndecodableFootage ? asOurs({ cause: error }) : error;
  }
};

const copyNotMade = (options: ErrorOptions): Error => new CopyNotMade(options);

const watch = async (work: Work): Promise<Watched> => {
  enter(work, 'watch');
  const { ports, job, path, options } = work;
  const { durationSeconds } = job;
  const onSample = (seconds: number): void => {
    const passed = Math.min(1, seconds / Math.max(seconds + 1, durationSeconds ?? 0));
    const share = shareBefore.watch + passed * (shareBefore.match - shareBefore.watch);
    ports.progress?.at('watch', share);
  };
  const keepsBackground = facesFoundBy(ports) === 'movement';
  const order = { path, durationSeconds, keepsBackground };
  const watched = await watchClip(order, ports, { ...options, onSample });
  refuseTruncated(watched.findings.frames.coveredSeconds, durationSeconds);
  return watched;
};

const match = async (work: Work, fingerprint: Fingerprint): Promise<readonly FootageMatch[]> => {
  enter(work, 'match');
  const { fingerprints } = work.ports;
  if (fingerprints === undefined) return [];
  const { clipId, campaignId, actId } = work.job;
  return findFootageMatches({ clipId, campaignId, actId, fingerprint }, { fingerprints });
};

/** Shows moderation the chosen pictures of the original, which nobody else gets to see. */
const moderate = async (work: Work, choices: Findings['choices']): Promise<Moderation> => {
  enter(work, 'moderate');
  const { ports, job, path, options } = work;
  const { moderator } = ports;
  if (moderator === undefined) return moderationOff(job.moderationPolicy);
  const chosen = choices.map((choice, index) => ({ ...choice, index }));
  const moderated = chosen.filter((choice) => choice.moderated);
  const samples = moderated.map(({ sample }) => sample);
  const stills = await notBlamingFile(
    async () => ports.frames.stills(path, samples, options),
    (because) => new StillsNotTaken(because),
  );
  const numbered = moderated.flatMap(({ index, sample }) => {
    const still = stills.find((one) => one.sample === sample);
    return still === undefined ? [] : [{ index, jpeg: still.jpeg }];
  });
  return moderateStills(numbered, { moderator, policy: job.moderationPolicy }, options);
};

/** A chosen frame and its picture. */
interface KeptFrame {
  readonly frame: ChosenFrame;
  readonly jpeg: Still['jpeg'];
}

/**
 * The chosen frames as reviewers may see them: of the redacted copy, or none. A frame keeps the
 * number of its choice, by which moderation's labels name it, also where the copy lacks another.
 */
const framesOfCopy = async (
  { ports, options }: Work,
  { copyPath, choices }: { copyPath: string | undefined; choices: Findings['choices'] },
): Promise<readonly KeptFrame[]> => {
  if (copyPath === undefined) return [];
  const samples = choices.map(({ sample }) => sample);
  const stills = await notBlamingFile(
    async () => ports.frames.stills(copyPath, samples, { ...options, ofCopy: true }),
    copyNotMade,
  );
  return choices.flatMap(({ sample, seconds }, index) => {
    const still = stills.find((one) => one.sample === sample);
    if (still === undefined) return [];
    const { width, height, jpeg } = still;
    return [{ frame: { index, seconds, width, height }, jpeg }];
  });
};

const analyzeFootage = async (work: Work): Promise<Analysis> => {
  const { ports, options } = work;
  const watched = await watch(work);
  const { choices, ...findings } = watched.findings;
  const footageMatches = await match(work, watched.fingerprint);
  const moderation = await moderate(work, choices);
  enter(work, 'redact');
  const { record: redaction, copyPath } = await notBlamingFile(
    async () => redactClip({ path: work.path, watched, moderation }, ports, options),
    copyNotMade,
  );
  const kept = await framesOfCopy(work, { copyPath, choices });
  const models = ports.detectors.map(({ model }) => model);
  const analysis: Analysis = {
    schema: 'clipledger/analysis/v2',
    analyzer: ports.analyzer,
    execution: { host: ports.host, decoder: ports.frames.decoder, models },
    ...findings,
    events: watched.scene.events,
    tracks: boundTracks([...watched.scene.tracks, ...watched.detected]),
    fingerprint: watched.fingerprint,
    footageMatches,
    chosenFrames: kept.map(({ frame }) => frame),
    moderation,
    redaction,
    fileSha256: work.sha256,
  };
  await keep(work, { analysis, kept, copyPath });
  return analysis;
};

/**
 * The analysis last, so that one that can be read names only frames and a copy that can be. Nothing
 * more is begun once the clip is nobody's to look at, and what is under way is broken off: its
 * erasure counts on that.
 */
const keep = async (
  work: Work,
  found: { analysis: Analysis; kept: readonly KeptFrame[]; copyPath: string | undefined },
): Promise<void> => {
  enter(work, 'keep');
  const { ports, job, options } = work;
  const { analysis, kept, copyPath } = found;
  if (copyPath !== undefined) await ports.store.putRedacted(job.clipId, copyPath, options);
  for (const { frame, jpeg } of kept) {
    options.signal?.throwIfAborted();
    await ports.store.putFrame(job.clipId, frame.index, jpeg, options);
  }
  options.signal?.throwIfAborted();
  await ports.store.putAnalysis(job.clipId, analysis, options);
};

/**
 * Whether an earlier delivery of the job came to its end and only its answer was lost: the same
 * analyzer, the same bytes, moderated by the same policy or likewise not at all.
 */
const isStillGood = (analysis: Analysis, { ports, job, sha256 }: Work): boolean =>
  analysis.analyzer.name === ports.analyzer.name &&
  analysis.analyzer.version === ports.analyzer.version &&
  analysis.fileSha256 === sha256 &&
  analysis.moderation.policyVersion === job.moderationPolicy.version &&
  (analysis.moderation.status === 'off') === (ports.moderator === undefined) &&
  (analysis.redaction.status === 'off') === (ports.redactor === undefined);

/**
 * Analyzes one clip: fetches it, watches it in one decoding, compares it with earlier clips,
 * moderates chosen frames, makes the copy that may be shown, keeps what was found. Everything is
 * made once: a second run takes what a finished first one kept, and otherwise writes the same
 * objects again. Throws the lasting failures of `failures.ts`, and what is worth another try:
 * `ModerationThrottled`, `DecodingTimedOut`, `CopyNotMade`, `StillsNotTaken`, errors of the stores.
 */
export const analyzeClip =
  (ports: AnalyzerPorts) =>
  async (job: AnalysisJob, options: Stoppable = {}): Promise<Analyzed> => {
    enter({ ports, options }, 'fetch');
    const footage = await ports.footage.fetch(job.object, options);
    try {
      const work: Work = { ports, job, path: footage.path, sha256: footage.sha256, options };
      const earlier = await ports.store.findAnalysis(job.clipId);
      const analysis =
        earlier !== undefined && isStillGood(earlier, work) ? earlier : await analyzeFootage(work);
      const at = ports.clock.now();
      return { analysis, summary: summarize(analysis, { declaredSha256: job.declaredSha256, at }) };
    } finally {
      await footage.dispose();
    }
  };
