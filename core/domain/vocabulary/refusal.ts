/**
 * Why a request is refused: a closed list, the same for the API, the command line and the tests.
 * The HTTP status of each is in `contracts/errors.ts`.
 */
export const refusalCodes = [
  'not-found',
  'not-allowed',
  'campaign-not-open',
  'campaign-exists',
  'campaign-changed',
  'campaign-closed',
  'reward-lowered',
  'budget-too-small',
  'beyond-analyzer',
  'target-below-taken',
  'notice-differs',
  'campaign-full',
  'category-not-wanted',
  'region-not-wanted',
  'contributor-cap-reached',
  'camera-cap-reached',
  'camera-unknown',
  'camera-differs',
  'too-many-cameras',
  'act-cap-reached',
  'act-unfit',
  'hour-in-future',
  'already-given',
  'too-many-open-grants',
  'consent-missing',
  'purposes-missing',
  'notice-outdated',
  'language-missing',
  'not-uploading',
  'reservation-ended',
  'part-unfit',
  'parts-missing',
  'file-too-large',
  'content-type-not-accepted',
  'already-decided',
  'not-claimed-by-you',
  'claimed-by-another',
  'own-clip',
  'not-in-review',
  'not-shown',
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
  /** What a program needs of the answer besides its code, such as a waiting position. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    code: RefusalCode,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}
