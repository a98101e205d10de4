import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import type { NewCampaignParts } from '../../../core/domain/campaigns/ports.ts';
import { defaultModerationPolicy } from '../../../core/domain/inference/moderation/policy.ts';
import { recordClasses, type RetentionPolicy } from '../../../core/domain/retention/policy.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { addDays, type Instant } from '../../../core/domain/vocabulary/time.ts';

/** When every simulated program begins. */
export const programStart: Instant = '2026-11-23T00:00:00.000Z';

/** Bounds of the simulated deployment, tight enough to be reached. */
export const limits = {
  uploadUrlSeconds: 300,
  maxOpenGrants: 2,
  // As deployed: no shorter than clocks may differ, or an upload in time is taken for lost.
  sweepAfterSeconds: 300,
  waitingPlaceSeconds: 1_800,
};

/** As deployed: 5 minutes, which is also the longest that a function lives. */
export const clockSkewSeconds = 300;

const minuteSeconds = 60;
const hourSeconds = 3_600;

/** Retention short enough that a program ends soon, long enough that things happen before. */
const retentionSeconds = {
  'accepted-clip': 2 * hourSeconds,
  'rejected-clip': hourSeconds,
  'refused-upload': 10 * minuteSeconds,
  'unused-grant': 5 * minuteSeconds,
  'withdrawn-clip': 0,
} as const;

/** The schedule that compliance set for the program. */
export const simPolicy: RetentionPolicy = {
  version: 1,
  rules: recordClasses.map((recordClass) => ({
    recordClass,
    retentionSeconds: retentionSeconds[recordClass],
    disposition: 'erase',
    legalBasis: 'Simulated.',
  })),
  effectiveAt: programStart,
  setBy: 'contributor_compliance',
};

/** A campaign that wants about as many clips as are given, so that targets and caps are reached. */
export const simCampaign = (random: SeededRandomness, lives: number): Campaign => ({
  campaignId: 'campaign_simulated',
  title: 'Simulated',
  brief: 'Simulated.',
  version: 1,
  status: 'open',
  regions: [],
  // The store does not look at it; every slot of the largest program is covered.
  budget: money(350 * lives, 'USD'),
  opensAt: programStart,
  closesAt: addDays(programStart, 30),
  terms: [
    {
      category: 'package-theft',
      reward: money(200, 'USD'),
      wanted: Math.ceil(lives * (0.3 + 0.4 * random.fraction())),
      capPerContributor: 5,
      capPerCamera: 2,
      capPerAct: 2,
    },
    {
      category: 'car-door',
      reward: money(150, 'USD'),
      wanted: lives,
      capPerContributor: 6,
      capPerCamera: 3,
      capPerAct: 2,
    },
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
    maxBytes: 10_000,
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
});

/** What is stored with the campaign. */
export const simCampaignParts: NewCampaignParts = {
  notice: {
    version: '1',
    minimumAgeYears: 18,
    texts: [
      {
        language: 'en',
        text: 'Simulated.',
        bystanderStatement: 'Simulated.',
        ageStatement: 'Simulated.',
      },
    ],
  },
  fileKey: new Uint8Array(32).fill(1),
};

/** Who answers for the processing. */
export const simOperator = { name: 'Simulated', contact: 'https://example.com' };
