import type { LeafId } from '../vocabulary/ids.ts';
import type { Leaf } from './leaf.ts';

/** Most leaves that one call of `LeafSequence.assign` takes. */
export const maxLeavesPerAssignment = 90;

/** Most leaves that one call of `LeafSequence.range` returns. */
export const maxLeavesPerRange = 4_096;

/** A leaf and its place in the log, which it keeps for ever. */
export interface SequencedLeaf {
  readonly index: number;
  readonly leaf: Leaf;
}

/** What `assign` did. */
export type Assignment =
  | {
      readonly outcome: 'assigned';
      /** Leaves in the sequence, at least so many. */
      readonly size: number;
      /** Every leaf that was given (the same objects) and does not clash, with its place. */
      readonly places: readonly SequencedLeaf[];
      /** Leaves whose id already stands for other content. Nothing was done for them. */
      readonly clashes: readonly Leaf[];
    }
  /** Another writer moved the sequence first. Nothing was done; call again. */
  | { readonly outcome: 'lost-race' };

/**
 * The one order of all leaves: what the log holds, decided before a byte of it is stored. Every
 * leaf id has one index for ever; indexes have no gaps. Reads see every write that was answered.
 */
export interface LeafSequence {
  /**
   * Gives the leaves that are new the next indexes, in their order, all or none. At most 90 leaves
   * (`RangeError` above). Idempotent by leaf id.
   */
  assign(leaves: readonly Leaf[]): Promise<Assignment>;
  /** The leaves `from` (included) to `to` (excluded) in order; at most 4,096; throws on a gap. */
  range(from: number, to: number): Promise<readonly Leaf[]>;
  /** Where a leaf stands; undefined when it is not in the sequence. */
  find(leafId: LeafId): Promise<SequencedLeaf | undefined>;
  /** How many leaves there are. */
  size(): Promise<number>;
}

/** A checkpoint file as stored, with the tag that a replacement must name. */
export interface StoredCheckpoint {
  readonly text: string;
  readonly etag: string;
}

/** The public files of the log. */
export interface TileStore {
  /** The bytes of a file; undefined when it is not there. */
  get(path: string): Promise<Uint8Array | undefined>;
  /**
   * Stores a file that never changes. Storing the same bytes again succeeds; other bytes throw
   * `LogForked` and change nothing.
   */
  putOnce(path: string, bytes: Uint8Array): Promise<void>;
  /** The checkpoint; undefined before the first. */
  readCheckpoint(): Promise<StoredCheckpoint | undefined>;
  /** Replaces the checkpoint only if it is still the one with this tag (none, for the first). */
  replaceCheckpoint(
    text: string,
    expectedEtag: string | undefined,
  ): Promise<'replaced' | 'lost-race'>;
}

/** Signs as the log, with Ed25519. */
export interface NoteSigner {
  /** The key's name in signature lines; also the origin of the log. */
  readonly name: string;
  /** 32 bytes. */
  publicKey(): Promise<Uint8Array>;
  /** 64 bytes over the whole message. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** Waits a little, longer and with jitter as attempts (from 1) grow, so that rivals part. */
export interface Backoff {
  pause(attempt: number): Promise<void>;
}
