/**
 * Why a request is refused: a closed list, the same for the API, the command line and the tests.
 * The HTTP status of each is in `contracts/errors.ts`.
 */
export const refusalCodes = [
  'not-found',
  'not-allowed',
  'campaign-not-open',
  'campaign-exists',
  'campaign-full',
  'category-not-wanted',
  'camera-cap-reached',
  'too-many-open-grants',
  'consent-missing',
  'purposes-missing',
  'notice-outdated',
  'file-too-large',
  'content-type-not-accepted',
  'already-decided',
  'not-claimed-by-you',
  'claimed-by-another',
  'own-clip',
  'not-in-review',
  'not-withdrawable',
  'receipt-not-ready',
  'opening-destroyed',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/**
 * A request that is understood and refused. `message` says what was wrong and what to do, for a
 * person. Not a fault: nothing is retried, nothing alarms.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}
