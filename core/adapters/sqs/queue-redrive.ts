import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type MessageAttributeValue,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { deadLetterQueueName, type DeploymentName } from '../../contracts/layout/names.ts';
import type { QueueName } from '../../contracts/resources.ts';
import type { DeadLetter, MessageAttribute, QueueRedrive } from '../../domain/operations/ports.ts';

/** SQS hands over ten messages at most. */
const maxTaken = 10;

/** Asks all of SQS's servers: a short poll asks some, and may find nothing where something is. */
const pollSeconds = 1;

/** A queue of a deployment with its dead letters, whose queue is found by its name. */
export const sqsQueueRedrive = ({
  sqs,
  queueUrl,
  deployment,
  queue,
}: {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly deployment: DeploymentName;
  readonly queue: QueueName;
}): QueueRedrive => {
  const deadLettersUrl = rememberUrl(sqs, deadLetterQueueName(deployment, queue));
  return {
    async counts() {
      const [live, dead] = await Promise.all([
        countMessages(sqs, queueUrl),
        countMessages(sqs, await deadLettersUrl()),
      ]);
      return {
        waiting: live.visible,
        inWork: live.held,
        deadLetters: dead.visible + dead.held,
      };
    },
    async take(limit, holdSeconds) {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: await deadLettersUrl(),
          MaxNumberOfMessages: Math.min(limit, maxTaken),
          VisibilityTimeout: holdSeconds,
          WaitTimeSeconds: pollSeconds,
          MessageAttributeNames: ['All'],
        }),
      );
      return (Messages ?? []).map(letterOf);
    },
    async sendBack({ body, attributes }) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, attribute]) => [name, toSqs(attribute)]),
          ),
        }),
      );
    },
    async forget({ receipt }) {
      const letter = { QueueUrl: await deadLettersUrl(), ReceiptHandle: receipt };
      try {
        await sqs.send(new DeleteMessageCommand(letter));
      } catch (error) {
        // Of a delivery whose message is gone: deleted before, and the reply was lost.
        if (!(error instanceof ReceiptHandleIsInvalid)) throw error;
      }
    },
  };
};

/** Asks for a queue's address once it is needed, and again only after a failure. */
const rememberUrl = (sqs: SQSClient, name: string): (() => Promise<string>) => {
  let known: string | undefined;
  return async () => {
    known ??= (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
    if (known === undefined) throw new Error(`SQS gives no address of the queue ${name}`);
    return known;
  };
};

/** Delayed messages are none of ours: no queue delays. */
const countMessages = async (sqs: SQSClient, queueUrl: string) => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    held: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
};

const letterOf = ({ Body, ReceiptHandle, MessageAttributes }: Message): DeadLetter => {
  if (Body === undefined || ReceiptHandle === undefined) {
    throw new Error('SQS handed over a message without a body or a receipt');
  }
  return {
    body: Body,
    receipt: ReceiptHandle,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes ?? {}).map(([name, value]) => [name, fromSqs(value)]),
    ),
  };
};

const fromSqs = ({
  DataType = 'String',
  StringValue = '',
  BinaryValue,
}: MessageAttributeValue): MessageAttribute => ({
  type: DataType,
  value: BinaryValue ?? StringValue,
});

const toSqs = ({ type, value }: MessageAttribute): MessageAttributeValue => ({
  DataType: type,
  ...(typeof value === 'string' ? { StringValue: value } : { BinaryValue: value }),
});
