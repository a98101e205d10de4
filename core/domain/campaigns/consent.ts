import { bodyOf, type CampaignId, type ConsentId, type ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { Json, SealedLeaf } from '../evidence/leaf.ts';
import type { LeafId } from '../vocabulary/ids.ts';
import type { Campaign, Purpose } from './campaign.ts';

/**
 * A contributor's agreement to one campaign's notice, purpose by purpose. `epoch` is what every
 * later step conditions on: withdrawing bumps it, and whatever was decided under an older epoch
 * no longer goes through.
 */
export interface ConsentRecord {
  readonly consentId: ConsentId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  readonly noticeVersion: string;
  readonly language: string;
  readonly purposes: readonly Purpose[];
  readonly epoch: number;
  readonly givenAt: Instant;
  readonly sealed: SealedLeaf;
}

/** The leaf of a consent: one for ever, whatever is retried. */
export const consentLeafIdOf = (consentId: ConsentId): LeafId =>
  `leaf_consent-given_${bodyOf(consentId)}`;

/**
 * The consent receipt, in the terms of ISO/IEC TS 27560 and the W3C Data Privacy Vocabulary. It
 * holds the opaque id of the person, nothing that names them.
 */
export const consentDocument = ({
  consentId,
  contributorId,
  campaign,
  purposes,
  givenAt,
}: {
  consentId: ConsentId;
  contributorId: ContributorId;
  campaign: Campaign;
  purposes: readonly Purpose[];
  givenAt: Instant;
}): Json => ({
  '@context': 'https://w3id.org/dpv#',
  '@type': 'ConsentRecord',
  'dct:identifier': consentId,
  'dct:conformsTo': 'ISO/IEC TS 27560:2023',
  hasDataSubject: contributorId,
  hasContext: campaign.campaignId,
  hasConsentNotice: {
    version: campaign.notice.version,
    language: campaign.notice.language,
    text: campaign.notice.text,
    bystanderStatement: campaign.notice.bystanderStatement,
    ageStatement: campaign.notice.ageStatement,
  },
  hasPurpose: [...purposes].sort(),
  hasConsentStatus: 'ConsentGiven',
  isIndicatedAtTime: givenAt,
});
