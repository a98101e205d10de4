import type { RefusalCode } from '../domain/vocabulary/refusal.ts';

/** The HTTP status of each refusal. The code itself goes into the problem document. */
export const statusOf: Readonly<Record<RefusalCode, number>> = {
  'not-found': 404,
  'not-allowed': 403,
  'campaign-not-open': 409,
  'campaign-exists': 409,
  'campaign-changed': 409,
  'campaign-closed': 409,
  'reward-lowered': 422,
  'budget-too-small': 422,
  'beyond-analyzer': 422,
  'target-below-taken': 409,
  'notice-differs': 409,
  'campaign-full': 409,
  'category-not-wanted': 409,
  'region-not-wanted': 409,
  'contributor-cap-reached': 409,
  'camera-cap-reached': 409,
  'camera-unknown': 422,
  'camera-differs': 409,
  'too-many-cameras': 409,
  'act-cap-reached': 409,
  'act-unfit': 409,
  'hour-in-future': 422,
  'already-given': 409,
  'too-many-open-grants': 429,
  'consent-missing': 403,
  'purposes-missing': 422,
  'notice-outdated': 409,
  'language-missing': 422,
  'not-uploading': 409,
  'reservation-ended': 410,
  'part-unfit': 422,
  'parts-missing': 409,
  'file-too-large': 422,
  'content-type-not-accepted': 422,
  'already-decided': 409,
  'not-claimed-by-you': 409,
  'claimed-by-another': 409,
  'own-clip': 403,
  'not-in-review': 404,
  'not-shown': 404,
  'not-withdrawable': 409,
  'receipt-not-ready': 409,
  'opening-destroyed': 410,
};

/** Names that workflows catch by. */
export const taskErrors = {
  /** The analyzer cannot read the clip: no retry helps. */
  undecodable: 'UndecodableFootage',
  /** Settling found a flagged clip undecided after its deadline: it goes on waiting. */
  escalated: 'Escalated',
} as const;
