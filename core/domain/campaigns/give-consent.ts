import { sealLeaf } from '../evidence/leaf.ts';
import type { Randomness, Sha256 } from '../vocabulary/bytes.ts';
import type { CampaignId, ConsentId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import { isOpen, requiredPurposes, type Purpose } from './campaign.ts';
import { consentDocument, consentLeafIdOf, type ConsentRecord } from './consent.ts';
import type { CampaignStore, ConsentStore } from './ports.ts';

/** What a contributor agrees to, as sent by the client that showed the notice. */
export interface ConsentRequest {
  readonly campaignId: CampaignId;
  /** The version that was on the screen. An older one than the campaign's is refused. */
  readonly noticeVersion: string;
  readonly purposes: readonly Purpose[];
}

/** What giving consent needs. */
export interface GiveConsentPorts {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sha256: Sha256;
}

/**
 * Records consent, purpose by purpose, and seals it for the evidence log. Repeating the same
 * consent returns the record in force; other purposes replace it. The epoch is kept: only a
 * withdrawal bumps it, so agreeing to more never stops what was already given.
 * Refuses `not-found`, `campaign-not-open`, `notice-outdated`, `purposes-missing`.
 */
export const giveConsent = async (
  actor: Actor,
  request: ConsentRequest,
  ports: GiveConsentPorts,
): Promise<ConsentRecord> => {
  const campaign = await ports.campaigns.find(request.campaignId);
  if (campaign === undefined) {
    throw new Refusal('not-found', `There is no campaign ${request.campaignId}.`);
  }
  const now = ports.clock.now();
  if (!isOpen(campaign, now)) {
    throw new Refusal('campaign-not-open', `"${campaign.title}" does not take clips now.`);
  }
  if (request.noticeVersion !== campaign.notice.version) {
    throw new Refusal(
      'notice-outdated',
      `The notice is now version ${campaign.notice.version}: show it and ask again.`,
    );
  }
  const missing = requiredPurposes.filter((purpose) => !request.purposes.includes(purpose));
  if (missing.length > 0) {
    throw new Refusal('purposes-missing', `A clip can only be given for ${missing.join(' and ')}.`);
  }
  const previous = await ports.consents.inForce(actor.actorId, campaign.campaignId);
  const consentId: ConsentId = ports.ids.next('consent');
  const purposes = [...new Set(request.purposes)].sort();
  const document = consentDocument({
    consentId,
    contributorId: actor.actorId,
    campaign,
    purposes,
    givenAt: now,
  });
  const sealed = sealLeaf(
    { leafId: consentLeafIdOf(consentId), kind: 'consent-given', document, at: now },
    ports,
  );
  return ports.consents.give({
    consentId,
    contributorId: actor.actorId,
    campaignId: campaign.campaignId,
    noticeVersion: campaign.notice.version,
    language: campaign.notice.language,
    purposes,
    epoch: previous?.epoch ?? 1,
    givenAt: now,
    sealed,
  });
};
