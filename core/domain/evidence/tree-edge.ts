import type { Sha256 } from '../vocabulary/bytes.ts';
import { foldSubtrees, hashComplete, hashLeaf, subtreesOf } from './merkle.ts';
import { encodeBundle, packHashes, tilePath, tileWidth, type Tile } from './tiles.ts';

/**
 * The right edge of a tree: all that is needed to append to it. At most 255 entries and 255 hashes
 * a tile level, however large the tree.
 */
export interface TreeEdge {
  /** Entries in the tree. */
  readonly size: number;
  /** Entries of the bundle that is not full yet. */
  readonly entries: readonly Uint8Array[];
  /** For each tile level, the hashes of the tile that is not full yet. */
  readonly levels: readonly (readonly Uint8Array[])[];
}

/** The edge of a tree without entries. */
export const emptyEdge: TreeEdge = { size: 0, entries: [], levels: [] };

/** One file of the log, ready to be stored. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The root of the tree (RFC 6962 §2.1). */
export const rootOfEdge = (edge: TreeEdge, sha256: Sha256): Uint8Array => {
  if (edge.size === 0) return sha256();
  // The top level holds the largest subtrees, so it comes first.
  const tops = [...edge.levels]
    .reverse()
    .flatMap((hashes) =>
      subtreesOf(0, hashes.length).map(({ level, index }) =>
        hashComplete(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level), sha256),
      ),
    );
  return foldSubtrees(tops, sha256);
};

/**
 * Appends entries: the new edge, and every file that changes (those of `tilesOfGrowth`). The same
 * edge and entries give the same bytes on every machine. About two hashes an entry.
 */
export const growTree = (
  edge: TreeEdge,
  entries: readonly Uint8Array[],
  sha256: Sha256,
): { readonly edge: TreeEdge; readonly files: readonly LogFile[] } => {
  if (entries.length === 0) return { edge, files: [] };
  const bundles = cutRow('entries', edge.size, [...edge.entries, ...entries]);
  const files: LogFile[] = bundles.cuts.map(({ tile, items }) => ({
    path: tilePath(tile),
    bytes: encodeBundle(items),
  }));
  const levels: (readonly Uint8Array[])[] = [];
  let fresh: readonly Uint8Array[] = entries.map((entry) => hashLeaf(entry, sha256));
  let before = edge.size;
  // Each level is 256 times shorter than the one below: at most 7 rounds for a safe integer.
  for (let level = 0; fresh.length > 0 || level < edge.levels.length; level += 1) {
    const held = edge.levels[level] ?? [];
    const row = cutRow(level, before, [...held, ...fresh]);
    levels.push(row.rest);
    if (fresh.length > 0) {
      for (const { tile, items } of row.cuts) {
        files.push({ path: tilePath(tile), bytes: packHashes(items) });
      }
    }
    fresh = row.cuts
      .filter(({ tile }) => tile.width === tileWidth)
      .map(({ items }) => hashComplete(items, sha256));
    before = Math.floor(before / tileWidth);
  }
  return { edge: { size: edge.size + entries.length, entries: bundles.rest, levels }, files };
};

interface Cut {
  readonly tile: Tile;
  readonly items: readonly Uint8Array[];
}

/** Cuts a row, whose first item starts the unfinished tile of `before` items, into tiles. */
const cutRow = (
  level: Tile['level'],
  before: number,
  items: readonly Uint8Array[],
): { readonly cuts: readonly Cut[]; readonly rest: readonly Uint8Array[] } => {
  const firstTile = Math.floor(before / tileWidth);
  const cuts: Cut[] = [];
  for (let at = 0; at < items.length; at += tileWidth) {
    const part = items.slice(at, at + tileWidth);
    cuts.push({
      tile: { level, index: firstTile + at / tileWidth, width: part.length },
      items: part,
    });
  }
  const last = cuts.at(-1);
  return { cuts, rest: last === undefined || last.tile.width === tileWidth ? [] : last.items };
};
