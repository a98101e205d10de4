import { fromBase64, toBase64, utf8, type Sha256 } from '../vocabulary/bytes.ts';
import type { Day } from '../vocabulary/time.ts';
import {
  formatNote,
  parseCount,
  parseNote,
  verifyCheckpoint,
  type SignedNote,
  type VerifyEd25519,
} from './checkpoint.ts';
import { entryOf, isDay, isLeafKind } from './entry.ts';
import { EvidenceFormatError } from './errors.ts';
import {
  canonicalJson,
  commit,
  saltBytes,
  type Json,
  type LeafKind,
  type LeafOpening,
} from './leaf.ts';
import { hashBytes, hashLeaf, verifyInclusion } from './merkle.ts';

/**
 * A receipt is a C2SP tlog-proof file (c2sp.org/tlog-proof): any reader of that format can check
 * that an entry is in the log. Its `extra` line is ours: what opens the entry's commitment.
 *
 * ```
 * c2sp.org/tlog-proof@v1
 * extra <base64 of {"day","document","format","kind","salt"} as canonical JSON>
 * index 73894
 * <one base64 hash a line, from the leaf's sibling up>
 *
 * <the signed checkpoint>
 * ```
 *
 * Without the extra line the file is at most 2 KB: 30 hashes × 45 B at 10^9 entries = 1,350 B, plus
 * a checkpoint of about 350 B.
 */
export interface Receipt {
  readonly kind: LeafKind;
  readonly day: Day;
  readonly opening: LeafOpening;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  /** The log's signed checkpoint, with its own signature only. */
  readonly note: SignedNote;
}

const proofHeader = 'c2sp.org/tlog-proof@v1';
const openingFormat = 'clipledger/receipt/v1';

/** Name ending of a receipt file, as tlog-proof recommends. */
export const receiptFileEnding = '.tlog-proof';

/** A consent record with its notice is a few KB; larger texts are refused unread. */
const maxReceiptCharacters = 262_144;

/** Documents nest a handful of levels; more would only exhaust the stack of the reader. */
const maxDocumentDepth = 32;

/** The file form of a receipt. Equal receipts give equal files. */
export const formatReceipt = ({ kind, day, opening, index, proof, note }: Receipt): string => {
  const { salt, document } = opening;
  const extra = canonicalJson({ day, document, format: openingFormat, kind, salt });
  const hashes = proof.map((hash) => `${toBase64(hash)}\n`).join('');
  return [
    `${proofHeader}\n`,
    `extra ${toBase64(utf8(extra))}\n`,
    `index ${index}\n`,
    hashes,
    `\n${formatNote(note)}`,
  ].join('');
};

/**
 * Reads a receipt file; nothing is verified yet. There is one text for each receipt: any other
 * spelling throws `EvidenceFormatError`.
 */
export const parseReceipt = (text: string): Receipt => {
  if (text.length > maxReceiptCharacters) throw new EvidenceFormatError('Too long for a receipt');
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new EvidenceFormatError('A receipt has a proof and a checkpoint');
  const [first, extraLine, indexLine, ...hashLines] = text.slice(0, blank).split('\n');
  if (first !== proofHeader) throw new EvidenceFormatError('Not a transparency log proof');
  const note = parseNote(text.slice(blank + 2));
  const receipt: Receipt = {
    ...parseExtra(afterPrefix(extraLine, 'extra ')),
    index: parseCount(afterPrefix(indexLine, 'index ')),
    proof: hashLines.map((line) => bytesOf(line, hashBytes)),
    note,
  };
  if (formatReceipt(receipt) !== text) {
    throw new EvidenceFormatError('Not the canonical form of a receipt');
  }
  return receipt;
};

const afterPrefix = (line: string | undefined, prefix: string): string => {
  if (line?.startsWith(prefix) !== true) {
    throw new EvidenceFormatError(`A receipt needs a line "${prefix}…"`);
  }
  return line.slice(prefix.length);
};

