import { createHash } from 'node:crypto';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import { defaultModerationPolicy } from '../../../core/domain/inference/moderation/policy.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { addDays, type Instant } from '../../../core/domain/vocabulary/time.ts';

/** When every simulated program begins. */
export const programStart: Instant = '2026-11-23T00:00:00.000Z';

/** Bounds as deployed. */
export const limits = {
  uploadUrlSeconds: 900,
  maxOpenGrants: 5,
  sweepAfterSeconds: 300,
  waitingPlaceSeconds: 900,
};

/** Files that people begin to give each minute; a sweep looks at twice as many grants. */
const filesPerMinute = 200;

/** The shortest program: long enough that every grant of its beginning ends within it. */
const shortestProgramSeconds = 2 * 3_600;

/** Of so many files that people mean to give, about one lands: others are refused or not sent. */
const filesPerLanding = 1.4;

/** Between two that begin, in the mean. */
export const secondsBetweenFiles = (uploads: number): number =>
  Math.max(60 / filesPerMinute, shortestProgramSeconds / (uploads * filesPerLanding));

/** Files that are begun at most, should none of them land. */
export const maxFiles = (uploads: number): number => 100 + 3 * uploads;

/**
 * A campaign whose first category fills up shortly before the end, so that slots are contended for
 * and waited for, and whose second never does.
 */
export const simCampaign = (uploads: number): Campaign => {
  const caps = { capPerContributor: 40, capPerCamera: 30, capPerAct: 3 };
  const reward = money(200, 'USD');
  const wanted = Math.ceil(uploads * 0.62);
  return {
    campaignId: 'campaign_simulated',
    title: 'Simulated',
    brief: 'Simulated.',
    version: 1,
    status: 'open',
    opensAt: programStart,
    closesAt: addDays(programStart, 365),
    regions: [],
    budget: money(200 * (wanted + uploads), 'USD'),
    terms: [
      { category: 'package-theft', reward, wanted, ...caps },
      { category: 'car-door', reward, wanted: uploads, ...caps },
    ],
    footage: {
      contentTypes: ['video/mp4'],
      codecs: ['h264'],
      minDurationSeconds: 2,
      maxDurationSeconds: 60,
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
      minMomentCount: 0,
      minEventScore: 0,
      moderation: defaultModerationPolicy,
      decisionDays: 1,
    },
    notice: { version: '1', minimumAgeYears: 18, languages: ['en'] },
    createdAt: programStart,
  };
};

/** The checksum of a file that is told by a number; nobody makes its bytes. */
export const sha256OfFile = (serial: number): string =>
  createHash('sha256').update(`file ${serial}`).digest('hex');
