import { equalBytes, fromBase64, toBase64, toHex, utf8, type Sha256 } from '../vocabulary/bytes.ts';
import { EvidenceFormatError } from './errors.ts';
import { hashBytes } from './merkle.ts';
import type { NoteSigner } from './ports.ts';

/**
 * C2SP signed notes (c2sp.org/signed-note) and checkpoints (c2sp.org/tlog-checkpoint): the text
 * form in which the log commits to its size and root.
 */

/** Whether an Ed25519 signature (64 bytes) of a message verifies under a 32-byte key. Injected. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

/** The head of the log's tree. */
export interface Checkpoint {
  /** Names the log, for example `example.com/clipledger`. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly keyName: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A note: the signed text with its final newline, and who signed it. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** The key a verifier trusts: the log's name and its 32-byte Ed25519 public key. */
export interface LogKey {
  readonly origin: string;
  readonly publicKey: Uint8Array;
}

/** Signature type byte of plain Ed25519 in a signed note. */
const ed25519Type = 1;
const keyIdBytes = 4;
const publicKeyBytes = 32;

/** The specification asks verifiers to take at least 16 signatures, and to set a limit. */
const maxSignatures = 16;

/** The first 4 bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key). */
export const keyIdOf = (name: string, publicKey: Uint8Array, sha256: Sha256): Uint8Array =>
  sha256(utf8(`${name}\n`), Uint8Array.of(ed25519Type), publicKey).slice(0, keyIdBytes);

/**
 * The one-line form of a public key that note verifiers read: `name+keyid+base64`. Throws
 * `EvidenceFormatError` on a name that no note can carry or a key that is not 32 bytes.
 */
export const verifierKeyOf = ({ origin, publicKey }: LogKey, sha256: Sha256): string => {
  requireKeyName(origin);
  if (publicKey.length !== publicKeyBytes) throw new EvidenceFormatError('Not an Ed25519 key');
  const keyId = toHex(keyIdOf(origin, publicKey, sha256));
  return `${origin}+${keyId}+${toBase64(Uint8Array.of(ed25519Type, ...publicKey))}`;
};

/** Reads `name+keyid+base64`. Throws `EvidenceFormatError` on anything else. */
export const parseVerifierKey = (text: string, sha256: Sha256): LogKey => {
  const [, origin, keyBase64] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(text) ?? [];
  if (origin === undefined || keyBase64 === undefined) {
    throw new EvidenceFormatError('Not a verifier key (name+keyid+base64)');
  }
  const publicKey = strictBase64(keyBase64).slice(1);
  if (verifierKeyOf({ origin, publicKey }, sha256) !== text) {
    throw new EvidenceFormatError('The parts of the verifier key do not belong together');
  }
  return { origin, publicKey };
};

/** The signed text of a checkpoint: origin, size and root, a line each. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

/**
 * Reads the text of a checkpoint. Extension lines are refused: this log writes none, and they
 * could not be audited. Throws `EvidenceFormatError`.
 */
export const parseCheckpoint = (text: string): Checkpoint => {
  const lines = text.split('\n');
  const [origin, sizeText, rootText, last] = lines;
  if (lines.length !== 4 || last !== '' || !origin || !sizeText || !rootText) {
    throw new EvidenceFormatError('A checkpoint has three lines: origin, size, root');
  }
  const root = strictBase64(rootText);
  if (root.length !== hashBytes) throw new EvidenceFormatError('The root is not 32 bytes');
  return { origin, size: parseCount(sizeText), root };
};

/** Reads a decimal without leading zeroes, up to 2^53. Throws `EvidenceFormatError`. */
export const parseCount = (text: string): number => {
  const count = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new EvidenceFormatError('Not a decimal count');
  return count;
};

/** The file form of a note. Throws `EvidenceFormatError` on a text or name it cannot carry. */
export const formatNote = ({ text, signatures }: SignedNote): string => {
  if (!text.endsWith('\n')) throw new EvidenceFormatError('A note ends in a newline');
  const lines = signatures.map(({ keyName, keyId, signature }) => {
    requireKeyName(keyName);
    return `— ${keyName} ${toBase64(Uint8Array.of(...keyId, ...signature))}\n`;
  });
  return `${text}\n${lines.join('')}`;
};

/** Reads a note; nothing is verified yet. Throws `EvidenceFormatError`. */
export const parseNote = (file: string): SignedNote => {
  // Signature lines are never empty, so the last blank line ends the text.
  const blank = file.lastIndexOf('\n\n');
  if (blank < 0 || !file.endsWith('\n')) throw new EvidenceFormatError('Not a signed note');
  const text = file.slice(0, blank + 1);
  // A newline is the one control character a note may hold.
  if ([...file].some((character) => character < ' ' && character !== '\n')) {
    throw new EvidenceFormatError('A control character in a note');
  }
  const lines = file.slice(blank + 2, -1).split('\n');
  if (lines.length > maxSignatures) throw new EvidenceFormatError('Too many signatures');
  return { text, signatures: lines.map(parseSignature) };
};

const parseSignature = (line: string): NoteSignature => {
  const [, keyName, blob] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  if (keyName === undefined || blob === undefined) {
    throw new EvidenceFormatError('Not a signature line');
  }
  requireKeyName(keyName);
  const bytes = strictBase64(blob);
  if (bytes.length <= keyIdBytes) throw new EvidenceFormatError('A signature without bytes');
  return { keyName, keyId: bytes.slice(0, keyIdBytes), signature: bytes.slice(keyIdBytes) };
};

/** Signs a checkpoint as the log. Ed25519 is deterministic: equal heads give equal files. */
export const signCheckpoint = async (
  { size, root }: Omit<Checkpoint, 'origin'>,
  signer: NoteSigner,
  sha256: Sha256,
): Promise<string> => {
  const text = formatCheckpoint({ origin: signer.name, size, root });
  const publicKey = await signer.publicKey();
  const signature = await signer.sign(utf8(text));
  const keyId = keyIdOf(signer.name, publicKey, sha256);
  return formatNote({ text, signatures: [{ keyName: signer.name, keyId, signature }] });
};

/** Why a checkpoint is not to be believed. */
export type CheckpointFault = 'malformed' | 'another-log' | 'no-signature' | 'bad-signature';

/** What verification of a checkpoint says. */
export type CheckpointVerdict =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly note: SignedNote }
  | { readonly ok: false; readonly why: CheckpointFault };

