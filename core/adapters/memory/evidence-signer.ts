import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { NoteSigner } from '../../domain/evidence/ports.ts';

/** An Ed25519 key pair of `node:crypto`. */
export interface SigningKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A raw Ed25519 public key is the last 32 bytes of its SPKI form (RFC 8410). */
const publicKeyBytes = 32;

/** Signs with a key held by this process; a fresh one unless given. */
export const createMemorySigner = (
  name: string,
  keys: SigningKeys = generateKeyPairSync('ed25519'),
): NoteSigner => ({
  name,
  async publicKey() {
    const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
    return new Uint8Array(spki.subarray(-publicKeyBytes));
  },
  async sign(message) {
    return new Uint8Array(sign(null, message, keys.privateKey));
  },
});
