import * as z from 'zod';
import { clipItems } from '../../contracts/layout/items.ts';
import { categories, scenarios } from '../../domain/campaigns/campaign.ts';
import type { AnalysisSummary } from '../../domain/inference/analysis.ts';
import { moderationVerdicts } from '../../domain/inference/moderation/policy.ts';
import { redactionMeans } from '../../domain/inference/redaction/plan.ts';
import { clipStates, type Clip, type MediaFacts } from '../../domain/intake/clip.ts';
import { reasonCodes } from '../../domain/intake/reasons.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import {
  actIdShape,
  cameraIdShape,
  campaignIdShape,
  clipIdShape,
  contributorIdShape,
  countShape,
  moneyShape,
} from './stored-shapes.ts';
import { readItem, type StoredItem, type Table } from './table.ts';

const clipShape: z.ZodType<Clip> = z.object({
  clipId: clipIdShape,
  contributorId: contributorIdShape,
  campaignId: campaignIdShape,
  declared: z
    .object({
      category: z.enum(categories),
      scenario: z.enum(scenarios),
      cameraId: cameraIdShape,
      actId: actIdShape,
      area: z.string(),
      capturedHour: z.string(),
    })
    .exactOptional(),
  reward: moneyShape.exactOptional(),
  state: z.enum(clipStates),
  consentEpoch: countShape,
  slotShard: countShape,
  lastUploadEndsBy: z.string(),
  at: z.partialRecord(z.enum(clipStates), z.string()),
  reason: z.enum(reasonCodes).exactOptional(),
  trainingExcluded: z.boolean().exactOptional(),
});

const mediaShape: z.ZodType<MediaFacts> = z.object({
  container: z.string(),
  codec: z.string(),
  width: z.number(),
  height: z.number(),
  rotationDegrees: z.number(),
  frameRate: z.number(),
  durationSeconds: z.number(),
  durationIsEstimated: z.boolean(),
  hasAudio: z.boolean(),
  carriesLocation: z.boolean(),
  carriesPersonalTags: z.boolean(),
});

/*
 * What analyses before the second version did not look for counts as not found, and their
 * pictures, which nothing was covered in, are not shown unasked.
 */
const analysisShape: z.ZodType<AnalysisSummary> = z.object({
  analyzer: z.string(),
  sampledFrames: z.number(),
  coveredSeconds: z.number(),
  meanBrightness: z.number(),
  peakMotion: z.number(),
  momentCount: z.number(),
  categoryScores: z
    .record(z.enum(categories), z.number())
    .default({ 'package-theft': 0, 'car-door': 0, person: 0 }),
  unusableShare: z.number().default(0),
  chosenFrameCount: z.number(),
  moderationStatus: z.enum(['done', 'off']),
  moderationVerdict: z.enum(moderationVerdicts).default('refer'),
  topModerationConfidence: z.number(),
  footageMatches: z
    .array(z.object({ clipId: clipIdShape, sameAct: z.boolean(), score: z.number() }))
    .default([]),
  redactionShowable: z.boolean().default(false),
  redactionMeans: z.enum(redactionMeans).default('none'),
  matchesDeclaredSha256: z.boolean(),
  analyzedAt: z.string(),
});

/** Reads a clip item. Throws on one of another form. */
export const clipOf = (item: StoredItem): Clip => clipShape.parse(item);

/** A clip, seeing every write that was answered. */
export const readClip = async (clipId: ClipId, clips: Table): Promise<Clip | undefined> => {
  const item = await readItem(clips, clipItems.clip(clipId));
  return item === undefined ? undefined : clipOf(item);
};

/** What the container says. */
export const readMedia = async (clipId: ClipId, clips: Table): Promise<MediaFacts | undefined> => {
  const item = await readItem(clips, clipItems.media(clipId));
  return item === undefined ? undefined : mediaShape.parse(item);
};

/** What the analyzer saw. */
export const readAnalysis = async (
  clipId: ClipId,
  clips: Table,
): Promise<AnalysisSummary | undefined> => {
  const item = await readItem(clips, clipItems.analysis(clipId));
  return item === undefined ? undefined : analysisShape.parse(item);
};
