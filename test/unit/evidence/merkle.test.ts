import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  consistencyPlan,
  foldSubtrees,
  hashComplete,
  hashLeaf,
  inclusionPlan,
  resolvePlan,
  rootOf,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
  type ProofPlan,
  type Subtree,
} from '../../../core/domain/evidence/merkle.ts';
import { equalBytes, fromHex, toHex, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from './hashing.ts';

/** The reference entries of Certificate Transparency and the roots of the first 1 to 8 of them. */
const reference = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [
    '606162636465666768696a6b6c6d6e6f',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
] as const;

const largest = 70;
const hashes = Array.from({ length: largest }, (_, at) => hashLeaf(utf8(`entry ${at}`), sha256));
const roots = Array.from({ length: largest + 1 }, (_, size) =>
  rootOf(hashes.slice(0, size), sha256),
);
const root = (size: number): Uint8Array => roots[size] ?? new Uint8Array();
const leaf = (at: number): Uint8Array => hashes[at] ?? new Uint8Array();

const resolve = (plan: ProofPlan): Promise<readonly Uint8Array[]> => {
  const lookup = async ({ level, index }: Subtree): Promise<Uint8Array> =>
    hashComplete(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level), sha256);
  return resolvePlan(plan, lookup, sha256);
};

const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe('the Merkle tree', () => {
  it('has the eight reference roots of Certificate Transparency', () => {
    const entries = reference.map(([entry]) => hashLeaf(fromHex(entry), sha256));
    for (const [at, [, expected]] of reference.entries()) {
      expect(toHex(rootOf(entries.slice(0, at + 1), sha256))).toBe(expected);
    }
  });

  it('has the hash of nothing as the root of an empty tree', () => {
    expect(toHex(rootOf([], sha256))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('proves every entry of every size from 1 to 70', async () => {
    for (let size = 1; size <= largest; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await resolve(inclusionPlan(index, size));
        const claim = { leafHash: leaf(index), index, size, proof, root: root(size) };
        expect(verifyInclusion(claim, sha256)).toBe(true);
      }
    }
  });

  it('gives the reference inclusion proof of entry 3 of 7 (RFC 6962 §2.1.3)', async () => {
    const d = (from: number, to: number) => toHex(rootOf(hashes.slice(from, to), sha256));
    const proof = await resolve(inclusionPlan(3, 7));
    expect(proof.map(toHex)).toEqual([d(2, 3), d(0, 2), d(4, 7)]);
    expect((await resolve(inclusionPlan(6, 7))).map(toHex)).toEqual([d(4, 6), d(0, 4)]);
  });

  it('refuses an entry at every other index, size or with another hash', async () => {
    for (let size = 1; size <= 33; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await resolve(inclusionPlan(index, size));
        const claim = { leafHash: leaf(index), index, size, proof, root: root(size) };
        const verdicts = [
          verifyInclusion({ ...claim, leafHash: leaf(largest - 1) }, sha256),
          verifyInclusion({ ...claim, root: flip(root(size), 31) }, sha256),
          verifyInclusion({ ...claim, proof: [...proof, leaf(0)] }, sha256),
          verifyInclusion({ ...claim, size: index }, sha256),
          ...proof.map((hash, at) =>
            verifyInclusion({ ...claim, proof: proof.with(at, flip(hash, 0)) }, sha256),
          ),
          ...proof.map((_, at) =>
            verifyInclusion({ ...claim, proof: proof.toSpliced(at, 1) }, sha256),
          ),
        ];
        for (let other = 0; other < size; other += 1) {
          if (other !== index) verdicts.push(verifyInclusion({ ...claim, index: other }, sha256));
        }
        expect(verdicts.filter(Boolean)).toEqual([]);
      }
    }
  });

  it('proves that every size from 0 to 70 extends every smaller one', async () => {
    for (let second = 0; second <= largest; second += 1) {
      for (let first = 0; first <= second; first += 1) {
        const proof = await resolve(consistencyPlan(first, second));
        const claim = { first, second, firstRoot: root(first), secondRoot: root(second), proof };
        expect(verifyConsistency(claim, sha256)).toBe(true);
      }
    }
  });

  it('refuses a consistency proof with any part changed', async () => {
    for (let second = 1; second <= 33; second += 1) {
      for (let first = 0; first <= second; first += 1) {
        const proof = await resolve(consistencyPlan(first, second));
        const claim = { first, second, firstRoot: root(first), secondRoot: root(second), proof };
        const verdicts = [
          verifyConsistency({ ...claim, firstRoot: flip(root(first), 0) }, sha256),
          // Every tree extends the empty one, so there the second root is free.
          first > 0 && verifyConsistency({ ...claim, secondRoot: flip(root(second), 0) }, sha256),
          verifyConsistency({ ...claim, proof: [...proof, leaf(0)] }, sha256),
          verifyConsistency({ ...claim, first: second + 1 }, sha256),
          ...proof.map((hash, at) =>
            verifyConsistency({ ...claim, proof: proof.with(at, flip(hash, 5)) }, sha256),
          ),
          ...proof.map((_, at) =>
            verifyConsistency({ ...claim, proof: proof.toSpliced(at, 1) }, sha256),
          ),
        ];
        expect(verdicts.filter(Boolean)).toEqual([]);
      }
    }
  });

  it('gives the reference consistency proofs of a tree of 7 (RFC 6962 §2.1.3)', async () => {
    const d = (from: number, to: number) => toHex(rootOf(hashes.slice(from, to), sha256));
    const hex = async (first: number) => (await resolve(consistencyPlan(first, 7))).map(toHex);
    expect(await hex(3)).toEqual([d(2, 3), d(3, 4), d(0, 2), d(4, 7)]);
    expect(await hex(4)).toEqual([d(4, 7)]);
    expect(await hex(6)).toEqual([d(4, 6), d(6, 7), d(0, 4)]);
  });

  it('plans proofs for trees of more entries than 32 bits count', () => {
    const size = 2 ** 40 + 3;
    const plan = inclusionPlan(2 ** 33 + 5, size);
    expect(plan).toHaveLength(41);
    expect(plan.at(-1)).toEqual([
      { level: 1, index: 2 ** 39 },
      { level: 0, index: 2 ** 40 + 2 },
    ]);
    expect(() => inclusionPlan(size, size)).toThrow(RangeError);
    expect(() => consistencyPlan(2, 1)).toThrow(RangeError);
  });

  it('covers a range by complete subtrees without gap or overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (size) => {
        let at = 0;
        for (const { level, index } of subtreesOf(0, size)) {
          expect(index * 2 ** level).toBe(at);
          at += 2 ** level;
        }
        expect(at).toBe(size);
      }),
    );
  });

  it('folds subtrees to the same root as hashing all leaves', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: largest }), (size) => {
        const tops = subtreesOf(0, size).map(({ level, index }) =>
          rootOf(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level), sha256),
        );
        expect(equalBytes(foldSubtrees(tops, sha256), root(size))).toBe(true);
      }),
    );
  });
});
