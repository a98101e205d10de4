import { bucketOfEntry, type DueEntry } from '../../domain/retention/due.ts';
import type { DueIndex } from '../../domain/retention/ports.ts';
import type { MemoryTables } from './tables.ts';

const orderOf = ({ dueAt, clipId }: DueEntry): string => `${dueAt}#${clipId}`;

/** Stores an entry, for those that write it together with something else. */
export const putDue = (tables: MemoryTables, entry: DueEntry): void => {
  const bucket = bucketOfEntry(entry);
  const entries = tables.due.get(bucket) ?? new Map<string, DueEntry>();
  tables.due.set(bucket, entries.set(orderOf(entry), entry));
};

const inOrder = (entries: ReadonlyMap<string, DueEntry> | undefined): readonly DueEntry[] =>
  [...(entries ?? [])].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, e]) => e);

/** The due index in memory. */
export const createMemoryDueIndex = (tables: MemoryTables): DueIndex => ({
  async put(entry) {
    putDue(tables, entry);
  },
  async list(bucket, now, limit) {
    return inOrder(tables.due.get(bucket))
      .filter(({ dueAt }) => dueAt <= now)
      .slice(0, limit);
  },
  async oldest(bucket) {
    return inOrder(tables.due.get(bucket))[0]?.dueAt;
  },
  async remove(entry) {
    const bucket = bucketOfEntry(entry);
    const entries = tables.due.get(bucket);
    entries?.delete(orderOf(entry));
    if (entries?.size === 0) tables.due.delete(bucket);
  },
  async cursor(task) {
    return tables.dueCursors.get(task);
  },
  async advance(task, minute) {
    const cursor = tables.dueCursors.get(task);
    if (cursor === undefined || minute > cursor) tables.dueCursors.set(task, minute);
  },
  async lease(bucket, lease) {
    const held = tables.dueLeases.get(bucket);
    if (held !== undefined && held.until > lease.now && held.holder !== lease.holder) return false;
    tables.dueLeases.set(bucket, lease);
    return true;
  },
  async release(bucket) {
    tables.dueLeases.delete(bucket);
  },
});
