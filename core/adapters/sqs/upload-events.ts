import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LandedObject, UploadEvents } from '../../domain/intake/ports.ts';

/** The queue that S3 sends object-created events to. */
export const sqsUploadEvents = ({
  sqs,
  queueUrl,
  bucket,
}: {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly bucket: string;
}): UploadEvents => ({
  async resend(object) {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(eventOf(object, bucket)),
      }),
    );
  },
});

/**
 * The event as S3 would have sent it, with one record. Its consumer reads the key only; the rest
 * is there so that whoever looks into the queue sees one kind of message.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
const eventOf = ({ key, bytes, etag, versionId }: LandedObject, bucket: string) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
        object: {
          // Keys travel form-encoded; S3 leaves slashes as they are.
          key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
          size: bytes,
          eTag: etag.replaceAll('"', ''),
          versionId,
        },
      },
    },
  ],
});
