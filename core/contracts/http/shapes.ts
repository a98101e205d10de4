import * as z from 'zod';
import {
  campaignStatuses,
  categories,
  contentTypes,
  purposes,
  scenarios,
  videoCodecs,
} from '../../domain/campaigns/campaign.ts';
import { eventKinds } from '../../domain/inference/baseline/events.ts';
import { moderationActions, moderationVerdicts } from '../../domain/inference/moderation/policy.ts';
import { redactionDoubts, redactionMeans } from '../../domain/inference/redaction/plan.ts';
import { clipStates } from '../../domain/intake/clip.ts';
import { reasonCodes, rejectionReasons } from '../../domain/intake/reasons.ts';
import { recordClasses } from '../../domain/retention/policy.ts';
import { footageVariants, viewReasons } from '../../domain/review/footage-view.ts';
import { areaPattern } from '../../domain/vocabulary/area.ts';
import { refusalCodes } from '../../domain/vocabulary/refusal.ts';
import { hourPattern, isOnCalendar } from '../../domain/vocabulary/time.ts';
import { queueNames } from '../resources.ts';

/** Shapes that cross the HTTP border. Requests are strict: an unknown field is an error. */

const ulid = '[0-9A-HJKMNP-TV-Z]{26}';
const idShape = <Prefix extends string>(prefix: Prefix, body = ulid) =>
  z.templateLiteral([`${prefix}_`, z.string().regex(new RegExp(`^${body}$`))], {
    error: `Not an id of this kind: ${prefix}_ and 26 letters and digits.`,
  });

/** Ids as the API takes them. A contributor's id comes from the sign-in, so it is not a ULID. */
export const clipId = idShape('clip').meta({
  id: 'ClipId',
  example: 'clip_01J9Z3ABCDEFGHJKMNPQRSTVWX',
});
export const campaignId = idShape('campaign').meta({ id: 'CampaignId' });
export const consentId = idShape('consent').meta({ id: 'ConsentId' });
export const cameraId = idShape('camera').meta({ id: 'CameraId' });
export const actId = idShape('act').meta({ id: 'ActId' });
const viewId = idShape('view').meta({ id: 'ViewId' });

const instant = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Instant', description: 'ISO 8601, UTC, with milliseconds.' });

const money = z
  .strictObject({
    amountMinor: z.int().meta({ description: 'Integer minor units: cents.' }),
    currency: z.enum(['USD', 'EUR', 'GBP', 'CAD']),
  })
  .meta({ id: 'Money' });

const area = z.string().regex(areaPattern, 'A country or a part of one: CA, US-OR.').meta({
  id: 'Area',
  description: 'ISO 3166-2: a country (CA) or a part of one (US-OR).',
});

const capturedHour = z
  .string()
  .regex(hourPattern, { error: 'An hour of UTC: 2026-12-18T21Z.', abort: true })
  .refine(isOnCalendar, 'There is no such day: check the month and the day.')
  .meta({ id: 'Hour', description: 'An hour of UTC, 2026-12-18T21Z: never more exact.' });

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, 'A language as BCP 47 writes it: en, fr-CA.');

/** A version of a notice, as it stands in paths. */
export const noticeVersion = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,40}$/, 'Letters, digits, “.”, “_”, “-”.');

/**
 * All languages of a notice are one item of DynamoDB's 400 kB at most. Characters take up to 3
 * bytes, and quotes and ends of lines are escaped by a second, so characters are no measure.
 */
const maxNoticeBytes = 300_000;

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const noticeTexts = z
  .array(
    z.strictObject({
      language,
      text: z.string().min(1).max(20_000),
      bystanderStatement: z.string().min(1).max(2_000),
      ageStatement: z.string().min(1).max(2_000),
    }),
  )
  .min(1)
  .max(8)
  .refine((texts) => new Set(texts.map((text) => text.language)).size === texts.length, {
    message: 'Each language once.',
  })
  .refine((texts) => bytesOf(texts) <= maxNoticeBytes, {
    message: `All texts together have ${maxNoticeBytes} bytes at most: shorten them.`,
  });

