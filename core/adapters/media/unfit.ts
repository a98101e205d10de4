import type { ReasonCode } from '../../domain/intake/reasons.ts';

/** Why a file cannot be taken, found while looking at it. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
  readonly reason: ReasonCode;

  constructor(reason: ReasonCode, detail: string = reason) {
    super(detail);
    this.reason = reason;
  }
}
