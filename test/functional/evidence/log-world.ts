import { verifyEd25519 } from '../../../core/adapters/kms/verify-ed25519.ts';
import { createMemorySequence } from '../../../core/adapters/memory/evidence-sequence.ts';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import { createMemoryTiles } from '../../../core/adapters/memory/evidence-tiles.ts';
import type { AppendPorts } from '../../../core/domain/evidence/append-leaves.ts';
import { verifyCheckpoint, type Checkpoint } from '../../../core/domain/evidence/checkpoint.ts';
import { entryOf } from '../../../core/domain/evidence/entry.ts';
import { sealLeaf, type SealedLeaf } from '../../../core/domain/evidence/leaf.ts';
import {
  consistencyPlan,
  resolvePlan,
  verifyConsistency,
} from '../../../core/domain/evidence/merkle.ts';
import type { TileStore } from '../../../core/domain/evidence/ports.ts';
import { lookupInTiles, tilePath, tilesOfGrowth } from '../../../core/domain/evidence/tiles.ts';
import { emptyEdge, growTree, rootOfEdge } from '../../../core/domain/evidence/tree-edge.ts';
import { equalBytes, toHex, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from '../../unit/evidence/hashing.ts';

export { sha256 };

export const origin = 'log.example.com/clipledger';

/** A log in memory that remembers every checkpoint it ever published. */
export interface LogWorld {
  readonly ports: AppendPorts;
  readonly published: readonly string[];
}

export const createLogWorld = (latency?: () => Promise<void>): LogWorld => {
  const published: string[] = [];
  const memory = createMemoryTiles();
  const tiles: TileStore = {
    ...memory,
    async replaceCheckpoint(text, expectedEtag) {
      const outcome = await memory.replaceCheckpoint(text, expectedEtag);
      if (outcome === 'replaced') published.push(text);
      return outcome;
    },
  };
  const ports: AppendPorts = {
    sequence: createMemorySequence(latency),
    tiles,
    signer: createMemorySigner(origin),
    backoff: { pause: async () => undefined },
    sha256,
    verifyEd25519,
  };
  return { ports, published };
};

/** Leaf number `at` with its opening: always the same one. */
export const sealedAt = (at: number): SealedLeaf => {
  const sealed = known.get(at) ?? seal(at);
  known.set(at, sealed);
  return sealed;
};

const known = new Map<number, SealedLeaf>();

const seal = (at: number): SealedLeaf =>
  sealLeaf(
    {
      leafId: `leaf_${String(at).padStart(26, '0')}`,
      kind: 'awarded',
      document: { award: at, amountMinor: 200, currency: 'USD' },
      at: '2026-11-23T01:17:32.000Z',
    },
    { randomness: { bytes: () => sha256(utf8(`salt ${at}`)) }, sha256 },
  );

export const leavesFrom = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => sealedAt(from + at).leaf);

/**
 * What is wrong with a log: every checkpoint verifies and extends the one before, every file of
 * the last one's tree has the bytes that the sequence gives, no leaf stands twice.
 */
export const faultsOf = async ({ ports, published }: LogWorld): Promise<readonly string[]> => {
  const faults: string[] = [];
  const key = { origin, publicKey: await ports.signer.publicKey() };
  const heads: Checkpoint[] = [];
  for (const text of published) {
    const verdict = verifyCheckpoint(text, key, ports);
    if (verdict.ok) heads.push(verdict.checkpoint);
    else faults.push(`a published checkpoint is ${verdict.why}`);
  }
  const last = heads.at(-1);
  if (last === undefined) return faults;
  if ((await ports.tiles.readCheckpoint())?.text !== published.at(-1)) faults.push('stale head');
  for (const [at, head] of heads.entries()) {
    const next = heads[at + 1];
    if (next !== undefined) faults.push(...(await faultsBetween(head, next, ports)));
  }
  const leaves = await ports.sequence.range(0, last.size);
  const commitments = new Set(leaves.map(({ commitment }) => commitment));
  if (commitments.size !== leaves.length) faults.push('a leaf stands twice');
  const { edge, files } = growTree(emptyEdge, leaves.map(entryOf), sha256);
  if (!equalBytes(rootOfEdge(edge, sha256), last.root)) faults.push('the root is of other leaves');
  const expected = new Map(files.map(({ path, bytes }) => [path, bytes]));
  for (const tile of tilesOfGrowth(0, last.size)) {
    const path = tilePath(tile);
    const stored = (await ports.tiles.get(path)) ?? new Uint8Array();
    const bytes = expected.get(path) ?? new Uint8Array();
    if (toHex(stored) !== toHex(bytes)) faults.push(`${path} is missing or wrong`);
  }
  return faults;
};

const faultsBetween = async (
  first: Checkpoint,
  second: Checkpoint,
  { tiles }: AppendPorts,
): Promise<readonly string[]> => {
  const name = `${first.size} → ${second.size}`;
  if (first.size >= second.size) return [`${name}: the log did not grow`];
  const lookup = lookupInTiles(second.size, (path) => tiles.get(path), sha256);
  const proof = await resolvePlan(consistencyPlan(first.size, second.size), lookup, sha256);
  const claim = {
    first: first.size,
    second: second.size,
    firstRoot: first.root,
    secondRoot: second.root,
    proof,
  };
  return verifyConsistency(claim, sha256) ? [] : [`${name}: the log forked`];
};