export const notice = z
  .strictObject({
    version: noticeVersion,
    minimumAgeYears: z.int().min(13).max(99),
    texts: noticeTexts,
  })
  .meta({ id: 'ConsentNotice' });

const categoryTerms = z
  .strictObject({
    category: z.enum(categories),
    reward: money.extend({ amountMinor: z.int().positive().max(1_000_000) }),
    wanted: z.int().positive().max(10_000_000),
    capPerContributor: z.int().positive().max(1_000_000),
    capPerCamera: z.int().positive().max(10_000),
    // The clips of an act stand in one item.
    capPerAct: z.int().positive().max(20),
  })
  .meta({ id: 'CategoryTerms' });

/** A file from 100 MB is given in parts of 16 MiB: 5 GB in 299. */
const maxUploadBytes = 5_000_000_000;

const footage = z
  .strictObject({
    contentTypes: z.array(z.enum(contentTypes)).min(1),
    codecs: z.array(z.enum(videoCodecs)).min(1),
    minDurationSeconds: z.number().positive(),
    maxDurationSeconds: z.number().positive().max(600),
    minWidth: z.int().positive(),
    minHeight: z.int().positive(),
    // 7680 × 4320: what the analyzer's hosts decode.
    maxPixels: z.int().positive().max(33_177_600),
    maxFrameRate: z.number().positive().max(240),
    maxBytes: z.int().positive().max(maxUploadBytes),
  })
  .meta({ id: 'AcceptedFootage' });

const confidence = z.number().min(0).max(100);
const moderationAction = z.enum(moderationActions);

const moderationPolicy = z
  .strictObject({
    version: z.string().min(1).max(40),
    rules: z
      .array(
        z.strictObject({
          label: z.string().min(1).max(100),
          minConfidence: confidence,
          action: moderationAction,
          explicit: z.boolean(),
        }),
      )
      .max(100),
    otherwise: z.strictObject({ minConfidence: confidence, action: moderationAction }),
  })
  .refine(({ rules }) => new Set(rules.map(({ label }) => label)).size === rules.length, {
    path: ['rules'],
    message: 'Each label once.',
  })
  .meta({ id: 'ModerationPolicy', description: 'What follows from what moderation finds.' });

const reviewRule = z
  .strictObject({
    version: z.string().min(1).max(40),
    acceptScenarios: z.array(z.enum(scenarios)),
    minPeakMotion: z.number().min(0).max(1),
    minMomentCount: z.int().min(0).max(100),
    minEventScore: z.number().min(0).max(1).meta({
      description: 'Evidence of the declared category under which a person looks; 0 asks none.',
    }),
    moderation: moderationPolicy,
    decisionDays: z.int().min(1).max(60),
  })
  .meta({ id: 'ReviewRule' });

const campaignFields = z.strictObject({
  title: z.string().min(1).max(200),
  brief: z.string().min(1).max(4_000),
  opensAt: instant,
  closesAt: instant,
  regions: z.array(area).max(300).meta({ description: 'Where from; empty: from anywhere.' }),
  budget: money
    .extend({ amountMinor: z.int().positive() })
    .meta({ description: 'Covers every slot: what all wanted clips cost together.' }),
  terms: z
    .array(categoryTerms)
    .min(1)
    .max(categories.length)
    .refine((terms) => new Set(terms.map(({ category }) => category)).size === terms.length, {
      message: 'Each category once.',
    }),
  footage: footage.refine(
    ({ minDurationSeconds, maxDurationSeconds }) => minDurationSeconds <= maxDurationSeconds,
    { path: ['maxDurationSeconds'], message: 'Not less than the shortest.' },
  ),
  review: reviewRule,
  notice,
});

const opensBeforeItCloses = {
  check: ({ opensAt, closesAt }: { opensAt: string; closesAt: string }) => opensAt < closesAt,
  told: { path: ['closesAt'], message: 'After it opens.' },
};

