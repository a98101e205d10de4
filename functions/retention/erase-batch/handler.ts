import { eraseBatch } from '../../../core/contracts/functions/index.ts';
import { bucketRequest } from '../../../core/contracts/workflows/expiry-workflow.ts';
import { eraseBatch as erase } from '../../../core/domain/retention/erase-batch.ts';
import { taskHandler } from '../../middleware/task.ts';
import { eraseContainer } from '../container.ts';

export const handler = taskHandler(
  eraseBatch,
  eraseContainer,
  bucketRequest,
  ({ bucket }, container) => erase(bucket, container),
);
