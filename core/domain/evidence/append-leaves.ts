import { equalBytes, type Sha256 } from '../vocabulary/bytes.ts';
import {
  signCheckpoint,
  verifyCheckpoint,
  type Checkpoint,
  type VerifyEd25519,
} from './checkpoint.ts';
import { entryOf } from './entry.ts';
import {
  CheckpointUntrusted,
  EvidenceFormatError,
  LogBusy,
  LogForked,
  SequenceBehindLog,
} from './errors.ts';
import type { Leaf } from './leaf.ts';
import { hashLeaf } from './merkle.ts';
import {
  maxLeavesPerAssignment,
  maxLeavesPerRange,
  type Backoff,
  type LeafSequence,
  type NoteSigner,
  type SequencedLeaf,
  type TileStore,
} from './ports.ts';
import {
  checkpointPath,
  edgeTile,
  lookupInTiles,
  readHashes,
  tileLevelsOf,
  tileWidth,
} from './tiles.ts';
import { emptyEdge, growTree, rootOfEdge, type LogFile, type TreeEdge } from './tree-edge.ts';

/**
 * Writing the log. Any number of writers may run at once and die anywhere, because
 * 1. the sequence gives each leaf its index in one conditional transaction,
 * 2. tiles follow from the sequence alone and are stored once, never over other bytes,
 * 3. the checkpoint moves forward only, by a conditional replacement, after its tiles are stored.
 * Whoever comes next finishes what a killed writer left.
 */
export interface AppendPorts {
  readonly sequence: LeafSequence;
  readonly tiles: TileStore;
  readonly signer: NoteSigner;
  readonly backoff: Backoff;
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
}

/** What became of the leaves of one call: each given object stands in exactly one list. */
export interface AppendResult {
  /** Leaves that a published checkpoint covers; the same leaf given twice has one index. */
  readonly logged: readonly SequencedLeaf[];
  /** Leaves not to be delivered again: their form is wrong, or their id has other content. */
  readonly refused: readonly { readonly leaf: Leaf; readonly why: 'malformed' | 'clash' }[];
  /** The checkpoint that covers them; undefined when nothing was logged. */
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * A rival that was under way when our leaves got their places can win the checkpoint once with an
 * older size; whoever reads the sequence later covers us. So more attempts than writers suffice,
 * and an event source runs far fewer than 64 writers here.
 */
const maxAttempts = 64;

/**
 * Leaves that one checkpoint adds at most: 65,536 × about 0.2 kB (entry, hash, leaf) = 13 MB of
 * memory, and 2 × 256 full tiles to store.
 */
const maxLeavesPerCheckpoint = 65_536;

/** Files stored at once: far below the connections of one S3 client (50). */
const maxParallelPuts = 16;

/**
 * Appends leaves and returns when a published checkpoint covers them. Idempotent by leaf id.
 * Throws `LogBusy` (deliver again), `LogForked`, `SequenceBehindLog` or `CheckpointUntrusted`
 * (stop and look); nothing is acknowledged then.
 */
export const appendLeaves = async (
  leaves: readonly Leaf[],
  ports: AppendPorts,
): Promise<AppendResult> => {
  const sound: Leaf[] = [];
  const refused: AppendResult['refused'][number][] = [];
  for (const leaf of leaves) {
    if (isSound(leaf)) sound.push(leaf);
    else refused.push({ leaf, why: 'malformed' });
  }
  const logged: SequencedLeaf[] = [];
  for (let at = 0; at < sound.length; at += maxLeavesPerAssignment) {
    const some = await assign(sound.slice(at, at + maxLeavesPerAssignment), ports);
    logged.push(...some.places);
    refused.push(...some.clashes.map((leaf) => ({ leaf, why: 'clash' as const })));
  }
  const size = logged.reduce((most, { index }) => Math.max(most, index + 1), 0);
  if (size === 0) return { logged, refused, checkpoint: undefined };
  const { checkpoint, builtFrom } = await publishUpTo(size, ports);
  const unseen = logged.filter(({ index }) => index < builtFrom);
  await confirm(unseen, checkpoint, ports);
  return { logged, refused, checkpoint };
};

/**
 * Brings the log up to the sequence, for a sweep that finishes what killed writers left. Returns
 * the checkpoint, undefined for an empty log. Throws as `appendLeaves`.
 */
export const finishLog = async (ports: AppendPorts): Promise<Checkpoint | undefined> => {
  const size = await ports.sequence.size();
  return size === 0 ? undefined : (await publishUpTo(size, ports)).checkpoint;
};

/** A published checkpoint; entries from `builtFrom` on were put into the log by this very call. */
interface Published {
  readonly checkpoint: Checkpoint;
  readonly builtFrom: number;
}

const isSound = (leaf: Leaf): boolean => {
  try {
    return entryOf(leaf).length > 0;
  } catch (error) {
    if (error instanceof EvidenceFormatError) return false;
    throw error;
  }
};

const assign = async (leaves: readonly Leaf[], { sequence, backoff }: AppendPorts) => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const assignment = await sequence.assign(leaves);
    if (assignment.outcome === 'assigned') return assignment;
    await backoff.pause(attempt);
  }
  throw new LogBusy(`Lost ${maxAttempts} races for places in the sequence`);
};