export const campaignDraft = campaignFields
  .extend({ campaignId: campaignId.optional() })
  .refine(opensBeforeItCloses.check, opensBeforeItCloses.told)
  .meta({ id: 'CampaignDraft' });

export const campaignChange = campaignFields
  .extend({
    version: z.int().positive().meta({ description: 'The version that is changed.' }),
  })
  .refine(opensBeforeItCloses.check, opensBeforeItCloses.told)
  .meta({ id: 'CampaignChange' });

export const campaignStatusChange = z
  .strictObject({ status: z.enum(campaignStatuses) })
  .meta({ id: 'CampaignStatusChange' });

/** What was stored is told as it is: bounds of today must not make yesterday's unreadable. */
export const campaign = z
  .object({
    campaignId,
    version: z.int(),
    title: z.string(),
    brief: z.string(),
    status: z.enum(campaignStatuses),
    takesClipsNow: z.boolean(),
    opensAt: z.iso.datetime(),
    closesAt: z.iso.datetime(),
    regions: z.array(z.string()),
    budget: money,
    terms: z.array(
      z.object({
        category: z.enum(categories),
        reward: money,
        wanted: z.int(),
        capPerContributor: z.int(),
        capPerCamera: z.int(),
        capPerAct: z.int(),
        stillWanted: z.int().meta({ description: 'Slots that are neither reserved nor paid.' }),
      }),
    ),
    footage: z.object({
      contentTypes: z.array(z.enum(contentTypes)),
      codecs: z.array(z.enum(videoCodecs)),
      minDurationSeconds: z.number(),
      maxDurationSeconds: z.number(),
      minWidth: z.int(),
      minHeight: z.int(),
      maxPixels: z.int(),
      maxFrameRate: z.number(),
      maxBytes: z.int(),
    }),
    notice: z.object({
      version: z.string(),
      minimumAgeYears: z.int(),
      languages: z.array(z.string()),
    }),
  })
  .meta({ id: 'Campaign' });

export const campaignList = z.object({ campaigns: z.array(campaign) }).meta({ id: 'CampaignList' });

export const consentRequest = z
  .strictObject({
    campaignId,
    noticeVersion,
    language,
    purposes: z.array(z.enum(purposes)).min(1).max(purposes.length),
    statesBystanders: z.literal(true).meta({ description: 'Makes the bystander statement.' }),
    statesAge: z.literal(true).meta({ description: 'Makes the age statement.' }),
  })
  .meta({ id: 'ConsentRequest' });

export const consentWithdrawal = z
  .strictObject({
    purposes: z
      .array(z.enum(purposes))
      .min(1)
      .max(purposes.length)
      .optional()
      .meta({ description: 'All, when left out.' }),
  })
  .meta({ id: 'ConsentWithdrawal' });

export const consent = z
  .object({
    consentId,
    campaignId,
    noticeVersion: z.string(),
    language: z.string(),
    purposes: z.array(z.enum(purposes)),
    givenAt: instant,
    withdrawnAt: instant.optional(),
    record: z.record(z.string(), z.unknown()).meta({
      description: 'The consent record in the terms of ISO/IEC TS 27560, as JSON-LD.',
    }),
  })
  .meta({ id: 'Consent' });

export const consentList = z.object({ consents: z.array(consent) }).meta({ id: 'ConsentList' });

export const cameraDraft = z
  .strictObject({
    label: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._'-]{0,39}$/u, 'Up to 40 letters, digits and spaces.'),
    area,
  })
  .meta({ id: 'CameraDraft' });

export const camera = z
  .object({
    cameraId,
    label: z.string(),
    area: z.string(),
    registeredAt: instant,
    retiredAt: instant.optional(),
  })
  .meta({ id: 'Camera' });

export const cameraList = z.object({ cameras: z.array(camera) }).meta({ id: 'CameraList' });

export const act = z
  .object({
    actId,
    campaignId,
    category: z.enum(categories),
    clips: z.array(z.object({ clipId, cameraId })),
  })
  .meta({ id: 'Act' });

const sha256Hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the whole file, lower-case hexadecimal.' });

