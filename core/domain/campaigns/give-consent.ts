import { sealLeaf } from '../evidence/leaf.ts';
import type { Randomness, Sha256 } from '../vocabulary/bytes.ts';
import type { CampaignId, ConsentId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import { findCampaign } from './change-campaign.ts';
import { isOpen, requiredPurposes, type Campaign, type Purpose } from './campaign.ts';
import { consentLeafIdOf, type ConsentRecord } from './consent.ts';
import { consentDocument, textOf, type Operator } from './consent-record.ts';
import type { CampaignStore, ConsentStore } from './ports.ts';

/** What a contributor agrees to, as sent by the client that showed the notice. */
export interface ConsentRequest {
  readonly campaignId: CampaignId;
  /** The version that was on the screen. An older one than the campaign's is refused. */
  readonly noticeVersion: string;
  /** The language that was on the screen. */
  readonly language: string;
  readonly purposes: readonly Purpose[];
  /** Both statements are made with the consent; there is none without them. */
  readonly statesBystanders: true;
  readonly statesAge: true;
}

/** What giving consent needs. */
export interface GiveConsentPorts {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sha256: Sha256;
  readonly operator: Operator;
}

/**
 * Records consent, purpose by purpose, and seals it for the evidence log. Repeating the same
 * consent returns the record in force; other purposes, another language or another notice version
 * replace it. The epoch is kept: only a withdrawal bumps it, so agreeing to more never stops what
 * was already given. Refuses `not-found`, `campaign-not-open`, `notice-outdated`,
 * `language-missing`, `purposes-missing`.
 */
export const giveConsent = async (
  actor: Actor,
  request: ConsentRequest,
  ports: GiveConsentPorts,
): Promise<ConsentRecord> => {
  const campaign = await findCampaign(request.campaignId, ports.campaigns);
  const now = ports.clock.now();
  if (!isOpen(campaign, now)) {
    throw new Refusal('campaign-not-open', `"${campaign.title}" does not take clips now.`);
  }
  requireWhatIsAsked(campaign, request);
  const notice = await ports.campaigns.findNotice(campaign.campaignId, campaign.notice.version);
  if (notice === undefined) {
    throw new Error(`Notice ${campaign.notice.version} of ${campaign.campaignId} is not there`);
  }
  // Also when the record in force is returned: what was not shown cannot be repeated.
  textOf(notice, request.language);
  const previous = await ports.consents.latest(actor.actorId, campaign.campaignId);
  const consentId: ConsentId = ports.ids.next('consent');
  const given = {
    consentId,
    contributorId: actor.actorId,
    campaignId: campaign.campaignId,
    noticeVersion: notice.version,
    language: request.language,
    purposes: [...new Set(request.purposes)].sort(),
    epoch: previous?.epoch ?? 1,
    givenAt: now,
  };
  const document = consentDocument({
    record: given,
    campaign,
    notice,
    operator: ports.operator,
  });
  const sealed = sealLeaf(
    { leafId: consentLeafIdOf(consentId), kind: 'consent-given', document, at: now },
    ports,
  );
  return ports.consents.give({ ...given, sealed });
};

/** Throws where the newest notice was not shown, or a clip could not be used for what is agreed. */
const requireWhatIsAsked = (campaign: Campaign, request: ConsentRequest): void => {
  if (request.noticeVersion !== campaign.notice.version) {
    throw new Refusal(
      'notice-outdated',
      `The notice is now version ${campaign.notice.version}: show it and ask again.`,
      { noticeVersion: campaign.notice.version },
    );
  }
  const missing = requiredPurposes.filter((purpose) => !request.purposes.includes(purpose));
  if (missing.length > 0) {
    const them = missing.length === 1 ? 'it' : 'them';
    throw new Refusal(
      'purposes-missing',
      `Without consent to ${missing.join(' and ')} no clip can be given: agree to ${them} as ` +
        'well, or to nothing.',
    );
  }
};
