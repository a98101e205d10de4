import { fromBase64, type Sha256 } from '../vocabulary/bytes.ts';
import type { LeafId } from '../vocabulary/ids.ts';
import { parseCheckpoint, parseNote } from './checkpoint.ts';
import { LogForked } from './errors.ts';
import { commit, type LeafOpening } from './leaf.ts';
import { inclusionPlan, resolvePlan, verifyInclusion } from './merkle.ts';
import type { LeafSequence, TileStore } from './ports.ts';
import { formatReceipt, leafHashOf } from './receipt.ts';
import { checkpointPath, lookupInTiles } from './tiles.ts';

/** Why there is no receipt. Only `not-yet-logged` changes by waiting. */
export type NoReceipt =
  /** The leaf has no place, or no published checkpoint covers it yet. */
  | 'not-yet-logged'
  /** The salt was destroyed with the record, as an erasure asks. The leaf stays, closed. */
  | 'opening-destroyed'
  /** The opening does not belong to this leaf: the record was altered or mixed up. */
  | 'opening-mismatch';

/** A receipt file's text, or why there is none. */
export type ReceiptOutcome =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: NoReceipt };

/**
 * Makes the receipt of a logged leaf from its record's opening (undefined: destroyed). Reads only,
 * at most 7 tiles at 10^9 leaves. Throws `EvidenceMissing` or `LogForked` when the log is broken.
 */
export const makeReceipt = async (
  { leafId, opening }: { leafId: LeafId; opening: LeafOpening | undefined },
  ports: { sequence: Pick<LeafSequence, 'find'>; tiles: TileStore; sha256: Sha256 },
): Promise<ReceiptOutcome> => {
  const { sequence, tiles, sha256 } = ports;
  if (opening === undefined) return { ok: false, why: 'opening-destroyed' };
  const place = await sequence.find(leafId);
  const stored = place === undefined ? undefined : await tiles.readCheckpoint();
  if (place === undefined || stored === undefined) return { ok: false, why: 'not-yet-logged' };
  const { index, leaf } = place;
  if (commit(opening, fromBase64(opening.salt), sha256) !== leaf.commitment) {
    return { ok: false, why: 'opening-mismatch' };
  }
  const note = parseNote(stored.text);
  const { origin, size, root } = parseCheckpoint(note.text);
  if (index >= size) return { ok: false, why: 'not-yet-logged' };
  const lookup = lookupInTiles(size, (path) => tiles.get(path), sha256);
  const proof = await resolvePlan(inclusionPlan(index, size), lookup, sha256);
  const { kind, day } = leaf;
  const leafHash = leafHashOf({ kind, day, opening }, sha256);
  if (!verifyInclusion({ leafHash, index, size, proof, root }, sha256)) {
    throw new LogForked(checkpointPath, `its tiles do not prove entry ${index} of ${size}`);
  }
  const signatures = note.signatures.filter(({ keyName }) => keyName === origin).slice(0, 1);
  const text = formatReceipt({ kind, day, opening, index, proof, note: { ...note, signatures } });
  return { ok: true, text };
};