/**
 * Verifies a checkpoint file against the log's key. Signatures of others (witnesses, a newer key)
 * are ignored, as the specification asks. Never throws on bad input.
 */
export const verifyCheckpoint = (
  file: string,
  { origin, publicKey }: LogKey,
  { sha256, verifyEd25519 }: { sha256: Sha256; verifyEd25519: VerifyEd25519 },
): CheckpointVerdict => {
  let note: SignedNote;
  let checkpoint: Checkpoint;
  try {
    note = parseNote(file);
    checkpoint = parseCheckpoint(note.text);
  } catch (error) {
    if (error instanceof EvidenceFormatError) return { ok: false, why: 'malformed' };
    throw error;
  }
  if (checkpoint.origin !== origin) return { ok: false, why: 'another-log' };
  const keyId = keyIdOf(origin, publicKey, sha256);
  const own = note.signatures.filter(
    (line) => line.keyName === origin && equalBytes(line.keyId, keyId),
  );
  if (own.length === 0) return { ok: false, why: 'no-signature' };
  const message = utf8(note.text);
  const valid = own.every(({ signature }) => verifyEd25519(publicKey, message, signature));
  return valid ? { ok: true, checkpoint, note } : { ok: false, why: 'bad-signature' };
};

/** Reads canonical base64; other text is a fault of the form, not of the program. */
const strictBase64 = (text: string): Uint8Array => {
  try {
    return fromBase64(text);
  } catch (cause) {
    if (cause instanceof RangeError) throw new EvidenceFormatError('Not base64', { cause });
    throw cause;
  }
};

const requireKeyName = (name: string): void => {
  if (!/^[^\s+]+$/u.test(name)) {
    throw new EvidenceFormatError('A key name has no white space and no plus sign');
  }
};