export const grantRequest = z
  .strictObject({
    campaignId,
    category: z.enum(categories),
    scenario: z.enum(scenarios),
    cameraId,
    actId: actId.optional().meta({ description: 'The event that another camera filmed, too.' }),
    capturedHour,
    fileName: z.string().regex(/^[^\p{Cc}]{1,120}$/u, '1 to 120 characters, none of them control.'),
    bytes: z.int().min(0).max(maxUploadBytes),
    sha256: sha256Hex,
    contentType: z.enum(contentTypes),
  })
  .meta({ id: 'GrantRequest' });

const signedUpload = z
  .object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt: instant,
  })
  .meta({ id: 'SignedUpload' });

const partPlan = z
  .object({
    partBytes: z.int().meta({ description: 'Every part but the last has exactly so many.' }),
    partCount: z.int(),
    reservedUntil: instant.meta({ description: 'Only arriving parts renew it, for 24 hours.' }),
  })
  .meta({ id: 'PartPlan' });

export const grant = z
  .object({
    clipId,
    actId,
    reward: money,
    upload: signedUpload.optional().meta({ description: 'Below 100 MB: the one PUT.' }),
    parts: partPlan.optional().meta({ description: 'From 100 MB: in parts, signed in batches.' }),
  })
  .meta({ id: 'Grant' });

const partNumber = z.int().min(1).max(10_000);

/** 25 parts of 16 MiB in 15 minutes are 3.7 Mbit/s: who is slower has parts signed again. */
const maxPartsPerCall = 25;

export const partsRequest = z
  .strictObject({
    parts: z
      .array(z.strictObject({ partNumber, sha256: sha256Hex }))
      .min(1)
      .max(maxPartsPerCall)
      .refine((parts) => new Set(parts.map((part) => part.partNumber)).size === parts.length, {
        message: 'Each part once.',
      }),
  })
  .meta({ id: 'PartsRequest' });

export const signedParts = z
  .object({
    parts: z.array(signedUpload.extend({ partNumber })),
    reservedUntil: instant,
  })
  .meta({ id: 'SignedParts' });

export const arrivedParts = partPlan
  .extend({ arrived: z.array(z.object({ partNumber, sha256: z.string() })) })
  .meta({ id: 'ArrivedParts' });

const media = z
  .object({
    container: z.string(),
    codec: z.string(),
    width: z.int(),
    height: z.int(),
    rotationDegrees: z.number(),
    frameRate: z.number().meta({ description: 'Frames a second, on average; 0 if untold.' }),
    durationSeconds: z.number(),
    durationIsEstimated: z.boolean().meta({ description: 'The file promises no duration.' }),
    hasAudio: z.boolean(),
    carriesLocation: z.boolean().meta({ description: 'A place was found. It will be stripped.' }),
    carriesPersonalTags: z.boolean().meta({ description: 'Tags were found. Will be stripped.' }),
  })
  .meta({ id: 'MediaFacts' });

const analysis = z
  .object({
    analyzer: z.string(),
    sampledFrames: z.int(),
    coveredSeconds: z.number(),
    meanBrightness: z.number(),
    peakMotion: z.number(),
    momentCount: z.int(),
    categoryScores: z
      .record(z.enum(categories), z.number())
      .meta({ description: 'Strongest evidence for each category, 0 to 1.' }),
    unusableShare: z
      .number()
      .meta({ description: 'Share that is black, frozen, blurred or covered.' }),
    chosenFrameCount: z.int(),
    moderationStatus: z.enum(['done', 'off']),
    analyzedAt: instant,
  })
  .meta({ id: 'AnalysisSummary' });

export const clip = z
  .object({
    clipId,
    campaignId,
    state: z.enum(clipStates),
    category: z.enum(categories).optional(),
    scenario: z.enum(scenarios).optional(),
    cameraId: cameraId.optional(),
    actId: actId.optional(),
    area: z.string().optional(),
    capturedHour: z.string().optional(),
    reward: money.optional().meta({ description: 'Promised with the grant.' }),
    reason: z.enum(reasonCodes).optional(),
    reasonSentence: z.string().optional(),
    at: z.partialRecord(z.enum(clipStates), instant),
    media: media.optional(),
    analysis: analysis.optional(),
  })
  .meta({ id: 'Clip' });

