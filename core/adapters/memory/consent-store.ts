import { programItems } from '../../contracts/layout/items.ts';
import type { ConsentRecord } from '../../domain/campaigns/consent.ts';
import type { ConsentStore } from '../../domain/campaigns/ports.ts';
import type { CampaignId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables } from './tables.ts';

/** The consent that grants and awards condition on. */
export const consentInForce = (
  tables: MemoryTables,
  contributorId: ContributorId,
  campaignId: CampaignId,
): ConsentRecord | undefined =>
  tables.consentsInForce.get(keyText(programItems.consentInForce(contributorId, campaignId)));

const saysTheSame = (one: ConsentRecord, other: ConsentRecord): boolean =>
  one.noticeVersion === other.noticeVersion &&
  [...one.purposes].sort().join() === [...other.purposes].sort().join();

/** Consent records in memory. */
export const createMemoryConsentStore = (tables: MemoryTables): ConsentStore => ({
  async give(record) {
    const { contributorId, campaignId, consentId } = record;
    const current = consentInForce(tables, contributorId, campaignId);
    if (current !== undefined && saysTheSame(current, record)) return current;
    const stored = { ...record, epoch: Math.max(record.epoch, current?.epoch ?? 0) };
    tables.consents.set(consentId, stored);
    tables.consentsInForce.set(
      keyText(programItems.consentInForce(contributorId, campaignId)),
      stored,
    );
    tables.changed({ table: 'programs', key: consentId, leaf: stored.sealed.leaf });
    return stored;
  },
  async inForce(contributorId, campaignId) {
    return consentInForce(tables, contributorId, campaignId);
  },
  async find(consentId) {
    return tables.consents.get(consentId);
  },
});
