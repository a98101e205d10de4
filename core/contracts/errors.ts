import type { RefusalCode } from '../domain/vocabulary/refusal.ts';

/** The HTTP status of each refusal. The code itself goes into the problem document. */
export const statusOf: Readonly<Record<RefusalCode, number>> = {
  'not-found': 404,
  'not-allowed': 403,
  'campaign-not-open': 409,
  'campaign-exists': 409,
  'campaign-full': 409,
  'category-not-wanted': 409,
  'camera-cap-reached': 409,
  'too-many-open-grants': 429,
  'consent-missing': 403,
  'purposes-missing': 422,
  'notice-outdated': 409,
  'file-too-large': 422,
  'content-type-not-accepted': 422,
  'already-decided': 409,
  'not-claimed-by-you': 409,
  'claimed-by-another': 409,
  'own-clip': 403,
  'not-in-review': 404,
  'not-withdrawable': 409,
  'receipt-not-ready': 409,
  'opening-destroyed': 410,
};

/** Names that workflows catch by. */
export const taskErrors = {
  /** The analyzer cannot read the clip: no retry helps. */
  undecodable: 'UndecodableFootage',
} as const;
