import { sealLeaf } from '../evidence/leaf.ts';
import type { Randomness, Sha256 } from '../vocabulary/bytes.ts';
import type { ConsentId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { Purpose } from './campaign.ts';
import {
  remainingPurposes,
  withdrawalLeafIdOf,
  type ConsentRecord,
  type ConsentWithdrawal,
} from './consent.ts';
import { withdrawalDocument, type Operator } from './consent-record.ts';
import type { ConsentStore } from './ports.ts';

/** What withdrawing consent needs. */
export interface WithdrawConsentPorts {
  readonly consents: ConsentStore;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sha256: Sha256;
  readonly operator: Operator;
}

/** Tries against the same person giving or withdrawing consent at the same moment. */
const maxAttempts = 5;

/**
 * Takes one's own consent back, for some purposes or for all: one write, which stops everything
 * under it at once. Without a required purpose the whole consent ends, and its clips follow.
 * Repeating it confirms it. A consent that was since replaced by another (more purposes, a newer
 * notice) is withdrawn by withdrawing that one: receipts name the consent they are of, and must
 * work for ever. Refuses `not-found`.
 */
export const withdrawConsent = async (
  actor: Actor,
  {
    consentId,
    purposes,
  }: { readonly consentId: ConsentId; readonly purposes?: readonly Purpose[] },
  ports: WithdrawConsentPorts,
): Promise<ConsentRecord> => {
  const named = await ports.consents.find(consentId);
  if (named === undefined || named.contributorId !== actor.actorId) {
    throw new Refusal('not-found', `There is no consent ${consentId} of yours.`);
  }
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const latest = await ports.consents.latest(named.contributorId, named.campaignId);
    if (latest === undefined)
      throw new Error(`Consent ${consentId} is not the latest, nor another`);
    const ended = endedBefore(named, latest);
    if (ended !== undefined) return ended;
    const withdrawal = withdrawalOf(latest, purposes ?? latest.purposes, ports);
    if (withdrawal === undefined) return latest;
    const outcome = await ports.consents.withdraw(withdrawal);
    if (outcome !== 'stale') return outcome;
  }
  throw new Error(`Consent changed ${maxAttempts} times while it was being withdrawn; try again`);
};

/**
 * The record as it stands, if it has ended. A late repetition must not end what was given again
 * since: that stands under a later epoch.
 */
const endedBefore = (named: ConsentRecord, latest: ConsentRecord): ConsentRecord | undefined => {
  if (named.withdrawnAt !== undefined) return named;
  if (latest.epoch === named.epoch) return undefined;
  // Replaced by a consent that ended: at the latest when the next one was given.
  return { ...named, purposes: [], withdrawnAt: latest.withdrawnAt ?? latest.givenAt };
};

/** What is to be stored; undefined when those purposes are not consented to any more. */
const withdrawalOf = (
  { consentId, contributorId, campaignId, epoch, purposes }: ConsentRecord,
  asked: readonly Purpose[],
  { ids, clock, randomness, sha256, operator }: WithdrawConsentPorts,
): ConsentWithdrawal | undefined => {
  const withdrawn = purposes.filter((purpose) => asked.includes(purpose));
  if (withdrawn.length === 0) return undefined;
  const remaining = remainingPurposes(purposes, withdrawn);
  const withdrawnAt = clock.now();
  const said = {
    consentId,
    contributorId,
    campaignId,
    epoch,
    purposes: remaining.length === 0 ? purposes : withdrawn,
    remaining,
    withdrawnAt,
  };
  const sealed = sealLeaf(
    {
      leafId: withdrawalLeafIdOf(ids.next('leaf')),
      kind: 'consent-withdrawn',
      document: withdrawalDocument(said, operator),
      at: withdrawnAt,
    },
    { randomness, sha256 },
  );
  return { ...said, sealed };
};
