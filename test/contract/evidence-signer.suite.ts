import { describe, expect, it } from '@jest/globals';
import { verifyEd25519 } from '../../core/adapters/kms/verify-ed25519.ts';
import type { NoteSigner } from '../../core/domain/evidence/ports.ts';
import { utf8 } from '../../core/domain/vocabulary/bytes.ts';

/** What every `NoteSigner` keeps. */
export const noteSignerContract = (make: () => Promise<NoteSigner>): void => {
  describe('a signer of notes', () => {
    it('has a raw Ed25519 key that stays the same', async () => {
      const signer = await make();
      const publicKey = await signer.publicKey();
      expect(publicKey).toHaveLength(32);
      expect([...(await signer.publicKey())]).toEqual([...publicKey]);
    });

    it('signs so that anyone with the key can verify', async () => {
      const signer = await make();
      const message = utf8(`${signer.name}\n1\n`);
      const signature = await signer.sign(message);
      const publicKey = await signer.publicKey();
      expect(signature).toHaveLength(64);
      expect(verifyEd25519(publicKey, message, signature)).toBe(true);
      expect(verifyEd25519(publicKey, utf8(`${signer.name}\n2\n`), signature)).toBe(false);
    });

    it('gives one signature for one message, as Ed25519 does', async () => {
      const signer = await make();
      const message = utf8('the same\n');
      expect([...(await signer.sign(message))]).toEqual([...(await signer.sign(message))]);
    });
  });
};
