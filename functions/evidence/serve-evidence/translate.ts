import { verifierKeyOf } from '../../../core/domain/evidence/checkpoint.ts';
import {
  readAwardReceipt,
  readConsentReceipt,
  readErasureReceipt,
  readWithdrawalReceipt,
} from '../../../core/domain/evidence/read-receipt.ts';
import { toBase64, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import type { Answers } from '../../middleware/http.ts';
import type { EvidenceContainer } from '../container.ts';

/** Tiles never change: a year is the longest age that caches honour. */
const tileMaxAgeSeconds = 31_536_000;

/** The routes of `evidence/serve-evidence`. */
export const answers: Answers<'evidence/serve-evidence', EvidenceContainer> = {
  getConsentReceipt: async ({ actor, parameters }, container) => ({
    text: await readConsentReceipt(actor, parameters.consentId, container),
  }),
  getWithdrawalReceipt: async ({ actor, parameters }, container) => ({
    text: await readWithdrawalReceipt(actor, parameters.consentId, container),
  }),
  getAwardReceipt: async ({ actor, parameters }, container) => ({
    text: await readAwardReceipt(actor, parameters.clipId, container),
  }),
  getErasureReceipt: async ({ actor, parameters }, container) => ({
    text: await readErasureReceipt(actor, parameters.clipId, container),
  }),
  getEvidenceKey: async (_request, { signer, sha256 }) => {
    const publicKey = await signer.publicKey();
    return {
      origin: signer.name,
      publicKeyBase64: toBase64(publicKey),
      verifierKey: verifierKeyOf({ origin: signer.name, publicKey }, sha256),
    };
  },
  getCheckpoint: async (_request, { tiles }) => {
    const stored = await tiles.readCheckpoint();
    if (stored === undefined) throw new Refusal('not-found', 'The log holds nothing yet.');
    return { bytes: utf8(stored.text), maxAgeSeconds: 0 };
  },
  getTile: async ({ parameters }, { tiles }) => {
    const bytes = await tiles.get(`tile/${parameters.tile}`);
    if (bytes === undefined) throw new Refusal('not-found', 'The log has no such tile.');
    return { bytes, maxAgeSeconds: tileMaxAgeSeconds };
  },
};
