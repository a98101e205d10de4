import type { OperationId } from '../http/routes.ts';
import { reasonSentence } from '../reasons.ts';
import { queueNames } from '../resources.ts';

/** One call of a route that goes well: shown in the document, checked and called by tests. */
export interface HttpExample {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly request?: unknown;
  /** Absent where the answer is a file. */
  readonly response?: unknown;
}

const campaignId = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const clipId = 'clip_01J9Z3BBCDEFGHJKMNPQRSTVWX';
const consentId = 'consent_01J9Z3CBCDEFGHJKMNPQRSTVWX';
const cameraId = 'camera_01J9Z3DBCDEFGHJKMNPQRSTVWX';
const actId = 'act_01J9Z3EBCDEFGHJKMNPQRSTVWX';
const sha256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';

const reward = { amountMinor: 200, currency: 'USD' };
const caps = { capPerContributor: 20, capPerCamera: 10, capPerAct: 3 };
const terms = [
  { category: 'package-theft', reward, wanted: 20_000, ...caps },
  { category: 'car-door', reward, wanted: 20_000, ...caps },
];
const footage = {
  contentTypes: ['video/mp4', 'video/quicktime', 'video/webm'],
  codecs: ['h264', 'hevc', 'vp9'],
  minDurationSeconds: 2,
  maxDurationSeconds: 120,
  minWidth: 320,
  minHeight: 240,
  maxPixels: 8_294_400,
  maxFrameRate: 60,
  maxBytes: 1_000_000_000,
};
const notice = {
  version: '2026-11',
  minimumAgeYears: 18,
  texts: [
    {
      language: 'en',
      text: 'We look at your clip, pay for it if it fits, and train detection models on it.',
      bystanderStatement: 'I have told the people I live with that I give this clip.',
      ageStatement: 'I am 18 or older.',
    },
    {
      language: 'fr',
      text: 'Nous regardons votre clip, le payons s’il convient et en entraînons des modèles.',
      bystanderStatement: 'J’ai dit aux personnes de mon foyer que je donne ce clip.',
      ageStatement: 'J’ai 18 ans ou plus.',
    },
  ],
};
const program = {
  title: 'Porch and driveway',
  brief: 'Clips of parcels being taken and of car doors being pulled, real or staged.',
  opensAt: '2026-12-18T00:00:00.000Z',
  closesAt: '2027-02-25T00:00:00.000Z',
  regions: ['US', 'CA'],
  budget: { amountMinor: 8_000_000, currency: 'USD' },
};
const reviewRule = {
  version: 'rule-1',
  acceptScenarios: ['real'],
  minPeakMotion: 0.01,
  minMomentCount: 1,
  minEventScore: 0.5,
  moderation: {
    version: 'moderation-1',
    rules: [{ label: 'Explicit', minConfidence: 60, action: 'freeze', explicit: true }],
    otherwise: { minConfidence: 80, action: 'refer' },
  },
  decisionDays: 7,
};
const campaign = {
  campaignId,
  version: 1,
  ...program,
  status: 'open',
  takesClipsNow: true,
  terms: terms.map((term) => ({ ...term, stillWanted: term.wanted })),
  footage,
  notice: {
    version: notice.version,
    minimumAgeYears: notice.minimumAgeYears,
    languages: notice.texts.map(({ language }) => language),
  },
};
/** The same after two clips of each category were given. */
const campaignUnderWay = {
  ...campaign,
  terms: terms.map((term) => ({ ...term, stillWanted: term.wanted - 2 })),
};
const purposes = ['human-review', 'model-training'];
const consent = {
  consentId,
  campaignId,
  noticeVersion: notice.version,
  language: 'en',
  purposes,
  givenAt: '2026-12-18T09:00:00.000Z',
  record: { '@type': 'dpv:ConsentRecord', 'dct:identifier': consentId },
};
const camera = {
  cameraId,
  label: 'front door',
  area: 'US-OR',
  registeredAt: '2026-12-18T09:00:30.000Z',
};
const reservedUntil = '2026-12-18T10:01:00.000Z';
const media = {
  container: 'mp4',
  codec: 'h264',
  width: 1_280,
  height: 720,
  rotationDegrees: 0,
  frameRate: 30,
  durationSeconds: 12,
  durationIsEstimated: false,
  hasAudio: false,
  carriesLocation: false,
  carriesPersonalTags: false,
};
const analysis = {
  analyzer: 'baseline@2.0.0',
  sampledFrames: 24,
  coveredSeconds: 12,
  meanBrightness: 112.5,
  peakMotion: 0.08,
  momentCount: 2,
  categoryScores: { 'package-theft': 0.84, 'car-door': 0, person: 0.9 },
  unusableShare: 0,
  chosenFrameCount: 4,
  moderationStatus: 'done',
  analyzedAt: '2026-12-18T09:01:04.000Z',
};
const clip = {
  clipId,
  campaignId,
  state: 'in-review',
  category: 'package-theft',
  scenario: 'staged',
  cameraId,
  actId,
  area: 'US-OR',
  capturedHour: '2026-12-17T21Z',
  reward,
  at: {
    granted: '2026-12-18T09:01:00.000Z',
    analyzing: '2026-12-18T09:01:02.000Z',
    'in-review': '2026-12-18T09:01:05.000Z',
  },
  media,
  analysis,
};
/** As it was granted: what was measured and seen is told of one clip at a time. */
const { media: _media, analysis: _analysis, ...listed } = clip;
const granted = { ...listed, state: 'granted', at: { granted: clip.at.granted } };
const review = {
  clipId,
  campaignId,
  openedAt: '2026-12-18T09:01:05.000Z',
  deadlineAt: '2026-12-25T09:01:05.000Z',
  referredBecause: ['Clips declared "staged" are looked at by a person.'],
};
const evidence = {
  events: [
    {
      kind: 'parcel-taken',
      score: 0.84,
      startSeconds: 8.5,
      endSeconds: 9.5,
      box: { left: 0.4, top: 0.7, width: 0.08, height: 0.1 },
    },
  ],
  motion: [0, 0.04, 0.08, 0.02],
  samplesPerSecond: 2,
  moments: [{ seconds: 9, score: 0.08 }],
  unusable: { black: [], frozen: [], blurred: [], obstructed: [] },
  shaken: [],
  footageMatches: [],
  moderation: { verdict: 'clear', labels: [] },
  redaction: { means: 'moving-regions', doubts: [], uncertain: [] },
};
const claimed = { ...review, claimedUntil: '2026-12-18T10:15:00.000Z' };
const retentionRule = {
  retentionSeconds: 31_536_000,
  legalBasis: 'Consent to model training; reviewed every year.',
};
const schedule = {
  version: 2,
  effectiveAt: '2026-12-18T08:00:00.000Z',
  // One of the rules: there is one for each record class.
  rules: [{ recordClass: 'accepted-clip', disposition: 'erase', ...retentionRule }],
};
const wallProfile = { listed: true, alias: 'Porch Owl' };
const receipt = { text: 'c2sp.org/tlog-proof@v1\nextra …\nindex 0\n\n…' };
const campaignChange = { ...program, version: 1, terms, footage, review: reviewRule, notice };
const ofClip = { parameters: { clipId } };
const ofCampaign = { parameters: { campaignId } };
const ofConsent = { parameters: { consentId } };

