import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Leaf } from '../../domain/evidence/leaf.ts';
import type { LeafQueue } from '../../domain/evidence/leaf-queue.ts';

/** SendMessageBatch takes 10 messages; ours have about 200 bytes each. */
const maxMessagesPerBatch = 10;

/** A batch may be taken in part; what was not taken is sent again so often. */
const maxAttempts = 4;

/** The queue in front of the evidence log: one message a leaf. */
export const sqsLeafQueue = ({
  sqs,
  queueUrl,
}: {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}): LeafQueue => ({
  async send(leaves) {
    for (let at = 0; at < leaves.length; at += maxMessagesPerBatch) {
      let left: readonly Leaf[] = leaves.slice(at, at + maxMessagesPerBatch);
      for (let attempt = 1; attempt <= maxAttempts && left.length > 0; attempt += 1) {
        left = await sendBatch(left, { sqs, queueUrl });
      }
      if (left.length > 0) {
        throw new Error(`The queue did not take ${left.length} leaves; deliver again`);
      }
    }
  },
});

/** Sends one batch and returns what the queue did not take. */
const sendBatch = async (
  leaves: readonly Leaf[],
  { sqs, queueUrl }: { readonly sqs: SQSClient; readonly queueUrl: string },
): Promise<readonly Leaf[]> => {
  const { Failed } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: leaves.map(({ leafId, kind, day, commitment }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ leafId, kind, day, commitment }),
      })),
    }),
  );
  const failed = new Set((Failed ?? []).map(({ Id }) => Id));
  return leaves.filter((_, index) => failed.has(String(index)));
};