export const clipList = z
  .object({ clips: z.array(clip), cursor: z.string().optional() })
  .meta({ id: 'ClipList' });

export const abandonment = z
  .strictObject({ reason: z.enum(['upload-abandoned', 'checksum-differs', 'size-differs']) })
  .meta({ id: 'Abandonment' });

export const review = z
  .object({
    clipId,
    campaignId,
    openedAt: instant,
    deadlineAt: instant,
    referredBecause: z.array(z.string()),
    claimedUntil: instant.optional(),
    decision: z
      .object({
        outcome: z.enum(['accepted', 'rejected']),
        by: z.enum(['rule', 'reviewer', 'deadline']),
        reason: z.enum(rejectionReasons).optional(),
        decidedAt: instant,
      })
      .optional(),
  })
  .meta({ id: 'Review' });

const interval = z.object({ startSeconds: z.number(), endSeconds: z.number() });
const box = z
  .object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() })
  .meta({ id: 'Box', description: 'In shares of the upright picture, 0 to 1.' });

const reviewEvidence = z
  .object({
    events: z.array(interval.extend({ kind: z.enum(eventKinds), score: z.number(), box })),
    motion: z.array(z.number()).meta({ description: 'From each sample to the next, 0 to 1.' }),
    samplesPerSecond: z.number(),
    moments: z.array(z.object({ seconds: z.number(), score: z.number() })),
    unusable: z.object({
      black: z.array(interval),
      frozen: z.array(interval),
      blurred: z.array(interval),
      obstructed: z.array(interval),
    }),
    shaken: z.array(interval),
    footageMatches: z.array(
      z.object({
        clipId,
        sameAct: z.boolean(),
        here: interval,
        there: interval,
        mirrored: z.boolean(),
        speed: z.number(),
        score: z.number(),
      }),
    ),
    moderation: z.object({
      verdict: z.enum(moderationVerdicts),
      labels: z.array(z.object({ name: z.string(), confidence: z.number() })),
    }),
    redaction: z.object({
      means: z.enum(redactionMeans),
      doubts: z.array(z.enum(redactionDoubts)),
      uncertain: z.array(interval),
    }),
  })
  .meta({ id: 'ReviewEvidence', description: 'What the machine saw: to be weighed, no verdict.' });

export const footageRequest = z
  .strictObject({ variant: z.enum(footageVariants), reason: z.enum(viewReasons) })
  .meta({ id: 'FootageRequest' });

export const footageView = z
  .object({
    viewId,
    clipId,
    variant: z.enum(footageVariants),
    reason: z.enum(viewReasons),
    viewedAt: instant,
    validSeconds: z.int(),
    link: z.url(),
  })
  .meta({ id: 'FootageView' });

export const reviewDetail = review
  .extend({
    category: z.enum(categories).optional(),
    scenario: z.enum(scenarios).optional(),
    media: media.optional(),
    analysis: analysis.optional(),
    otherClipsOfAct: z.array(clipId).meta({ description: 'The same event by other cameras.' }),
    evidence: reviewEvidence.optional(),
    redactedCopyLink: z.url().optional().meta({ description: 'Lives a minute.' }),
    frameLinks: z.array(z.url()).meta({ description: 'Chosen frames; each link lives a minute.' }),
    notShown: z
      .enum(['no-copy', 'redaction-in-doubt', 'moderation'])
      .optional()
      .meta({ description: 'Why nothing is shown unasked: see viewFootage.' }),
  })
  .meta({ id: 'ReviewDetail' });

export const reviewList = z
  .object({ reviews: z.array(review), cursor: z.string().optional() })
  .meta({ id: 'ReviewList' });

