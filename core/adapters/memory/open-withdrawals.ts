import { retentionItems } from '../../contracts/layout/items.ts';
import type { OpenWithdrawal, OpenWithdrawals } from '../../domain/retention/follow-withdrawals.ts';
import { keyText, type MemoryTables } from './tables.ts';

const keyOf = ({ withdrawnAt, consentId }: OpenWithdrawal): string =>
  keyText(retentionItems.openWithdrawal(withdrawnAt, consentId));

/** Withdrawals that clips are still to follow, in memory. */
export const createMemoryOpenWithdrawals = (tables: MemoryTables): OpenWithdrawals => ({
  async list(limit) {
    return [...tables.openWithdrawals]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .slice(0, limit)
      .map(([, withdrawal]) => withdrawal);
  },
  async advance(withdrawal, cursor) {
    const key = keyOf(withdrawal);
    const stored = tables.openWithdrawals.get(key);
    if (stored !== undefined) tables.openWithdrawals.set(key, { ...stored, cursor });
  },
  async close(withdrawal) {
    tables.openWithdrawals.delete(keyOf(withdrawal));
  },
});
