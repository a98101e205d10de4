import { programItems, retentionItems } from '../../contracts/layout/items.ts';
import {
  endsConsent,
  type ConsentParties,
  type ConsentRecord,
  type ConsentWithdrawal,
} from '../../domain/campaigns/consent.ts';
import type { ConsentStore } from '../../domain/campaigns/ports.ts';
import type { CampaignId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables } from './tables.ts';

/** Most consents that a list returns. */
const maxConsentsListed = 100;

const keyOf = (contributorId: ContributorId, campaignId: CampaignId): string =>
  keyText(programItems.consentInForce(contributorId, campaignId));

/**
 * The latest consent, whose epoch grants and awards condition on. One that has ended stands there
 * under its bumped epoch, which nothing was given under.
 */
export const consentInForce = (
  tables: MemoryTables,
  contributorId: ContributorId,
  campaignId: CampaignId,
): ConsentRecord | undefined => tables.consentsInForce.get(keyOf(contributorId, campaignId));

const samePurposes = (one: ConsentRecord, other: ConsentRecord): boolean =>
  [...one.purposes].sort().join() === [...other.purposes].sort().join();

const saysTheSame = (one: ConsentRecord, other: ConsentRecord): boolean =>
  one.withdrawnAt === undefined &&
  one.noticeVersion === other.noticeVersion &&
  one.language === other.language &&
  samePurposes(one, other);

const giveConsent = (tables: MemoryTables, record: ConsentRecord): ConsentRecord => {
  const { contributorId, campaignId, consentId } = record;
  const current = consentInForce(tables, contributorId, campaignId);
  if (current !== undefined && saysTheSame(current, record)) return current;
  const stored = { ...record, epoch: Math.max(record.epoch, current?.epoch ?? 0) };
  tables.consents.set(consentId, stored);
  tables.consentsInForce.set(keyOf(contributorId, campaignId), stored);
  tables.changed({ table: 'programs', key: consentId, leaf: stored.sealed.leaf });
  return stored;
};

const withdrawConsent = (
  tables: MemoryTables,
  withdrawal: ConsentWithdrawal,
): ConsentRecord | 'stale' => {
  const { consentId, contributorId, campaignId, epoch, remaining, withdrawnAt } = withdrawal;
  const current = consentInForce(tables, contributorId, campaignId);
  const record = tables.consents.get(consentId);
  if (current?.consentId !== consentId || record === undefined) return 'stale';
  const isLeft = withdrawal.purposes.some((purpose) => current.purposes.includes(purpose));
  if (!isLeft) return record;
  const counts = remaining.length + withdrawal.purposes.length;
  if (current.epoch !== epoch || current.purposes.length !== counts) return 'stale';
  const isEnd = endsConsent(withdrawal);
  const after = { ...record, purposes: remaining, ...(isEnd ? { withdrawnAt } : {}) };
  tables.consents.set(consentId, after);
  tables.consentsInForce.set(keyOf(contributorId, campaignId), {
    ...after,
    epoch: isEnd ? epoch + 1 : epoch,
  });
  if (isEnd) {
    tables.openWithdrawals.set(keyText(retentionItems.openWithdrawal(withdrawnAt, consentId)), {
      consentId,
      contributorId,
      campaignId,
      epoch,
      withdrawnAt,
    });
  }
  const before = tables.withdrawals.get(consentId) ?? [];
  tables.withdrawals.set(consentId, [...before, withdrawal]);
  tables.changed({ table: 'programs', key: consentId, leaf: withdrawal.sealed.leaf });
  return after;
};

/** The latest consent, if it has not ended. */
const standing = (
  tables: MemoryTables,
  { contributorId, campaignId }: ConsentParties,
): ConsentRecord | undefined => {
  const latest = consentInForce(tables, contributorId, campaignId);
  return latest?.withdrawnAt === undefined ? latest : undefined;
};

/** Consent records in memory. */
export const createMemoryConsentStore = (tables: MemoryTables): ConsentStore => ({
  give: async (record) => giveConsent(tables, record),
  inForce: async (contributorId, campaignId) => standing(tables, { contributorId, campaignId }),
  latest: async (contributorId, campaignId) => consentInForce(tables, contributorId, campaignId),
  epochsInForce: async (asked) => asked.map((parties) => standing(tables, parties)?.epoch),
  find: async (consentId) => tables.consents.get(consentId),
  async list(contributorId) {
    return [...tables.consentsInForce.values()]
      .filter((record) => record.contributorId === contributorId)
      .toSorted((one, other) => one.campaignId.localeCompare(other.campaignId))
      .slice(0, maxConsentsListed);
  },
  withdraw: async (withdrawal) => withdrawConsent(tables, withdrawal),
  withdrawalsFrom: async (consentId) => tables.withdrawals.get(consentId) ?? [],
});
