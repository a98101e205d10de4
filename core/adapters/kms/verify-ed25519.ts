import { createPublicKey, verify } from 'node:crypto';
import type { VerifyEd25519 } from '../../domain/evidence/checkpoint.ts';
import { fromHex } from '../../domain/vocabulary/bytes.ts';

const spkiPrefix = fromHex('302a300506032b6570032100');
const publicKeyBytes = 32;

/** Verifies Ed25519 with `node:crypto`, without a call to KMS. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  if (publicKey.length !== publicKeyBytes) return false;
  const key = createPublicKey({
    key: Buffer.concat([spkiPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, signature);
};