/** Publishes checkpoints until one covers `size` leaves. */
const publishUpTo = async (size: number, ports: AppendPorts): Promise<Published> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const step = await publishOnce(size, ports);
    if (step === 'lost-race') await ports.backoff.pause(attempt);
    else if (step.checkpoint.size >= size) return step;
  }
  throw new LogBusy(`No checkpoint over ${size} leaves after ${maxAttempts} attempts`);
};

/** One round: unless the log covers `wanted` leaves, moves it towards the sequence. */
const publishOnce = async (
  wanted: number,
  ports: AppendPorts,
): Promise<Published | 'lost-race'> => {
  const { sequence, tiles, signer, sha256 } = ports;
  const stored = await tiles.readCheckpoint();
  const current = stored === undefined ? undefined : await trusted(stored.text, ports);
  const from = current?.size ?? 0;
  if (current !== undefined && from >= wanted) return { checkpoint: current, builtFrom: from };
  const available = await sequence.size();
  if (available < wanted || available < from) {
    throw new SequenceBehindLog(
      `The sequence has ${available} leaves, the log ${from}, and ${wanted} had a place`,
    );
  }
  const edge = current === undefined ? emptyEdge : await edgeOf(current, ports);
  const to = Math.min(available, from + maxLeavesPerCheckpoint);
  const grown = growTree(edge, await entriesOf(from, to, sequence), sha256);
  await putAll(grown.files, tiles);
  const root = rootOfEdge(grown.edge, sha256);
  const text = await signCheckpoint({ size: to, root }, signer, sha256);
  const outcome = await tiles.replaceCheckpoint(text, stored?.etag);
  if (outcome === 'lost-race') return outcome;
  return { checkpoint: { origin: signer.name, size: to, root }, builtFrom: from };
};

/**
 * Sees for itself that leaves which another call published stand where the sequence says. They
 * always do, unless the sequence was restored to an earlier time and gave a place away twice: then
 * `LogForked`, and nothing is acknowledged. One tile read for up to 256 leaves.
 */
const confirm = async (
  places: readonly SequencedLeaf[],
  { size }: Checkpoint,
  { tiles, sha256 }: AppendPorts,
): Promise<void> => {
  const lookup = lookupInTiles(size, (path) => tiles.get(path), sha256);
  for (const { index, leaf } of places) {
    const logged = await lookup({ level: 0, index });
    if (!equalBytes(logged, hashLeaf(entryOf(leaf), sha256))) {
      throw new LogForked(`entry ${index}`, `the sequence has ${leaf.leafId} there, the log not`);
    }
  }
};

const trusted = async (text: string, ports: AppendPorts): Promise<Checkpoint> => {
  const key = { origin: ports.signer.name, publicKey: await ports.signer.publicKey() };
  const verdict = verifyCheckpoint(text, key, ports);
  if (verdict.ok) return verdict.checkpoint;
  throw new CheckpointUntrusted(`The stored checkpoint of ${key.origin} is ${verdict.why}`);
};

/**
 * The edge of the published tree: entries from the sequence, hashes above from tiles. It must give
 * the signed root, so whatever is appended to it is consistent with every checkpoint before.
 */
const edgeOf = async (
  { size, root }: Checkpoint,
  { sequence, tiles, sha256 }: AppendPorts,
): Promise<TreeEdge> => {
  const entries = await entriesOf(size - (size % tileWidth), size, sequence);
  const hashed = growTree(emptyEdge, entries, sha256).edge.levels[0] ?? [];
  const above = Array.from({ length: Math.max(0, tileLevelsOf(size) - 1) }, async (_, at) => {
    const tile = edgeTile(at + 1, size);
    return tile === undefined ? [] : readHashes(tile, (path) => tiles.get(path));
  });
  const edge: TreeEdge = { size, entries, levels: [hashed, ...(await Promise.all(above))] };
  if (!equalBytes(rootOfEdge(edge, sha256), root)) {
    throw new LogForked(checkpointPath, `sequence and tiles do not give its root at ${size}`);
  }
  return edge;
};

/** The entries `from` to `to`, in pages the sequence can give. */
const entriesOf = async (
  from: number,
  to: number,
  sequence: LeafSequence,
): Promise<readonly Uint8Array[]> => {
  const entries: Uint8Array[] = [];
  for (let at = from; at < to; at += maxLeavesPerRange) {
    const page = await sequence.range(at, Math.min(to, at + maxLeavesPerRange));
    for (const leaf of page) entries.push(entryOf(leaf));
  }
  return entries;
};

const putAll = async (files: readonly LogFile[], tiles: TileStore): Promise<void> => {
  for (let at = 0; at < files.length; at += maxParallelPuts) {
    const some = files.slice(at, at + maxParallelPuts);
    await Promise.all(some.map(({ path, bytes }) => tiles.putOnce(path, bytes)));
  }
};
