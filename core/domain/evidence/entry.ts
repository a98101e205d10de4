import { fromBase64, utf8 } from '../vocabulary/bytes.ts';
import type { Day } from '../vocabulary/time.ts';
import { EvidenceFormatError } from './errors.ts';
import { leafKinds, type Leaf, type LeafKind } from './leaf.ts';

/** What of a leaf stands in the log. The leaf's id stays in the sequence: it names a record. */
export type LogEntry = Pick<Leaf, 'kind' | 'day' | 'commitment'>;

const header = 'clipledger/leaf/v1';
const commitmentBytes = 32;

/**
 * The bytes the log holds for a leaf: four lines of ASCII, about 90 bytes, so that anyone can
 * count the kinds with `grep`. Throws `EvidenceFormatError` on a leaf of another form.
 */
export const entryOf = ({ kind, day, commitment }: LogEntry): Uint8Array => {
  if (!isLeafKind(kind)) throw new EvidenceFormatError(`Unknown kind of leaf: "${String(kind)}"`);
  if (!isDay(day)) throw new EvidenceFormatError(`Not a UTC day: "${day}"`);
  if (!isCommitment(commitment)) throw new EvidenceFormatError('Not a base64 SHA-256 commitment');
  return utf8(`${header}\n${kind}\n${day}\n${commitment}\n`);
};

/** Reads an entry back. Throws `EvidenceFormatError` on any other byte string. */
export const parseEntry = (bytes: Uint8Array): LogEntry => {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const [first, kind, day, commitment, last] = lines;
  const wellFormed = lines.length === 5 && first === header && last === '';
  if (!wellFormed || kind === undefined || day === undefined || commitment === undefined) {
    throw new EvidenceFormatError('Not an entry of the evidence log');
  }
  if (!isLeafKind(kind)) throw new EvidenceFormatError(`Unknown kind of leaf: "${kind}"`);
  const entry: LogEntry = { kind, day, commitment };
  const canonical = entryOf(entry);
  // The decoder forgives (byte order mark, broken UTF-8); the comparison does not.
  if (canonical.length !== bytes.length || !canonical.every((byte, at) => byte === bytes[at])) {
    throw new EvidenceFormatError('Not the canonical form of an entry');
  }
  return entry;
};

/** Whether a text names a kind of leaf. */
export const isLeafKind = (text: string): text is LeafKind =>
  (leafKinds as readonly string[]).includes(text);

/** Whether a text is a calendar day that exists, as `2026-11-23`. */
export const isDay = (text: string): text is Day => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const milliseconds = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
};

const isCommitment = (text: string): boolean => {
  try {
    return fromBase64(text).length === commitmentBytes;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};
