import type { ApiSchemas } from '../../client/api-client.ts';
import { defaultModerationPolicy } from '../../core/domain/inference/moderation/policy.ts';

const day = 86_400_000;

const noticeInEnglish = {
  language: 'en',
  text:
    'You give us clips of your own camera. People review them, and with your consent a ' +
    'detection model is trained on them. Clips are encrypted in transit and at rest; they are ' +
    'not end-to-end encrypted, because they are analyzed. You can take each clip back at any ' +
    'time; money already awarded stays yours. So that no clip is paid twice, a keyed mark of ' +
    'each paid file, which nobody else can compute, stays until the campaign’s appeals end.',
  bystanderStatement:
    'I have told the people who can be recognized in my clips, or they can not be recognized.',
  ageStatement: 'I am 18 or older.',
};

const noticeInFrench = {
  language: 'fr',
  text:
    'Vous nous donnez des clips de votre propre caméra. Des personnes les examinent et, avec ' +
    'votre consentement, un modèle de détection en est entraîné. Les clips sont chiffrés en ' +
    'transit et au repos ; ils ne le sont pas de bout en bout, car ils sont analysés. Vous ' +
    'pouvez reprendre chaque clip à tout moment ; l’argent déjà accordé vous reste. Pour ' +
    'qu’aucun clip ne soit payé deux fois, une marque à clé de chaque fichier payé, que ' +
    'personne d’autre ne peut calculer, est gardée jusqu’à la fin des recours de la campagne.',
  bystanderStatement:
    'J’ai prévenu les personnes reconnaissables dans mes clips, ou elles ne le sont pas.',
  ageStatement: 'J’ai 18 ans ou plus.',
};

/** The demo's campaign: the terms of the model case, over the days around now. */
export const modelCampaign = (nowMilliseconds: number): ApiSchemas['CampaignDraft'] => ({
  title: 'Package thefts and pulled car doors',
  brief:
    'Clips of parcels being taken from a porch, and of people trying car doors. Real or staged: ' +
    'both help a camera to tell a thief from a courier.',
  opensAt: new Date(nowMilliseconds - day).toISOString(),
  closesAt: new Date(nowMilliseconds + 69 * day).toISOString(),
  regions: [],
  // 2 categories × 20,000 clips × $2.
  budget: { amountMinor: 8_000_000, currency: 'USD' },
  terms: (['package-theft', 'car-door'] as const).map((category) => ({
    category,
    reward: { amountMinor: 200, currency: 'USD' },
    wanted: 20_000,
    capPerContributor: 20,
    capPerCamera: 10,
    capPerAct: 3,
  })),
  footage: {
    contentTypes: ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska'],
    codecs: ['h264', 'hevc', 'vp8', 'vp9', 'av1'],
    minDurationSeconds: 1,
    maxDurationSeconds: 120,
    minWidth: 320,
    minHeight: 180,
    maxPixels: 8_294_400,
    maxFrameRate: 60,
    maxBytes: 1_000_000_000,
  },
  review: {
    version: 'porch-v1',
    acceptScenarios: ['real'],
    minPeakMotion: 0.005,
    minMomentCount: 1,
    minEventScore: 0,
    moderation: {
      ...defaultModerationPolicy,
      rules: defaultModerationPolicy.rules.map((rule) => ({ ...rule })),
    },
    decisionDays: 7,
  },
  notice: {
    version: '2026-11',
    minimumAgeYears: 18,
    texts: [noticeInEnglish, noticeInFrench],
  },
});
