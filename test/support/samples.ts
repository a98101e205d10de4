import { systemRandomness } from '../../core/adapters/node/random-bytes.ts';
import { sha256 } from '../../core/adapters/node/sha256.ts';
import { createUlidSource } from '../../core/adapters/node/ulid-source.ts';
import type { Campaign, ConsentNotice, Purpose } from '../../core/domain/campaigns/campaign.ts';
import type { NewCampaignParts } from '../../core/domain/campaigns/ports.ts';
import {
  consentLeafIdOf,
  withdrawalLeafIdOf,
  type ConsentRecord,
  type ConsentWithdrawal,
} from '../../core/domain/campaigns/consent.ts';
import { sealLeaf } from '../../core/domain/evidence/leaf.ts';
import type { Analysis, AnalysisSummary } from '../../core/domain/inference/analysis.ts';
import { defaultModerationPolicy } from '../../core/domain/inference/moderation/policy.ts';
import type { LiveClip, MediaFacts, UploadGrant } from '../../core/domain/intake/clip.ts';
import type { AnalysisAttempt } from '../../core/domain/inference/attempt.ts';
import type { ClipStore, GrantOpening } from '../../core/domain/intake/ports.ts';
import {
  erasureLeafIdOf,
  type ErasureIntent,
  type Tombstone,
} from '../../core/domain/retention/erasure.ts';
import type { ReviewTask } from '../../core/domain/review/review.ts';
import { awardDocument, awardLeafIdOf, type Award } from '../../core/domain/rewards/ledger.ts';
import { toHex } from '../../core/domain/vocabulary/bytes.ts';
import {
  awardIdOf,
  erasureIdOf,
  type ClipId,
  type IdPrefix,
} from '../../core/domain/vocabulary/ids.ts';
import { money } from '../../core/domain/vocabulary/money.ts';
import { addDays, addSeconds, type Instant } from '../../core/domain/vocabulary/time.ts';

/** The instant that every sample is of. */
export const sampleNow: Instant = '2026-11-23T01:17:32.000Z';

let made = 0;

/** A clock that ticks a millisecond for each id, so that ids sort in the order they were made. */
const tickingClock = {
  now: () => {
    made += 1;
    return new Date(Date.parse(sampleNow) + made).toISOString();
  },
};

const ids = createUlidSource({ clock: tickingClock, randomness: systemRandomness });

/** A fresh id, later than every one before. */
export const newId = <Prefix extends IdPrefix>(prefix: Prefix): `${Prefix}_${string}` =>
  ids.next(prefix);

const sealing = { randomness: systemRandomness, sha256 };

const sampleCaps = { capPerContributor: 20, capPerCamera: 10, capPerAct: 3 };

/** A campaign like the model case: $2 a clip, two categories. */
export const sampleCampaign = (changes: Partial<Campaign> = {}): Campaign => ({
  campaignId: newId('campaign'),
  title: 'Package thefts and car doors',
  brief: 'Clips of parcels taken from porches, and of pulled car doors.',
  version: 1,
  status: 'open',
  regions: [],
  budget: money(8_000_000, 'USD'),
  opensAt: '2026-11-01T00:00:00.000Z',
  closesAt: '2027-03-01T00:00:00.000Z',
  terms: [
    { category: 'package-theft', reward: money(200, 'USD'), wanted: 20_000, ...sampleCaps },
    { category: 'car-door', reward: money(200, 'USD'), wanted: 20_000, ...sampleCaps },
  ],
  footage: {
    contentTypes: ['video/mp4', 'video/webm'],
    codecs: ['h264', 'hevc', 'vp8', 'vp9'],
    minDurationSeconds: 2,
    maxDurationSeconds: 120,
    minWidth: 320,
    minHeight: 240,
    maxPixels: 3_840 * 2_160,
    maxFrameRate: 60,
    maxBytes: 1_000_000_000,
  },
  review: {
    version: 'rule-1',
    acceptScenarios: ['staged'],
    minPeakMotion: 0.02,
    minMomentCount: 1,
    minEventScore: 0,
    moderation: defaultModerationPolicy,
    decisionDays: 14,
  },
  notice: { version: '2026-11', minimumAgeYears: 18, languages: ['en', 'fr'] },
  createdAt: sampleNow,
  ...changes,
});

/** The notice of the sample campaign. */
export const sampleNotice = (changes: Partial<ConsentNotice> = {}): ConsentNotice => ({
  version: '2026-11',
  minimumAgeYears: 18,
  texts: [
    {
      language: 'en',
      text: 'What we do with your clips.',
      bystanderStatement: 'People in the picture know about it.',
      ageStatement: 'I am of age.',
    },
    {
      language: 'fr',
      text: 'Ce que nous faisons de vos clips.',
      bystanderStatement: 'Les personnes visibles le savent.',
      ageStatement: 'J’ai l’âge requis.',
    },
  ],
  ...changes,
});