/** One example a route. */
export const examples: Readonly<Record<OperationId, HttpExample>> = {
  listCampaigns: { response: { campaigns: [campaignUnderWay] } },
  getCampaign: { ...ofCampaign, response: campaignUnderWay },
  createCampaign: {
    request: {
      campaignId,
      ...program,
      terms,
      footage,
      review: reviewRule,
      notice,
    },
    response: campaign,
  },
  getCampaignDraft: { ...ofCampaign, response: campaignChange },
  changeCampaign: {
    ...ofCampaign,
    request: campaignChange,
    response: { ...campaign, version: 2 },
  },
  setCampaignStatus: {
    ...ofCampaign,
    request: { status: 'paused' },
    response: { ...campaign, version: 2, status: 'paused', takesClipsNow: false },
  },
  getNotice: {
    parameters: { campaignId, noticeVersion: notice.version },
    response: notice,
  },
  giveConsent: {
    request: {
      campaignId,
      noticeVersion: notice.version,
      language: 'en',
      purposes,
      statesBystanders: true,
      statesAge: true,
    },
    response: consent,
  },
  listConsents: { response: { consents: [consent] } },
  getConsent: { ...ofConsent, response: consent },
  withdrawConsent: {
    ...ofConsent,
    request: {},
    response: { ...consent, purposes: [], withdrawnAt: '2026-12-19T08:00:00.000Z' },
  },
  registerCamera: { request: { label: camera.label, area: camera.area }, response: camera },
  listCameras: { response: { cameras: [camera] } },
  retireCamera: {
    parameters: { cameraId },
    response: { ...camera, retiredAt: '2027-01-02T08:00:00.000Z' },
  },
  getAct: {
    parameters: { actId },
    response: { actId, campaignId, category: 'package-theft', clips: [{ clipId, cameraId }] },
  },
  openGrant: {
    request: {
      campaignId,
      category: 'package-theft',
      scenario: 'staged',
      cameraId,
      capturedHour: '2026-12-17T21Z',
      fileName: 'porch.mp4',
      bytes: 4_812_345,
      sha256,
      contentType: 'video/mp4',
    },
    response: {
      clipId,
      actId,
      reward,
      upload: {
        method: 'PUT',
        url: 'https://landing.s3.us-east-1.amazonaws.com/clips/original?X-Amz-Signature=0',
        headers: {
          'content-length': '4812345',
          'content-type': 'video/mp4',
          'if-none-match': '*',
          'x-amz-sdk-checksum-algorithm': 'SHA256',
          'x-amz-checksum-sha256': 'LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=',
        },
        expiresAt: '2026-12-18T09:16:00.000Z',
      },
    },
  },
  signParts: {
    ...ofClip,
    request: { parts: [{ partNumber: 1, sha256 }] },
    response: {
      parts: [
        {
          partNumber: 1,
          method: 'PUT',
          url: 'https://landing.s3.us-east-1.amazonaws.com/clips/original?partNumber=1',
          headers: {
            'content-length': '16777216',
            'x-amz-checksum-sha256': 'LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=',
            'x-amz-sdk-checksum-algorithm': 'SHA256',
          },
          expiresAt: '2026-12-18T09:16:00.000Z',
        },
      ],
      reservedUntil,
    },
  },
  listParts: {
    ...ofClip,
    response: {
      partBytes: 16_777_216,
      partCount: 18,
      reservedUntil,
      arrived: [{ partNumber: 1, sha256 }],
    },
  },
  completeUpload: { ...ofClip, response: granted },
  listClips: { response: { clips: [listed] } },
  getClip: { ...ofClip, response: clip },
  abandonUpload: {
    ...ofClip,
    request: { reason: 'upload-abandoned' },
    response: {
      ...granted,
      state: 'refused',
      reason: 'upload-abandoned',
      reasonSentence: reasonSentence('upload-abandoned', 'en'),
      at: { ...granted.at, refused: '2026-12-18T09:01:00.000Z' },
    },
  },
  listReviews: { response: { reviews: [review] } },
  getReview: {
    ...ofClip,
    response: {
      ...review,
      category: 'package-theft',
      scenario: 'staged',
      media,
      analysis,
      otherClipsOfAct: [],
      evidence,
      redactedCopyLink: 'https://derived.s3.us-east-1.amazonaws.com/clips/redacted.mp4?sig=0',
      frameLinks: [0, 1, 2, 3].map(
        (frame) => `https://derived.s3.us-east-1.amazonaws.com/clips/frames/${frame}.jpg?sig=0`,
      ),
    },
  },
  viewFootage: {
    ...ofClip,
    request: { variant: 'original', reason: 'event-is-covered' },
    response: {
      viewId: 'view_01J9Z3FBCDEFGHJKMNPQRSTVWX',
      clipId,
      variant: 'original',
      reason: 'event-is-covered',
      viewedAt: '2026-12-18T10:00:30.000Z',
      validSeconds: 60,
      link: 'https://landing.s3.us-east-1.amazonaws.com/clips/original?sig=0',
    },
  },
  claimReview: { ...ofClip, response: claimed },
  decideReview: {
    ...ofClip,
    request: { outcome: 'accepted' },
    response: {
      ...claimed,
      decision: { outcome: 'accepted', by: 'reviewer', decidedAt: '2026-12-18T10:02:00.000Z' },
    },
  },
  getEarnings: { response: { balances: [reward] } },
  getAward: {
    ...ofClip,
    response: {
      awardId: 'award_01J9Z3BBCDEFGHJKMNPQRSTVWX',
      clipId,
      campaignId,
      reward,
      awardedAt: '2026-12-18T10:02:01.000Z',
    },
  },
  getHonorWall: {
    ...ofCampaign,
    response: { lines: [{ rank: 1, alias: 'Porch Owl', acceptedClips: 3 }] },
  },
  getStanding: { ...ofCampaign, response: { ...wallProfile, acceptedClips: 3, rank: 1 } },
  putWallProfile: { request: wallProfile, response: wallProfile },
  withdrawClip: {
    ...ofClip,
    response: {
      ...listed,
      state: 'withdrawn',
      reason: 'withdrawn-by-contributor',
      reasonSentence: reasonSentence('withdrawn-by-contributor', 'en'),
      at: { ...clip.at, withdrawn: '2026-12-19T08:00:00.000Z' },
    },
  },
  getErasure: {
    ...ofClip,
    response: {
      erasureId: 'erasure_01J9Z3BBCDEFGHJKMNPQRSTVWX',
      clipId,
      state: 'erased',
      intendedAt: '2026-12-19T09:00:00.000Z',
      verifyNotBefore: '2026-12-19T09:05:00.000Z',
      versionsListed: 6,
      uploadsListed: 0,
      liveAbsentAt: '2026-12-19T09:05:02.000Z',
      backupsClearBy: '2026-12-26T09:05:02.000Z',
    },
  },
  getRetentionSchedule: { response: schedule },
  putRetentionRule: {
    parameters: { recordClass: 'accepted-clip' },
    request: retentionRule,
    response: schedule,
  },
  getConsentReceipt: { ...ofConsent, response: receipt },
  getWithdrawalReceipt: { ...ofConsent, response: receipt },
  getAwardReceipt: { ...ofClip, response: receipt },
  getErasureReceipt: { ...ofClip, response: receipt },
  getEvidenceKey: {
    response: {
      origin: 'clipledger.example/log',
      publicKeyBase64: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      verifierKey: 'clipledger.example/log+00000000+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea',
    },
  },
  getCheckpoint: {},
  getTile: { parameters: { tile: '0/000' } },
  listQueues: {
    response: {
      queues: queueNames.map((queue) => ({
        queue,
        ...(queue === 'uploads' ? { waiting: 3, inWork: 1 } : { waiting: 0, inWork: 0 }),
        deadLetters: 0,
      })),
    },
  },
  redriveQueue: {
    parameters: { queue: 'uploads' },
    response: { queue: 'uploads', moved: 2, left: 0 },
  },
};