export const verdict = z
  .discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('accepted') }),
    z.strictObject({ outcome: z.literal('rejected'), reason: z.enum(rejectionReasons) }),
  ])
  .meta({ id: 'Verdict' });

export const earnings = z
  .object({ balances: z.array(money).meta({ description: 'Earned and not yet paid out.' }) })
  .meta({ id: 'Earnings' });

export const award = z
  .object({ awardId: z.string(), clipId, campaignId, reward: money, awardedAt: instant })
  .meta({ id: 'Award' });

export const wallProfile = z
  .strictObject({
    listed: z.boolean(),
    alias: z
      .string()
      .regex(/^[\p{L}\p{N} ._-]{0,40}$/u, 'Letters, digits, spaces, “.”, “_”, “-”; at most 40.'),
  })
  .refine(({ listed, alias }) => !listed || alias.trim() !== '', {
    path: ['alias'],
    message: 'Whoever is listed needs an alias.',
  })
  .meta({ id: 'WallProfile' });

export const honorWall = z
  .object({
    lines: z.array(z.object({ rank: z.int(), alias: z.string(), acceptedClips: z.int() })),
  })
  .meta({ id: 'HonorWall' });

export const standing = z
  .object({
    listed: z.boolean(),
    alias: z.string(),
    acceptedClips: z.int(),
    rank: z.int().optional(),
  })
  .meta({ id: 'Standing' });

const retentionRuleFields = {
  retentionSeconds: z.int().min(0).max(3_153_600_000),
  legalBasis: z.string().min(1).max(500),
};

export const retentionRuleChange = z
  .strictObject(retentionRuleFields)
  .meta({ id: 'RetentionRuleChange' });

export const retentionSchedule = z
  .object({
    version: z.int(),
    effectiveAt: instant,
    rules: z.array(
      z.object({
        recordClass: z.enum(recordClasses),
        disposition: z.literal('erase'),
        ...retentionRuleFields,
      }),
    ),
  })
  .meta({ id: 'RetentionSchedule' });

export const erasure = z
  .object({
    erasureId: z.string(),
    clipId,
    state: z.enum(['erasing', 'erased']),
    intendedAt: instant,
    verifyNotBefore: instant,
    versionsListed: z.int(),
    uploadsListed: z.int(),
    remaining: z
      .object({
        versions: z.int(),
        uploads: z.int(),
        items: z.int(),
        obstacle: z.string().optional(),
      })
      .optional(),
    liveAbsentAt: instant.optional(),
    backupsClearBy: instant.optional(),
  })
  .meta({ id: 'Erasure' });

export const receipt = z
  .object({
    text: z.string().meta({ description: 'The receipt file, byte for byte. Keep it.' }),
  })
  .meta({ id: 'Receipt' });

export const evidenceKey = z
  .object({
    origin: z.string(),
    publicKeyBase64: z.string(),
    verifierKey: z.string().meta({ description: 'C2SP signed-note verifier key.' }),
  })
  .meta({ id: 'EvidenceKey' });

/** RFC 9457. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum([
      ...refusalCodes,
      'not-signed-in',
      'invalid-request',
      'unsupported-media-type',
      'internal-error',
    ]),
    detail: z.string(),
    issues: z.array(z.object({ where: z.string(), what: z.string() })).optional(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .meta({ id: 'Problem' });

export const queueName = z.enum(queueNames).meta({ id: 'QueueName' });

const queueState = z
  .object({
    queue: queueName,
    waiting: z.int().meta({ description: 'Messages that wait; approximate, as SQS counts.' }),
    inWork: z.int(),
    deadLetters: z.int().meta({ description: 'Messages put aside after too many deliveries.' }),
  })
  .meta({ id: 'QueueState' });

export const queueList = z.object({ queues: z.array(queueState) }).meta({ id: 'QueueList' });

export const redrive = z
  .object({
    queue: queueName,
    moved: z.int().meta({ description: 'Messages sent back to their queue.' }),
    left: z.int().meta({ description: 'Still put aside, approximately: call again.' }),
  })
  .meta({ id: 'Redrive' });
