import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EvidenceFormatError, EvidenceMissing } from '../../../core/domain/evidence/errors.ts';
import {
  consistencyPlan,
  hashLeaf,
  inclusionPlan,
  resolvePlan,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../core/domain/evidence/merkle.ts';
import {
  decodeBundle,
  encodeBundle,
  lookupInTiles,
  packHashes,
  tilePath,
  tilesOfGrowth,
  unpackHashes,
} from '../../../core/domain/evidence/tiles.ts';
import { emptyEdge, growTree, rootOfEdge } from '../../../core/domain/evidence/tree-edge.ts';
import { toHex, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from './hashing.ts';

const entriesOf = (from: number, to: number): readonly Uint8Array[] =>
  Array.from({ length: to - from }, (_, at) => utf8(`entry ${from + at}`));

const sizes = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 1, max: 900 }), fc.constantFrom(255, 256, 257, 512)), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list) => list.sort((one, other) => one - other));

describe('the files of the log', () => {
  it('are named as in the tlog-tiles specification', () => {
    const full = { level: 0, width: 256 } as const;
    expect(tilePath({ ...full, index: 1_234_067 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ ...full, index: 0 })).toBe('tile/0/000');
    expect(tilePath({ level: 1, index: 999, width: 17 })).toBe('tile/1/999.p/17');
    expect(tilePath({ level: 'entries', index: 1_000, width: 1 })).toBe(
      'tile/entries/x001/000.p/1',
    );
  });

  it('are those of the example tree of 70,000 entries', () => {
    const tiles = tilesOfGrowth(0, 70_000);
    const at = (level: number | 'entries') => tiles.filter((tile) => tile.level === level);
    expect(at(0)).toHaveLength(274);
    expect(at('entries')).toHaveLength(274);
    expect(at(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 });
    expect(at(1).map(({ width }) => width)).toEqual([256, 17]);
    expect(at(2).map(({ width }) => width)).toEqual([1]);
    expect(at(3)).toEqual([]);
  });

  it('are a full tile and a level above it for 256 entries', () => {
    expect(tilesOfGrowth(0, 256).map(tilePath)).toEqual([
      'tile/entries/000',
      'tile/0/000',
      'tile/1/000.p/1',
    ]);
    expect(tilesOfGrowth(256, 257).map(tilePath)).toEqual([
      'tile/entries/001.p/1',
      'tile/0/001.p/1',
    ]);
    expect(tilesOfGrowth(257, 257)).toEqual([]);
  });

  it('are the same whatever steps the tree grew in, and give the root of all entries', () => {
    fc.assert(
      fc.property(sizes, (steps) => {
        let edge = emptyEdge;
        for (const size of steps) {
          const from = edge.size;
          const grown = growTree(edge, entriesOf(from, size), sha256);
          expect(grown.files.map(({ path }) => path)).toEqual(
            tilesOfGrowth(from, size).map(tilePath),
          );
          const once = growTree(emptyEdge, entriesOf(0, size), sha256);
          const whole = new Map(once.files.map(({ path, bytes }) => [path, toHex(bytes)]));
          for (const tile of tilesOfGrowth(from, size)) {
            const bytes = grown.files.find(({ path }) => path === tilePath(tile))?.bytes;
            expect(toHex(bytes ?? new Uint8Array())).toBe(whole.get(tilePath(tile)));
          }
          edge = grown.edge;
          expect(edge).toEqual(once.edge);
          const hashes = entriesOf(0, size).map((entry) => hashLeaf(entry, sha256));
          expect(toHex(rootOfEdge(edge, sha256))).toBe(toHex(rootOf(hashes, sha256)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have a second level over 65,536 entries, from which proofs verify', async () => {
    const size = 65_536 + 256 + 3;
    const entries = entriesOf(0, size);
    const { edge, files } = growTree(emptyEdge, entries, sha256);
    const stored = new Map(files.map(({ path, bytes }) => [path, bytes]));
    expect(stored.has('tile/2/000.p/1')).toBe(true);
    const root = rootOfEdge(edge, sha256);
    for (const index of [0, 255, 256, 65_535, 65_536, 65_792, size - 1]) {
      const reads: string[] = [];
      const read = async (path: string) => {
        reads.push(path);
        return stored.get(path);
      };
      const lookup = lookupInTiles(size, read, sha256);
      const proof = await resolvePlan(inclusionPlan(index, size), lookup, sha256);
      const leafHash = hashLeaf(entries[index] ?? new Uint8Array(), sha256);
      expect(verifyInclusion({ leafHash, index, size, proof, root }, sha256)).toBe(true);
      expect(reads.length).toBeLessThanOrEqual(5);
      expect(new Set(reads).size).toBe(reads.length);
    }
  });

  it('give consistency proofs between any two sizes', async () => {
    const { files } = growTree(emptyEdge, entriesOf(0, 600), sha256);
    const stored = new Map(files.map(({ path, bytes }) => [path, bytes]));
    const hashes = entriesOf(0, 600).map((entry) => hashLeaf(entry, sha256));
    for (const first of [1, 100, 255, 256, 257, 511, 512, 599, 600]) {
      const lookup = lookupInTiles(600, async (path) => stored.get(path), sha256);
      const proof = await resolvePlan(consistencyPlan(first, 600), lookup, sha256);
      const firstRoot = rootOf(hashes.slice(0, first), sha256);
      const secondRoot = rootOf(hashes, sha256);
      const claim = { first, second: 600, firstRoot, secondRoot, proof };
      expect(verifyConsistency(claim, sha256)).toBe(true);
    }
  });

  it('are read from the full tile once the partial one was removed', async () => {
    const { files } = growTree(emptyEdge, entriesOf(0, 256), sha256);
    const stored = new Map(files.map(({ path, bytes }) => [path, bytes]));
    const lookup = lookupInTiles(100, async (path) => stored.get(path), sha256);
    const proof = await resolvePlan(inclusionPlan(7, 100), lookup, sha256);
    const hashes = entriesOf(0, 100).map((entry) => hashLeaf(entry, sha256));
    const leafHash = hashes[7] ?? new Uint8Array();
    const claim = { leafHash, index: 7, size: 100, proof, root: rootOf(hashes, sha256) };
    expect(verifyInclusion(claim, sha256)).toBe(true);
  });

  it('are asked for by name when they are missing', async () => {
    const lookup = lookupInTiles(3, async () => undefined, sha256);
    await expect(lookup({ level: 0, index: 2 })).rejects.toThrow(EvidenceMissing);
    await expect(lookup({ level: 0, index: 2 })).rejects.toThrow('tile/0/000.p/3');
    await expect(lookup({ level: 2, index: 0 })).rejects.toThrow(RangeError);
  });
});

describe('a bundle of entries', () => {
  const entry = fc.uint8Array({ maxLength: 300 });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 256 }), (entries) => {
        const bytes = encodeBundle(entries);
        expect(decodeBundle(bytes).map(toHex)).toEqual(entries.map(toHex));
      }),
    );
  });

  it('puts a big-endian 16-bit length before each entry', () => {
    expect([...encodeBundle([utf8('ab'), new Uint8Array()])]).toEqual([0, 2, 97, 98, 0, 0]);
    expect([...encodeBundle([new Uint8Array(258)]).slice(0, 2)]).toEqual([1, 2]);
  });

  it('is refused when an entry is too long, or the bytes end early', () => {
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(EvidenceFormatError);
    expect(() => decodeBundle(Uint8Array.of(0))).toThrow(EvidenceFormatError);
    expect(() => decodeBundle(Uint8Array.of(0, 3, 1, 2))).toThrow(EvidenceFormatError);
  });

  it('is refused with more than 256 entries', () => {
    expect(() => decodeBundle(new Uint8Array(2 * 257))).toThrow(EvidenceFormatError);
  });
});

describe('a tile of hashes', () => {
  it('is the hashes one after the other', () => {
    const hashes = [sha256(utf8('a')), sha256(utf8('b'))];
    const bytes = packHashes(hashes);
    expect(bytes).toHaveLength(64);
    expect(unpackHashes(bytes, 2).map(toHex)).toEqual(hashes.map(toHex));
    expect(unpackHashes(bytes, 1)).toHaveLength(1);
  });

  it('is refused when it is shorter than its width or cut within a hash', () => {
    expect(() => unpackHashes(new Uint8Array(64), 3)).toThrow(EvidenceFormatError);
    expect(() => unpackHashes(new Uint8Array(63), 1)).toThrow(EvidenceFormatError);
  });
});
