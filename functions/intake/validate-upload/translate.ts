import type { SQSRecord } from 'aws-lambda';
import { objectCreated } from '../../../core/contracts/events/object-created.ts';
import { clipOfLandingKey } from '../../../core/contracts/layout/objects.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import type { ValidationContainer } from '../container.ts';

/** One message from S3, with usually one record; `s3:TestEvent` has none. */
export const validateRecord = async (
  record: SQSRecord,
  container: ValidationContainer,
): Promise<void> => {
  for (const key of objectCreated.parse(JSON.parse(record.body))) {
    const clipId = clipOfLandingKey(key);
    if (clipId !== undefined) await validateUpload(clipId, container);
  }
};
