import { createHash, createPublicKey, verify } from 'node:crypto';
import type { VerifyEd25519 } from '../../core/domain/evidence/checkpoint.ts';
import { verifyReceipt, type ReceiptVerdict } from '../../core/domain/evidence/receipt.ts';
import { fromBase64, fromHex, type Sha256 } from '../../core/domain/vocabulary/bytes.ts';

/** RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 raw bytes. */
const spkiPrefix = fromHex('302a300506032b6570032100');
const publicKeyBytes = 32;

/** What the person who verifies knows of the log, from a source they trust. */
export interface TrustedLog {
  /** The log's 32-byte Ed25519 public key. */
  readonly publicKeyBase64: string;
  readonly origin: string;
}

/**
 * Verifies the text of a receipt file (`*.tlog-proof`) offline, with `node:crypto` only. A bad
 * receipt is a verdict; a bad key is the caller's mistake and throws `RangeError`.
 */
export const verifyReceiptFile = (text: string, trusted: TrustedLog): ReceiptVerdict => {
  const publicKey = fromBase64(trusted.publicKeyBase64);
  if (publicKey.length !== publicKeyBytes) {
    throw new RangeError(`An Ed25519 public key has 32 bytes, not ${publicKey.length}`);
  }
  return verifyReceipt(text, { publicKey, origin: trusted.origin, sha256, verifyEd25519 });
};

const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = createPublicKey({
    key: Buffer.concat([spkiPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, signature);
};