/** What is stored with a new campaign. */
export const sampleCampaignParts = (): NewCampaignParts => ({
  notice: sampleNotice(),
  fileKey: new Uint8Array(32).fill(7),
});

/** Who answers for what is done in tests. */
export const sampleOperator = { name: 'Example Cameras', contact: 'https://example.com/privacy' };

/** A consent to the required purposes, epoch 1. */
export const sampleConsent = (changes: Partial<ConsentRecord> = {}): ConsentRecord => {
  const consentId = changes.consentId ?? newId('consent');
  return {
    consentId,
    contributorId: newId('contributor'),
    campaignId: newId('campaign'),
    noticeVersion: '2026-11',
    language: 'en',
    purposes: ['human-review', 'model-training'],
    epoch: 1,
    givenAt: sampleNow,
    sealed: sealLeaf(
      {
        leafId: consentLeafIdOf(consentId),
        kind: 'consent-given',
        document: { '@type': 'ConsentRecord', 'dct:identifier': consentId },
        at: sampleNow,
      },
      sealing,
    ),
    ...changes,
  };
};

/** A withdrawal of purposes of a consent; of all without any. */
export const sampleWithdrawal = (
  record: ConsentRecord,
  purposes: readonly Purpose[] = record.purposes,
): ConsentWithdrawal => ({
  consentId: record.consentId,
  contributorId: record.contributorId,
  campaignId: record.campaignId,
  epoch: record.epoch,
  purposes,
  remaining: record.purposes.filter((purpose) => !purposes.includes(purpose)),
  withdrawnAt: sampleNow,
  sealed: sealLeaf(
    {
      leafId: withdrawalLeafIdOf(newId('leaf')),
      kind: 'consent-withdrawn',
      document: { '@type': 'dpv:ConsentRecord', 'dct:identifier': record.consentId },
      at: sampleNow,
    },
    sealing,
  ),
});

/** A granted clip. */
export const sampleClip = (changes: Partial<LiveClip> = {}): LiveClip => ({
  clipId: newId('clip'),
  contributorId: newId('contributor'),
  campaignId: newId('campaign'),
  declared: {
    category: 'package-theft',
    scenario: 'staged',
    cameraId: newId('camera'),
    actId: newId('act'),
    area: 'US-OR',
    capturedHour: '2026-11-22T21Z',
  },
  reward: money(200, 'USD'),
  state: 'granted',
  consentEpoch: 1,
  slotShard: 0,
  lastUploadEndsBy: addSeconds(sampleNow, 900),
  at: { granted: sampleNow },
  ...changes,
});

/** The grant of a clip, for these bytes. */
export const sampleGrant = (
  clip: LiveClip,
  // Of its own: the same content is taken once.
  body: Uint8Array = systemRandomness.bytes(48),
  changes: Partial<UploadGrant> = {},
): UploadGrant => ({
  clipId: clip.clipId,
  fileName: 'porch camera, monday.mp4',
  bytes: body.length,
  sha256: toHex(sha256(body)),
  contentType: 'video/mp4',
  grantedAt: sampleNow,
  urlExpiresAt: clip.lastUploadEndsBy,
  ...changes,
});

/** An opening that nothing stands in the way of, once its consent is given. */
export const sampleOpening = (
  clip: LiveClip,
  changes: Partial<GrantOpening> = {},
): GrantOpening => ({
  clip,
  grant: sampleGrant(clip),
  caps: { perContributor: 20, perCamera: 10, perAct: 3 },
  beginsAct: true,
  maxOpenGrants: 5,
  due: {
    task: 'close-grant',
    clipId: clip.clipId,
    dueAt: addSeconds(clip.lastUploadEndsBy, 300),
  },
  ...changes,
});

export const sampleMedia: MediaFacts = {
  container: 'mp4',
  codec: 'h264',
  width: 1_920,
  height: 1_080,
  rotationDegrees: 0,
  frameRate: 30,
  durationSeconds: 12.5,
  durationIsEstimated: false,
  hasAudio: true,
  carriesLocation: false,
  carriesPersonalTags: false,
};

export const sampleAnalysis: AnalysisSummary = {
  analyzer: 'baseline@1',
  sampledFrames: 25,
  coveredSeconds: 12.5,
  meanBrightness: 0.4,
  peakMotion: 0.2,
  momentCount: 3,
  categoryScores: { 'package-theft': 0.9, 'car-door': 0, person: 0.9 },
  unusableShare: 0,
  chosenFrameCount: 4,
  moderationStatus: 'done',
  moderationVerdict: 'clear',
  topModerationConfidence: 0,
  footageMatches: [],
  redactionShowable: true,
  redactionMeans: 'moving-regions',
  matchesDeclaredSha256: true,
  analyzedAt: sampleNow,
};

