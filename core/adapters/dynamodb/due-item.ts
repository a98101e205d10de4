import { retentionItems } from '../../contracts/layout/items.ts';
import { bucketOfEntry, type DueEntry } from '../../domain/retention/due.ts';
import type { StoredItem } from './table.ts';

/** A due entry as stored, for the index and for whoever writes one in a transaction of its own. */
export const dueItemOf = ({ task, clipId, dueAt }: DueEntry): StoredItem => ({
  ...retentionItems.due(bucketOfEntry({ task, clipId, dueAt }), dueAt, clipId),
  task,
  clipId,
  dueAt,
});
