import { setTimeout as wait } from 'node:timers/promises';
import { documentClient, kmsClient, s3Client, sqsClient } from '../../core/adapters/aws/clients.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoErasureStore } from '../../core/adapters/dynamodb/erasure-store.ts';
import { createDynamoSequence } from '../../core/adapters/dynamodb/evidence-sequence.ts';
import { dynamoLedgerReader } from '../../core/adapters/dynamodb/ledger-reader.ts';
import { createKmsSigner } from '../../core/adapters/kms/note-signer.ts';
import { verifyEd25519 } from '../../core/adapters/kms/verify-ed25519.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { createS3Tiles } from '../../core/adapters/s3/evidence-tiles.ts';
import { sqsLeafQueue } from '../../core/adapters/sqs/leaf-queue.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type {
  appendLeaves,
  collectLeaves,
  serveEvidence,
} from '../../core/contracts/functions/index.ts';
import type { Observability } from '../middleware/observability.ts';

/** What collecting works with. */
export const collectContainer = (environment: EnvironmentOf<typeof collectLeaves>) => ({
  leaves: sqsLeafQueue({ sqs: sqsClient(), queueUrl: environment.QUEUE_LEAVES }),
});
export type CollectContainer = ReturnType<typeof collectContainer>;

/** The log's parts, for who writes it and who reads it. */
const log = (environment: {
  readonly TABLE_EVIDENCE: string;
  readonly BUCKET_EVIDENCE: string;
  readonly KEY_EVIDENCE_SIGNING: string;
  readonly evidenceOrigin: string;
}) => ({
  ...effects(),
  sequence: createDynamoSequence({
    client: documentClient(),
    tableName: environment.TABLE_EVIDENCE,
  }),
  tiles: createS3Tiles({ client: s3Client(), bucket: environment.BUCKET_EVIDENCE, prefix: '' }),
  signer: createKmsSigner({
    client: kmsClient(),
    keyId: environment.KEY_EVIDENCE_SIGNING,
    name: environment.evidenceOrigin,
  }),
});

/**
 * Rivals part after a few rounds: 25 ms at first, at most 400 ms, with as much again at random.
 * All 64 attempts together wait at most 64 × 0.8 s = 51 s, inside the function's minute.
 */
const pauseMilliseconds = (attempt: number): number => 25 * 2 ** Math.min(attempt - 1, 4);

/** What appending works with. */
export const appendContainer = (
  environment: EnvironmentOf<typeof appendLeaves>,
  observability: Observability,
) => {
  const parts = log(environment);
  return {
    ...parts,
    observability,
    verifyEd25519,
    backoff: {
      pause: async (attempt: number) => {
        const jitter = 1 + (parts.randomness.bytes(1)[0] ?? 0) / 256;
        await wait(pauseMilliseconds(attempt) * jitter);
      },
    },
  };
};
export type AppendContainer = ReturnType<typeof appendContainer>;

/** What the evidence routes work with. */
export const evidenceContainer = (environment: EnvironmentOf<typeof serveEvidence>) => {
  const documents = documentClient();
  return {
    ...log(environment),
    consents: dynamoConsentStore({ documents, table: environment.TABLE_PROGRAMS }),
    ledger: dynamoLedgerReader({ documents, table: environment.TABLE_LEDGER }),
    erasures: dynamoErasureStore({ documents, table: environment.TABLE_ERASURES }),
  };
};
export type EvidenceContainer = ReturnType<typeof evidenceContainer>;
