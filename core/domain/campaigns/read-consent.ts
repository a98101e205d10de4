import type { ConsentId } from '../vocabulary/ids.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { ConsentRecord } from './consent.ts';
import type { ConsentStore } from './ports.ts';

/** A consent record, for the person who gave it or for compliance; `not-found` for anyone else. */
export const readConsent = async (
  actor: Actor,
  consentId: ConsentId,
  { consents }: { consents: ConsentStore },
): Promise<ConsentRecord> => {
  const record = await consents.find(consentId);
  const allowed =
    record !== undefined && (record.contributorId === actor.actorId || holds(actor, 'compliance'));
  if (!allowed) throw new Refusal('not-found', `There is no consent ${consentId} of yours.`);
  return record;
};

/** One's own consents, also those that have ended: one a campaign, at most 100. */
export const listConsents = (
  actor: Actor,
  { consents }: { consents: ConsentStore },
): Promise<readonly ConsentRecord[]> => consents.list(actor.actorId);