const parseExtra = (base64: string): Pick<Receipt, 'kind' | 'day' | 'opening'> => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesOf(base64));
  if (depthOf(text) > maxDocumentDepth) throw new EvidenceFormatError('Too deep a document');
  const extra = jsonOf(text);
  if (extra === null || typeof extra !== 'object' || Array.isArray(extra)) {
    throw new EvidenceFormatError('The opening is not a JSON object');
  }
  const fields = new Map(Object.entries(extra));
  const [kind, day, salt] = ['kind', 'day', 'salt'].map((name) => fields.get(name));
  const document = fields.get('document');
  if (fields.size !== 5 || fields.get('format') !== openingFormat || document === undefined) {
    throw new EvidenceFormatError('The opening has other fields than a receipt');
  }
  if (typeof kind !== 'string' || !isLeafKind(kind)) {
    throw new EvidenceFormatError('The opening names no kind of leaf');
  }
  if (typeof day !== 'string' || !isDay(day)) throw new EvidenceFormatError('Not a UTC day');
  if (typeof salt !== 'string') throw new EvidenceFormatError('The opening has no salt');
  bytesOf(salt, saltBytes);
  return { kind, day, opening: { salt, document } };
};

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new EvidenceFormatError('The opening is not JSON', { cause });
  }
};

/** How deep brackets nest in a JSON text; brackets inside strings do not count. */
const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gsu)) {
    if (bracket === '[' || bracket === '{') depth += 1;
    else if (bracket === ']' || bracket === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

const bytesOf = (base64: string, count?: number): Uint8Array => {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(base64);
  } catch (cause) {
    if (cause instanceof RangeError) throw new EvidenceFormatError('Not base64', { cause });
    throw cause;
  }
  if (count !== undefined && bytes.length !== count) {
    throw new EvidenceFormatError(`${bytes.length} bytes where ${count} belong`);
  }
  return bytes;
};

/** Why a receipt proves nothing. */
export type ReceiptFault = 'malformed' | 'another-log' | 'bad-signature' | 'not-in-log';

/** What a verified receipt says, or why it says nothing and a sentence for a person. */
export type ReceiptVerdict =
  | {
      readonly ok: true;
      readonly kind: LeafKind;
      readonly day: Day;
      readonly document: Json;
      readonly index: number;
      readonly treeSize: number;
      readonly origin: string;
    }
  | { readonly ok: false; readonly why: ReceiptFault; readonly sentence: string };

const sentences: Readonly<Record<ReceiptFault, string>> = {
  malformed: 'This is not a receipt of ClipLedger, or it was damaged or edited.',
  'another-log': 'The receipt names another log than the one you asked about.',
  'bad-signature': 'The log’s key did not sign the checkpoint in the receipt.',
  'not-in-log': 'The document, its date or its place do not match what the log has signed.',
};

/** What a verifier must know and be able to do. No network: the receipt carries the rest. */
export interface ReceiptTrust {
  /** The log's 32-byte Ed25519 public key, learned elsewhere than from the receipt. */
  readonly publicKey: Uint8Array;
  readonly origin: string;
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
}

/** Verifies the text of a receipt file. Never throws on bad input. */
export const verifyReceipt = (text: string, trust: ReceiptTrust): ReceiptVerdict => {
  let receipt: Receipt;
  try {
    receipt = parseReceipt(text);
  } catch (error) {
    if (error instanceof EvidenceFormatError) return refuse('malformed');
    throw error;
  }
  // Signatures that nobody checks could be altered unseen, so a receipt carries the log's only.
  if (receipt.note.signatures.length !== 1) return refuse('malformed');
  const verdict = verifyCheckpoint(formatNote(receipt.note), trust, trust);
  if (!verdict.ok) return refuse(verdict.why === 'no-signature' ? 'bad-signature' : verdict.why);
  const { size, root, origin } = verdict.checkpoint;
  const { index, proof, kind, day, opening } = receipt;
  const leafHash = leafHashOf(receipt, trust.sha256);
  if (!verifyInclusion({ leafHash, index, size, proof, root }, trust.sha256)) {
    return refuse('not-in-log');
  }
  return { ok: true, kind, day, document: opening.document, index, treeSize: size, origin };
};

/** The log's hash of the leaf that a receipt opens. */
export const leafHashOf = (
  { kind, day, opening }: Pick<Receipt, 'kind' | 'day' | 'opening'>,
  sha256: Sha256,
): Uint8Array => {
  const commitment = commit(opening, fromBase64(opening.salt), sha256);
  return hashLeaf(entryOf({ kind, day, commitment }), sha256);
};

const refuse = (why: ReceiptFault): ReceiptVerdict => ({
  ok: false,
  why,
  sentence: sentences[why],
});
