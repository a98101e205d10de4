import { equalBytes, type Sha256 } from '../vocabulary/bytes.ts';

/**
 * The Merkle tree of RFC 6962 (the same in RFC 9162 and C2SP tlog). Numbers are plain integers up
 * to 2^53, so no 32-bit operators here: `Math.floor` and powers of two instead of shifts.
 */

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Bytes of every hash in the tree. */
export const hashBytes = 32;

/** Levels a tree can have: sizes are safe integers, below 2^53. Bounds every loop below. */
const maxLevels = 53;

/** The hash of one entry (RFC 6962 §2.1). */
export const hashLeaf = (entry: Uint8Array, sha256: Sha256): Uint8Array =>
  sha256(leafPrefix, entry);

/** The hash over two subtrees (RFC 6962 §2.1). */
const hashNode = (left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array =>
  sha256(nodePrefix, left, right);

/** A complete subtree: the entries from `index × 2^level` to `(index + 1) × 2^level`. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Each item is one hash: the fold of complete subtrees, from left to right. */
export type ProofPlan = readonly (readonly Subtree[])[];

/** Finds the hash of a complete subtree, for example in tiles. */
export type SubtreeLookup = (subtree: Subtree) => Promise<Uint8Array>;

/**
 * The complete subtrees that make up the entries `from` to `to`, largest first. `from` must be
 * a multiple of the size of the first one, which holds wherever RFC 6962 splits a tree.
 */
export const subtreesOf = (from: number, to: number): readonly Subtree[] => {
  const subtrees: Subtree[] = [];
  let start = from;
  for (let level = levelsOf(to - from); level >= 0; level -= 1) {
    const width = 2 ** level;
    if (start + width > to) continue;
    subtrees.push({ level, index: start / width });
    start += width;
  }
  return subtrees;
};

/** Folds hashes of adjacent complete subtrees, largest first, into one. Needs at least one. */
export const foldSubtrees = (hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array => {
  if (hashes.length === 0) throw new RangeError('Nothing to fold');
  return hashes.reduceRight((right, left) => hashNode(left, right, sha256));
};

/** The hash of a complete subtree from its leaves' hashes; their count is a power of two. */
export const hashComplete = (hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array => {
  let row = hashes;
  for (let level = 0; level < maxLevels && row.length > 1; level += 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const left = row[at];
      const right = row[at + 1];
      if (left === undefined || right === undefined) throw new RangeError('Not a complete subtree');
      above.push(hashNode(left, right, sha256));
    }
    row = above;
  }
  const [top] = row;
  if (top === undefined) throw new RangeError('Nothing to hash');
  return top;
};

/** The root over all leaf hashes (RFC 6962 §2.1); the hash of nothing for an empty tree. */
export const rootOf = (leafHashes: readonly Uint8Array[], sha256: Sha256): Uint8Array => {
  if (leafHashes.length === 0) return sha256();
  const tops = subtreesOf(0, leafHashes.length).map(({ level, index }) =>
    hashComplete(leafHashes.slice(index * 2 ** level, (index + 1) * 2 ** level), sha256),
  );
  return foldSubtrees(tops, sha256);
};

/**
 * What the inclusion proof of entry `index` in a tree of `size` consists of (RFC 6962 §2.1.1), from
 * the leaf's sibling up. Throws `RangeError` unless 0 ≤ index < size.
 */
export const inclusionPlan = (index: number, size: number): ProofPlan => {
  requireCount(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`No entry ${index} in a tree of ${size}`);
  }
  const plan: (readonly Subtree[])[] = [];
  let from = 0;
  let to = size;
  for (let level = 0; level < maxLevels && to - from > 1; level += 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      plan.push(subtreesOf(middle, to));
      to = middle;
    } else {
      plan.push(subtreesOf(from, middle));
      from = middle;
    }
  }
  return plan.reverse();
};

/**
 * What the consistency proof from `first` to `second` consists of (RFC 6962 §2.1.2). Empty when the
 * sizes are equal or `first` is 0. Throws `RangeError` unless 0 ≤ first ≤ second.
 */
