import * as z from 'zod';
import { categories, contentTypes, purposes, scenarios } from '../../domain/campaigns/campaign.ts';
import { clipStates } from '../../domain/intake/clip.ts';
import { reasonCodes, rejectionReasons } from '../../domain/intake/reasons.ts';
import { recordClasses } from '../../domain/retention/policy.ts';
import { refusalCodes } from '../../domain/vocabulary/refusal.ts';

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
const cameraId = idShape('camera').meta({ id: 'CameraId' });
const actId = idShape('act').meta({ id: 'ActId' });

const instant = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Instant', description: 'ISO 8601, UTC, with milliseconds.' });

const money = z
  .strictObject({
    amountMinor: z.int().meta({ description: 'Integer minor units: cents.' }),
    currency: z.enum(['USD', 'EUR', 'GBP', 'CAD']),
  })
  .meta({ id: 'Money' });

const notice = z
  .strictObject({
    version: z.string().min(1).max(40),
    language: z.string().min(2).max(10),
    text: z.string().min(1).max(20_000),
    bystanderStatement: z.string().min(1).max(2_000),
    ageStatement: z.string().min(1).max(2_000),
    minimumAgeYears: z.int().min(13).max(99),
  })
  .meta({ id: 'ConsentNotice' });

const categoryTerms = z
  .strictObject({
    category: z.enum(categories),
    reward: money.extend({ amountMinor: z.int().positive().max(1_000_000) }),
    wanted: z.int().positive().max(10_000_000),
    capPerCamera: z.int().positive().max(10_000),
  })
  .meta({ id: 'CategoryTerms' });

/** One PUT takes so much on a bad line within its time; larger clips will be given in parts. */
const maxUploadBytes = 100_000_000;

const footage = z
  .strictObject({
    contentTypes: z.array(z.enum(contentTypes)).min(1),
    minDurationSeconds: z.number().positive(),
    maxDurationSeconds: z.number().positive().max(600),
    minWidth: z.int().positive(),
    minHeight: z.int().positive(),
    // 7680 × 4320: what the analyzer's hosts decode.
    maxPixels: z.int().positive().max(33_177_600),
    maxBytes: z.int().positive().max(maxUploadBytes),
  })
  .meta({ id: 'AcceptedFootage' });

const reviewRule = z
  .strictObject({
    version: z.string().min(1).max(40),
    acceptScenarios: z.array(z.enum(scenarios)),
    minPeakMotion: z.number().min(0).max(1),
    minMomentCount: z.int().min(0).max(100),
    referModerationConfidence: z.number().min(0).max(100),
    freezeModerationConfidence: z.number().min(0).max(100),
    decisionDays: z.int().min(1).max(60),
  })
  .meta({ id: 'ReviewRule' });

export const campaignDraft = z
  .strictObject({
    campaignId: campaignId.optional(),
    title: z.string().min(1).max(200),
    brief: z.string().min(1).max(4_000),
    opensAt: instant,
    closesAt: instant,
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
    review: reviewRule.refine(
      (rule) => rule.referModerationConfidence <= rule.freezeModerationConfidence,
      { path: ['freezeModerationConfidence'], message: 'Not less than what a person looks at.' },
    ),
    notice,
  })
  .refine(({ opensAt, closesAt }) => opensAt < closesAt, {
    path: ['closesAt'],
    message: 'After it opens.',
  })
  .meta({ id: 'CampaignDraft' });

/** What was stored is told as it is: bounds of today must not make yesterday's unreadable. */
export const campaign = z
  .object({
    campaignId,
    title: z.string(),
    brief: z.string(),
    status: z.enum(['open', 'paused', 'closed']),
    opensAt: z.iso.datetime(),
    closesAt: z.iso.datetime(),
    terms: z.array(
      z.object({
        category: z.enum(categories),
        reward: money,
        wanted: z.int(),
        capPerCamera: z.int(),
        stillWanted: z.int().meta({ description: 'Slots that are neither reserved nor paid.' }),
      }),
    ),
    footage: z.object({
      contentTypes: z.array(z.enum(contentTypes)),
      minDurationSeconds: z.number(),
      maxDurationSeconds: z.number(),
      minWidth: z.int(),
      minHeight: z.int(),
      maxPixels: z.int(),
      maxBytes: z.int(),
    }),
    notice,
  })
  .meta({ id: 'Campaign' });

export const campaignList = z.object({ campaigns: z.array(campaign) }).meta({ id: 'CampaignList' });

export const consentRequest = z
  .strictObject({
    campaignId,
    noticeVersion: z.string().min(1).max(40),
    purposes: z.array(z.enum(purposes)).min(1).max(purposes.length),
  })
  .meta({ id: 'ConsentRequest' });

export const consent = z
  .object({
    consentId,
    campaignId,
    noticeVersion: z.string(),
    purposes: z.array(z.enum(purposes)),
    givenAt: instant,
  })
  .meta({ id: 'Consent' });

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
    actId: actId.optional(),
    fileName: z.string().regex(/^[^\p{Cc}]{1,120}$/u, '1 to 120 characters, none of them control.'),
    bytes: z.int().min(0).max(maxUploadBytes),
    sha256: sha256Hex,
    contentType: z.enum(contentTypes),
  })
  .meta({ id: 'GrantRequest' });

export const grant = z
  .object({
    clipId,
    actId,
    upload: z.object({
      method: z.literal('PUT'),
      url: z.url(),
      headers: z.record(z.string(), z.string()),
      expiresAt: instant,
    }),
  })
  .meta({ id: 'Grant' });

const media = z
  .object({
    container: z.string(),
    codec: z.string(),
    width: z.int(),
    height: z.int(),
    rotationDegrees: z.number(),
    durationSeconds: z.number(),
    hasAudio: z.boolean(),
    carriesPersonalTags: z.boolean(),
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

export const reviewDetail = review
  .extend({
    category: z.enum(categories).optional(),
    scenario: z.enum(scenarios).optional(),
    media: media.optional(),
    analysis: analysis.optional(),
    frameLinks: z.array(z.url()).meta({ description: 'Chosen frames; each link lives a minute.' }),
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
  })
  .meta({ id: 'Problem' });
