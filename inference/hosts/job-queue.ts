import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message as it was delivered. Its body holds a bearer secret: never log it. */
export interface DeliveredMessage {
  readonly body: string;
  /** What this delivery is answered by; the next delivery has another one. */
  readonly handle: string;
  /** From 1. */
  readonly delivery: number;
}

/** The analysis queue, as its hosts use it. */
export interface JobQueue {
  /**
   * Waits for a message for at most `waitSeconds`; it is hidden for `hiddenSeconds` then. Cannot be
   * broken off: the queue would give a message to nobody, and hide it all the same.
   */
  receive(wait: {
    readonly waitSeconds: number;
    readonly hiddenSeconds: number;
  }): Promise<DeliveredMessage | undefined>;
  /** Hides a message for so long from now on; with 0 seconds anybody gets it at once. */
  hide(handle: string, seconds: number): Promise<void>;
  /** Its work is done. */
  remove(handle: string): Promise<void>;
}

/** Beyond the wait itself, retries of the SDK included: a connection that hangs is given up. */
const answerSeconds = 30;

/** The queue in SQS. */
export const sqsJobQueue = ({
  sqs,
  queueUrl: QueueUrl,
}: {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
}): JobQueue => ({
  async receive({ waitSeconds, hiddenSeconds }) {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: hiddenSeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const abortSignal = AbortSignal.timeout((waitSeconds + answerSeconds) * 1_000);
    const { Messages = [] } = await sqs.send(command, { abortSignal });
    const [message] = Messages;
    if (message?.Body === undefined || message.ReceiptHandle === undefined) return undefined;
    return {
      body: message.Body,
      handle: message.ReceiptHandle,
      delivery: Math.max(1, Number(message.Attributes?.ApproximateReceiveCount ?? 1)),
    };
  },
  async hide(handle, seconds) {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: handle,
      VisibilityTimeout: Math.ceil(seconds),
    });
    // No beat begins before the hiding of the last one has ended.
    await sqs.send(command, { abortSignal: AbortSignal.timeout(answerSeconds * 1_000) });
  },
  async remove(handle) {
    const command = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle });
    await sqs.send(command, { abortSignal: AbortSignal.timeout(answerSeconds * 1_000) });
  },
});
