import { GetPublicKeyCommand, SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { NoteSigner } from '../../domain/evidence/ports.ts';
import { equalBytes, fromHex } from '../../domain/vocabulary/bytes.ts';

/** RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 raw bytes. */
const spkiPrefix = fromHex('302a300506032b6570032100');
const publicKeyBytes = 32;
const signatureBytes = 64;

/**
 * Signs with a KMS key of spec ECC_NIST_EDWARDS25519. RAW takes up to 4,096 bytes; a checkpoint has
 * about 150. ED25519_SHA_512 is plain RFC 8032 Ed25519, which notes ask for, not the prehashed:
 * https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 * One GetPublicKey for the life of the object, one Sign a checkpoint ($0.15 per 10,000).
 */
export const createKmsSigner = ({
  client,
  keyId,
  name,
}: {
  readonly client: KMSClient;
  /** Key id, ARN or alias. Asymmetric KMS keys never rotate on their own. */
  readonly keyId: string;
  /** The log's origin. */
  readonly name: string;
}): NoteSigner => {
  let known: Promise<Uint8Array> | undefined;
  return {
    name,
    publicKey() {
      known ??= readPublicKey(client, keyId).catch((error: unknown) => {
        // A failed call must not be remembered for the life of a warm function.
        known = undefined;
        throw error;
      });
      return known;
    },
    async sign(message) {
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: message,
          MessageType: 'RAW',
          SigningAlgorithm: 'ED25519_SHA_512',
        }),
      );
      if (Signature?.length !== signatureBytes) throw new Error('KMS gave no Ed25519 signature');
      return Signature;
    },
  };
};

const readPublicKey = async (client: KMSClient, keyId: string): Promise<Uint8Array> => {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  const spki = PublicKey ?? new Uint8Array();
  const prefix = spki.slice(0, spkiPrefix.length);
  if (spki.length !== spkiPrefix.length + publicKeyBytes || !equalBytes(prefix, spkiPrefix)) {
    throw new Error('The evidence key is not an Ed25519 key (ECC_NIST_EDWARDS25519)');
  }
  return spki.slice(spkiPrefix.length);
};
