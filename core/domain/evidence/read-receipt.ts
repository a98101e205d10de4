import { consentLeafIdOf, newestWithdrawal } from '../campaigns/consent.ts';
import type { ConsentStore } from '../campaigns/ports.ts';
import { readConsent } from '../campaigns/read-consent.ts';
import type { ErasureStore } from '../retention/ports.ts';
import { awardLeafIdOf } from '../rewards/ledger.ts';
import type { LedgerReader } from '../rewards/ports.ts';
import { erasureLeafIdOf } from '../retention/erasure.ts';
import type { Sha256 } from '../vocabulary/bytes.ts';
import type { ClipId, ConsentId, ContributorId, LeafId } from '../vocabulary/ids.ts';
import { holds, type Actor, type Role } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { LeafOpening } from './leaf.ts';
import { makeReceipt } from './make-receipt.ts';
import type { LeafSequence, TileStore } from './ports.ts';

/** What making receipts needs. */
export interface ReceiptPorts {
  readonly consents: ConsentStore;
  readonly ledger: LedgerReader;
  readonly erasures: ErasureStore;
  readonly sequence: Pick<LeafSequence, 'find'>;
  readonly tiles: TileStore;
  readonly sha256: Sha256;
}

/** The receipt of a consent, for who gave it and for compliance. */
export const readConsentReceipt = async (
  actor: Actor,
  consentId: ConsentId,
  ports: ReceiptPorts,
): Promise<string> => {
  const { sealed } = await readConsent(actor, consentId, ports);
  return receiptText(consentLeafIdOf(consentId), sealed.opening, ports);
};

/**
 * The receipt of the newest withdrawal from a consent, for whose consent it was and for compliance.
 * A consent that another one replaced has none of its own: what is withdrawn is the latest.
 */
export const readWithdrawalReceipt = async (
  actor: Actor,
  consentId: ConsentId,
  ports: ReceiptPorts,
): Promise<string> => {
  await readConsent(actor, consentId, ports);
  const withdrawal = newestWithdrawal(await ports.consents.withdrawalsFrom(consentId));
  if (withdrawal === undefined) {
    throw new Refusal('not-found', `Nothing was withdrawn from consent ${consentId}.`);
  }
  const { leaf, opening } = withdrawal.sealed;
  return receiptText(leaf.leafId, opening, ports);
};

/** The receipt of a clip's award, for who earned it, for compliance and platform. */
export const readAwardReceipt = async (
  actor: Actor,
  clipId: ClipId,
  ports: ReceiptPorts,
): Promise<string> => {
  const award = await ports.ledger.find(clipId);
  requireReader(actor, award?.contributorId, ['compliance', 'platform']);
  return receiptText(awardLeafIdOf(clipId), award?.sealed.opening, ports);
};

/** The receipt of a clip's erasure, for whose clip it was and for compliance. */
export const readErasureReceipt = async (
  actor: Actor,
  clipId: ClipId,
  ports: ReceiptPorts,
): Promise<string> => {
  const erasure = await ports.erasures.find(clipId);
  requireReader(actor, erasure?.intent.contributorId, ['compliance']);
  const { tombstone, intent } = erasure ?? {};
  if (intent === undefined || tombstone === undefined) {
    throw new Refusal('receipt-not-ready', 'This clip is not proved absent yet. Ask again later.');
  }
  return receiptText(erasureLeafIdOf(intent.erasureId), tombstone.sealed.opening, ports);
};

const requireReader = (
  actor: Actor,
  ownerId: ContributorId | undefined,
  rolesThatMay: readonly Role[],
): void => {
  const allowed =
    ownerId !== undefined &&
    (ownerId === actor.actorId || rolesThatMay.some((role) => holds(actor, role)));
  if (!allowed) throw new Refusal('not-found', 'There is no such receipt of yours.');
};

const receiptText = async (
  leafId: LeafId,
  opening: LeafOpening | undefined,
  ports: ReceiptPorts,
): Promise<string> => {
  const outcome = await makeReceipt({ leafId, opening }, ports);
  if (outcome.ok) return outcome.text;
  switch (outcome.why) {
    case 'not-yet-logged':
      throw new Refusal('receipt-not-ready', 'The log has not taken it up yet. Ask again shortly.');
    case 'opening-destroyed':
      throw new Refusal('opening-destroyed', 'What opens this leaf was destroyed with the record.');
    case 'opening-mismatch':
      throw new Error(`The record behind ${leafId} does not open its leaf: it was altered`);
  }
};
