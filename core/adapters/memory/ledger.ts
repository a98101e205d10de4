import type { Award } from '../../domain/rewards/ledger.ts';
import type { AwardDenial, LedgerReader, LedgerWriter } from '../../domain/rewards/ports.ts';
import { add, money } from '../../domain/vocabulary/money.ts';
import { consentInForce } from './consent-store.ts';
import type { MemoryTables } from './tables.ts';

const writeAward = (
  tables: MemoryTables,
  award: Award,
  condition: { consentEpoch: number; trainingExcluded: boolean },
): 'awarded' | 'already' | AwardDenial => {
  const { clipId, campaignId, contributorId, reward, awardedAt, sealed } = award;
  if (tables.awards.has(clipId)) return 'already';
  const consent = consentInForce(tables, contributorId, campaignId);
  if (consent?.epoch !== condition.consentEpoch) return 'consent-withdrawn';
  const clip = tables.clips.get(clipId);
  if (clip?.state !== 'in-review') return 'clip-not-in-review';
  tables.awards.set(clipId, award);
  const balances = tables.balances.get(contributorId) ?? new Map();
  const owed = balances.get(reward.currency) ?? money(0, reward.currency);
  tables.balances.set(contributorId, balances.set(reward.currency, add(owed, reward)));
  tables.clips.set(clipId, {
    ...clip,
    state: 'accepted',
    at: { ...clip.at, accepted: awardedAt },
    ...(condition.trainingExcluded ? { trainingExcluded: true } : {}),
  });
  tables.changed({
    table: 'ledger',
    key: clipId,
    leaf: sealed.leaf,
    award: { clipId, campaignId, contributorId },
  });
  return 'awarded';
};

/** The ledger in memory: the one place of the memory adapters that writes awards and balances. */
export const createMemoryLedger = (tables: MemoryTables): LedgerWriter & LedgerReader => ({
  award: async (award, condition) => writeAward(tables, award, condition),
  find: async (clipId) => tables.awards.get(clipId),
  async balances(contributorId) {
    return [...(tables.balances.get(contributorId)?.values() ?? [])].toSorted((one, other) =>
      one.currency.localeCompare(other.currency),
    );
  },
});
