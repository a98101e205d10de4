import * as z from 'zod';

/**
 * What S3 sends to a queue when an object was created. Keys arrive form-encoded (`+` for a space).
 * The first message of a new notification is a test event without records.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const objectCreated = z
  .object({
    Records: z
      .array(
        z.object({
          eventName: z.string().startsWith('ObjectCreated:'),
          s3: z.object({
            bucket: z.object({ name: z.string() }),
            object: z.object({ key: z.string().min(1) }),
          }),
        }),
      )
      .default([]),
  })
  .transform(({ Records }) =>
    Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' '))),
  );