export const consistencyPlan = (first: number, second: number): ProofPlan => {
  requireCount(first);
  requireCount(second);
  if (first > second) throw new RangeError(`A tree of ${second} is older than one of ${first}`);
  if (first === 0 || first === second) return [];
  const plan: (readonly Subtree[])[] = [];
  let from = 0;
  let to = second;
  for (let level = 0; level < maxLevels && to !== first; level += 1) {
    const middle = from + splitOf(to - from);
    if (first <= middle) {
      plan.push(subtreesOf(middle, to));
      to = middle;
    } else {
      plan.push(subtreesOf(from, middle));
      from = middle;
    }
  }
  // The verifier knows the old root itself, so it is left out where it is a whole subtree.
  if (from !== 0) plan.push(subtreesOf(from, to));
  return plan.reverse();
};

/** The hashes of a proof: looks each subtree up once and folds it. */
export const resolvePlan = async (
  plan: ProofPlan,
  lookup: SubtreeLookup,
  sha256: Sha256,
): Promise<readonly Uint8Array[]> =>
  Promise.all(
    plan.map(async (subtrees) => foldSubtrees(await Promise.all(subtrees.map(lookup)), sha256)),
  );

/** A claim that an entry stands at an index of a tree. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether an inclusion proof holds (RFC 9162 §2.1.3.2). False on anything odd; never throws. */
export const verifyInclusion = (claim: InclusionClaim, sha256: Sha256): boolean => {
  const { leafHash, index, size, proof, root } = claim;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return false;
  if (index < 0 || index >= size) return false;
  const steps = climb(index, size - 1, proof.length);
  if (steps === undefined) return false;
  let hash = leafHash;
  for (const [at, sibling] of proof.entries()) {
    if (sibling.length !== hashBytes) return false;
    hash = steps[at] === 'left' ? hashNode(sibling, hash, sha256) : hashNode(hash, sibling, sha256);
  }
  return equalBytes(hash, root);
};

/** A claim that a tree is an older one with entries added at its end. */
export interface ConsistencyClaim {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether a consistency proof holds (RFC 9162 §2.1.4.2). Every tree extends the empty one. False on
 * anything odd; never throws.
 */
export const verifyConsistency = (claim: ConsistencyClaim, sha256: Sha256): boolean => {
  const { first, second, firstRoot, secondRoot, proof } = claim;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) return false;
  if (first < 0 || first > second) return false;
  if (first === second) return proof.length === 0 && equalBytes(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0 && equalBytes(firstRoot, sha256());
  // Start at the largest complete subtree that ends the old tree.
  let old = first - 1;
  let last = second - 1;
  for (let level = 0; level < maxLevels && old % 2 === 1; level += 1) {
    old = Math.floor(old / 2);
    last = Math.floor(last / 2);
  }
  const [seed, ...rest] = old === 0 ? [firstRoot, ...proof] : proof;
  if (seed === undefined || [seed, ...rest].some((hash) => hash.length !== hashBytes)) return false;
  const steps = climb(old, last, rest.length);
  if (steps === undefined) return false;
  let oldHash = seed;
  let newHash = seed;
  for (const [at, sibling] of rest.entries()) {
    if (steps[at] === 'left') oldHash = hashNode(sibling, oldHash, sha256);
    newHash =
      steps[at] === 'left'
        ? hashNode(sibling, newHash, sha256)
        : hashNode(newHash, sibling, sha256);
  }
  return equalBytes(oldHash, firstRoot) && equalBytes(newHash, secondRoot);
};

/**
 * On which side each sibling stands on the way up from node `index` of a row whose last node is
 * `last`; undefined unless the way has exactly `count` steps.
 */
const climb = (
  index: number,
  last: number,
  count: number,
): readonly ('left' | 'right')[] | undefined => {
  const steps: ('left' | 'right')[] = [];
  let at = index;
  let end = last;
  for (let level = 0; level <= maxLevels && end > 0; level += 1) {
    if (at % 2 === 1) steps.push('left');
    // The last node of a row has no sibling to its right: it rises without a hash.
    else if (at < end) steps.push('right');
    at = Math.floor(at / 2);
    end = Math.floor(end / 2);
  }
  return steps.length === count ? steps : undefined;
};

/** The largest power of two below `count`; `count` is at least 2. */
const splitOf = (count: number): number => 2 ** levelsOf(count - 1);

/** The largest level whose subtree fits into `count` entries; 0 for 0. */
const levelsOf = (count: number): number => {
  let level = 0;
  while (level < maxLevels && 2 ** (level + 1) <= count) level += 1;
  return level;
};

const requireCount = (count: number): void => {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`Not a tree size: ${count}`);
};
