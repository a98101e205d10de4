import { clipItems } from '../../contracts/layout/items.ts';
import { contentsOf } from '../../domain/intake/content.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables } from './tables.ts';

const contentKey = (content: string): string => keyText(clipItems.content(content));

/** Whether another clip holds the content. */
export const isTaken = (tables: MemoryTables, content: string, by: ClipId): boolean => {
  const holder = tables.contents.get(contentKey(content)) ?? 'nobody';
  return holder !== 'nobody' && holder !== by;
};

/** Claims a content that nobody else holds. */
export const claimContent = (tables: MemoryTables, content: string, by: ClipId): void => {
  tables.contents.set(contentKey(content), by);
};

/**
 * The keys of the claims that go with the clip: its own, and those it has freed and nobody has
 * taken up. Its grant tells them.
 */
const claimsOf = (tables: MemoryTables, clipId: ClipId): readonly string[] => {
  const grant = tables.grants.get(clipId);
  const keys = grant === undefined ? [] : contentsOf(grant).map(contentKey);
  return keys.filter((key) => [clipId, 'nobody'].includes(tables.contents.get(key) ?? ''));
};

/** How many claims go with the clip. */
export const countClaims = (tables: MemoryTables, clipId: ClipId): number =>
  claimsOf(tables, clipId).length;

/** Lets others claim what the clip held. */
export const freeContents = (tables: MemoryTables, clipId: ClipId): void => {
  for (const key of claimsOf(tables, clipId)) tables.contents.set(key, 'nobody');
};

/** Removes the claims that go with the clip. */
export const eraseClaims = (tables: MemoryTables, clipId: ClipId): void => {
  for (const key of claimsOf(tables, clipId)) tables.contents.delete(key);
};
