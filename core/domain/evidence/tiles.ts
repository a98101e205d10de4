import type { Sha256 } from '../vocabulary/bytes.ts';
import { EvidenceFormatError, EvidenceMissing } from './errors.ts';
import { hashBytes, hashComplete, type Subtree, type SubtreeLookup } from './merkle.ts';

/**
 * The public file layout of the log: C2SP tlog-tiles (c2sp.org/tlog-tiles). Every file but the
 * checkpoint is written once; its bytes follow from its path and the entries alone.
 */

/** Hashes in a full tile, and entries in a full bundle. 256 × 32 B = 8,192 B. */
export const tileWidth = 256;

/** Tree levels that one tile spans: 2^8 = 256. */
const levelsPerTile = 8;

/** Tile levels a tree of up to 2^53 entries can have: 53 ÷ 8, rounded up. */
const maxTileLevels = 7;

/** The one file that changes. */
export const checkpointPath = 'checkpoint';

/** One file of the log: a tile of hashes at a level, or a bundle of entries. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256 hashes or entries; 256 is full. */
  readonly width: number;
}

/** Where a tile is served, for example `tile/0/x001/x234/067` or `tile/entries/000.p/7`. */
export const tilePath = ({ level, index, width }: Tile): string => {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const steps = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group));
  const suffix = width === tileWidth ? '' : `.p/${width}`;
  return `tile/${level}/${steps.join('/')}${suffix}`;
};

/** How many hashes level `level` holds (full tiles of the level below) in a tree of `size`. */
const countAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** The width of tile `index` of a level, in a tree of `size`; 0 or less when it does not exist. */
const widthAt = (level: number, index: number, size: number): number =>
  Math.min(tileWidth, countAt(level, size) - index * tileWidth);

/**
 * Every file that must be written for a tree to grow from `from` to `to` entries: new full tiles
 * and the partial ones on the right edge. Deterministic, entries first, then level by level.
 */
export const tilesOfGrowth = (from: number, to: number): readonly Tile[] => {
  const tiles: Tile[] = [];
  const add = (name: Tile['level'], level: number): void => {
    const before = countAt(level, from);
    const after = countAt(level, to);
    if (after === before) return;
    const last = Math.ceil(after / tileWidth);
    for (let index = Math.floor(before / tileWidth); index < last; index += 1) {
      tiles.push({ level: name, index, width: widthAt(level, index, to) });
    }
  };
  add('entries', 0);
  for (let level = 0; level < maxTileLevels; level += 1) add(level, level);
  return tiles;
};

/** The partial or full tile that ends a level in a tree of `size`; undefined when it is empty. */
export const edgeTile = (level: number, size: number): Tile | undefined => {
  const count = countAt(level, size);
  const width = count % tileWidth;
  return width === 0 ? undefined : { level, index: Math.floor(count / tileWidth), width };
};

/** Tile levels that a tree of `size` has. */
export const tileLevelsOf = (size: number): number => {
  let levels = 0;
  while (levels < maxTileLevels && countAt(levels, size) > 0) levels += 1;
  return levels;
};

/** The bytes of a tile. */
export const packHashes = (hashes: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(hashes.length * hashBytes);
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * hashBytes);
  return bytes;
};

/** The first `width` hashes of a tile. Throws `EvidenceFormatError` when there are fewer. */
export const unpackHashes = (bytes: Uint8Array, width: number): readonly Uint8Array[] => {
  if (bytes.length % hashBytes !== 0 || bytes.length < width * hashBytes) {
    throw new EvidenceFormatError(`A tile of ${bytes.length} bytes has no ${width} hashes`);
  }
  return Array.from({ length: width }, (_, at) =>
    bytes.slice(at * hashBytes, (at + 1) * hashBytes),
  );
};

/** An entry's length is a big-endian uint16. */
const lengthBytes = 2;
const maxEntryBytes = 65_535;

/** The bytes of a bundle: each entry after its length. Throws on an entry over 65,535 bytes. */
export const encodeBundle = (entries: readonly Uint8Array[]): Uint8Array => {
  const total = entries.reduce((sum, entry) => sum + lengthBytes + entry.length, 0);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > maxEntryBytes) {
      throw new EvidenceFormatError(`An entry of ${entry.length} bytes is over ${maxEntryBytes}`);
    }
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 255;
    bytes.set(entry, at + lengthBytes);
    at += lengthBytes + entry.length;
  }
  return bytes;
};

/** The entries of a bundle. Throws `EvidenceFormatError` when it is cut off or over-full. */
export const decodeBundle = (bytes: Uint8Array): readonly Uint8Array[] => {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const high = bytes[at];
    const low = bytes[at + 1];
    if (high === undefined || low === undefined) throw new EvidenceFormatError('A cut-off bundle');
    const end = at + lengthBytes + high * 256 + low;
    if (end > bytes.length) throw new EvidenceFormatError('A cut-off entry in a bundle');
    entries.push(bytes.slice(at + lengthBytes, end));
    if (entries.length > tileWidth) throw new EvidenceFormatError('A bundle of over 256 entries');
    at = end;
  }
  return entries;
};

/** Reads a file of the log; undefined when it is not there. */
export type TileRead = (path: string) => Promise<Uint8Array | undefined>;

/**
 * Reads the hashes of a tile. A partial tile may have been removed since its full one exists
 * (tlog-tiles, "Partial Tiles"), so the full one is tried next. Throws `EvidenceMissing`.
 */
export const readHashes = async (tile: Tile, read: TileRead): Promise<readonly Uint8Array[]> => {
  const full = { ...tile, width: tileWidth };
  const bytes =
    (await read(tilePath(tile))) ??
    (tile.width === tileWidth ? undefined : await read(tilePath(full)));
  if (bytes === undefined) throw new EvidenceMissing(`The log has no ${tilePath(tile)}`);
  return unpackHashes(bytes, tile.width);
};

/**
 * Looks subtrees up in the tiles of a tree of `size`, reading each tile once. A proof of entry i
 * needs at most one tile a level on i's path and one a level on the right edge: at 10^9 entries
 * (4 tile levels) 4 + 3 = 7 reads, mostly cached by what serves them.
 */
export const lookupInTiles = (size: number, read: TileRead, sha256: Sha256): SubtreeLookup => {
  const tiles = new Map<string, Promise<readonly Uint8Array[]>>();
  return async ({ level, index }: Subtree): Promise<Uint8Array> => {
    const tileLevel = Math.floor(level / levelsPerTile);
    const count = 2 ** (level % levelsPerTile);
    const tileIndex = Math.floor((index * count) / tileWidth);
    const tile = { level: tileLevel, index: tileIndex, width: widthAt(tileLevel, tileIndex, size) };
    const start = index * count - tileIndex * tileWidth;
    if (start + count > tile.width) {
      throw new RangeError(`A tree of ${size} has no complete subtree ${level}/${index}`);
    }
    const path = tilePath(tile);
    const hashes = tiles.get(path) ?? readHashes(tile, read);
    tiles.set(path, hashes);
    return hashComplete((await hashes).slice(start, start + count), sha256);
  };
};
