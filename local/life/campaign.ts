import type { ApiSchemas } from '../../client/api-client.ts';

const day = 86_400_000;

/** The demo's campaign: the terms of the model case, over the days around now. */
export const modelCampaign = (nowMilliseconds: number): ApiSchemas['CampaignDraft'] => ({
  title: 'Package thefts and pulled car doors',
  brief:
    'Clips of parcels being taken from a porch, and of people trying car doors. Real or staged: ' +
    'both help a camera to tell a thief from a courier.',
  opensAt: new Date(nowMilliseconds - day).toISOString(),
  closesAt: new Date(nowMilliseconds + 69 * day).toISOString(),
  terms: (['package-theft', 'car-door'] as const).map((category) => ({
    category,
    reward: { amountMinor: 200, currency: 'USD' },
    wanted: 20_000,
    capPerCamera: 10,
  })),
  footage: {
    contentTypes: ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska'],
    minDurationSeconds: 1,
    maxDurationSeconds: 120,
    minWidth: 320,
    minHeight: 180,
    maxPixels: 8_294_400,
    maxBytes: 100_000_000,
  },
  review: {
    version: 'porch-v1',
    acceptScenarios: ['real'],
    minPeakMotion: 0.005,
    minMomentCount: 1,
    referModerationConfidence: 50,
    freezeModerationConfidence: 90,
    decisionDays: 7,
  },
  notice: {
    version: '2026-11',
    language: 'en',
    text:
      'You give us clips of your own camera. People review them, and with your consent a ' +
      'detection model is trained on them. Clips are encrypted in transit and at rest; they are ' +
      'not end-to-end encrypted, because they are analyzed. You can take each clip back at any ' +
      'time; money already awarded stays yours.',
    bystanderStatement:
      'I have told the people who can be recognized in my clips, or they can not be recognized.',
    ageStatement: 'I am 18 or older.',
    minimumAgeYears: 18,
  },
});
