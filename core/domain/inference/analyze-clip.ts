import type { ActId, CampaignId, ClipId } from '../vocabulary/ids.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { Analysis, AnalysisSummary, AnalyzerHost, ChosenFrame } from './analysis.ts';
import { boundTracks } from './bound-tracks.ts';
import { UndecodableFootage } from './failures.ts';
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
  const stills = await ports.frames.stills(path, samples, options);
  const numbered = moderated.flatMap(({ index, sample }) => {
    const still = stills.find((one) => one.sample === sample);
    return still === undefined ? [] : [{ index, jpeg: still.jpeg }];
  });
  return moderateStills(numbered, { moderator, policy: job.moderationPolicy }, options);
};

interface KeptFrames {
  readonly chosenFrames: readonly ChosenFrame[];
  readonly stills: readonly Still[];
}

/** The chosen frames as reviewers may see them: of the redacted copy, or none. */
const framesOfCopy = async (
  { ports, options }: Work,
  { copyPath, choices }: { copyPath: string | undefined; choices: Findings['choices'] },
): Promise<KeptFrames> => {
  if (copyPath === undefined) return { chosenFrames: [], stills: [] };
  const samples = choices.map(({ sample }) => sample);
  const stills = await ports.frames.stills(copyPath, samples, options);
  const chosenFrames = stills.map(({ sample, width, height }, index) => {
    const seconds = choices.find((choice) => choice.sample === sample)?.seconds;
    return { index, seconds: seconds ?? sample / ports.frames.samplesPerSecond, width, height };
  });
  return { chosenFrames, stills };
};

const analyzeFootage = async (work: Work): Promise<Analysis> => {
  const { ports, options } = work;
  const watched = await watch(work);
  const { choices, ...findings } = watched.findings;
  const footageMatches = await match(work, watched.fingerprint);
  const moderation = await moderate(work, choices);
  enter(work, 'redact');
  const { record: redaction, copyPath } = await redactClip(
    { path: work.path, watched, moderation },
    ports,
    options,
  );
  const { chosenFrames, stills } = await framesOfCopy(work, { copyPath, choices });
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
    chosenFrames,
    moderation,
    redaction,
    fileSha256: work.sha256,
  };
  await keep(work, { analysis, stills, copyPath });
  return analysis;
};

/**
 * The analysis last, so that one that can be read names only frames and a copy that can be. Nothing
 * more is begun once the clip is nobody's to look at: its erasure counts on that.
 */
const keep = async (
  work: Work,
  kept: { analysis: Analysis; stills: readonly Still[]; copyPath: string | undefined },
): Promise<void> => {
  enter(work, 'keep');
  const { ports, job, options } = work;
  const { analysis, stills, copyPath } = kept;
  if (copyPath !== undefined) await ports.store.putRedacted(job.clipId, copyPath);
  for (const [index, { jpeg }] of stills.entries()) {
    options.signal?.throwIfAborted();
    await ports.store.putFrame(job.clipId, index, jpeg);
  }
  options.signal?.throwIfAborted();
  await ports.store.putAnalysis(job.clipId, analysis);
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
 * `ModerationThrottled`, `DecodingTimedOut`, errors of the stores.
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