/** What was stored of a clip in which nothing was found. */
export const sampleFindings: Analysis = {
  schema: 'clipledger/analysis/v2',
  analyzer: { name: 'baseline', version: '2.0.0' },
  execution: { host: 'lambda', decoder: 'software', models: [] },
  frames: {
    sampled: 25,
    samplesPerSecond: 2,
    looksPerSecond: 8,
    width: 320,
    height: 180,
    coveredSeconds: 12.5,
  },
  quality: {
    brightness: { mean: 110, min: 100, max: 120 },
    sharpness: 6,
    black: [],
    frozen: [],
    blurred: [],
    obstructed: [],
    shake: { mean: 0, peak: 0, intervals: [] },
  },
  motion: [],
  moments: [],
  events: [],
  tracks: [],
  fingerprint: {
    algorithm: 'clipledger/change-fingerprint/v1',
    frames: [],
    changes: { backdrop: '', steadiness: 0, stretches: [] },
  },
  footageMatches: [],
  chosenFrames: [],
  moderation: {
    status: 'done',
    policyVersion: defaultModerationPolicy.version,
    verdict: 'clear',
    framesSent: 3,
    labels: [],
  },
  redaction: {
    status: 'made',
    means: 'moving-regions',
    models: [],
    showable: true,
    doubts: [],
    uncertain: [],
    coveredTracks: 2,
    bytes: 700_000,
    width: 1_280,
    height: 720,
  },
  fileSha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
};

/** The workflow's first try to have a clip analyzed. */
export const sampleAttempt: AnalysisAttempt = {
  enteredAt: sampleNow,
  retry: 0,
  tokenDigest: '0'.repeat(64),
};

/** A clip in analysis is analyzed: what was seen stands beside it. */
export const recordSampleAnalysis = async (
  clips: Pick<ClipStore, 'beginAnalysis' | 'recordAnalysis'>,
  clipId: ClipId,
  summary: AnalysisSummary = sampleAnalysis,
): Promise<void> => {
  await clips.beginAnalysis(clipId, sampleAttempt);
  const recorded = await clips.recordAnalysis(clipId, summary, sampleAttempt);
  if (recorded !== 'recorded') throw new Error(`The analysis of ${clipId} was ${recorded}`);
};

/** An undecided task. */
export const sampleTask = (changes: Partial<ReviewTask> = {}): ReviewTask => ({
  clipId: newId('clip'),
  campaignId: newId('campaign'),
  contributorId: newId('contributor'),
  openedAt: sampleNow,
  deadlineAt: addDays(sampleNow, 14),
  flags: [],
  referredBecause: ['Hardly anything moves.'],
  ...changes,
});

/** The award of a clip. */
export const sampleAward = (
  clip: Pick<LiveClip, 'clipId' | 'campaignId' | 'contributorId'>,
  changes: Partial<Omit<Award, 'sealed'>> = {},
): Award => {
  const facts = {
    clipId: clip.clipId,
    campaignId: clip.campaignId,
    contributorId: clip.contributorId,
    reward: money(200, 'USD'),
    ruleVersion: 'rule-1',
    awardedAt: sampleNow,
    ...changes,
  };
  const sealed = sealLeaf(
    {
      leafId: awardLeafIdOf(clip.clipId),
      kind: 'awarded',
      document: awardDocument(facts),
      at: sampleNow,
    },
    sealing,
  );
  return { awardId: awardIdOf(clip.clipId), category: 'package-theft', ...facts, sealed };
};

/** The intent to erase a clip. */
export const sampleIntent = (changes: Partial<ErasureIntent> = {}): ErasureIntent => {
  const clipId = changes.clipId ?? newId('clip');
  return {
    erasureId: erasureIdOf(clipId),
    clipId,
    contributorId: newId('contributor'),
    recordClass: 'rejected-clip',
    policyVersion: 0,
    dueAt: sampleNow,
    intendedAt: sampleNow,
    versionsListed: 6,
    uploadsListed: 1,
    verifyNotBefore: addSeconds(sampleNow, 1_200),
    ...changes,
  };
};

/** The tombstone of an intent. */
export const sampleTombstone = (
  intent: ErasureIntent,
  liveAbsentAt: Instant = addSeconds(sampleNow, 1_300),
): Tombstone => ({
  erasureId: intent.erasureId,
  clipId: intent.clipId,
  contributorId: intent.contributorId,
  liveAbsentAt,
  backupsClearBy: addDays(liveAbsentAt, 7),
  sealed: sealLeaf(
    {
      leafId: erasureLeafIdOf(intent.erasureId),
      kind: 'erased',
      document: { erasureId: intent.erasureId, liveAbsentAt },
      at: liveAbsentAt,
    },
    sealing,
  ),
});
