import { writeTombstones } from '../../../core/contracts/functions/index.ts';
import { bucketRequest } from '../../../core/contracts/workflows/expiry-workflow.ts';
import { taskHandler } from '../../middleware/task.ts';
import { buryContainer } from '../container.ts';
import { bury } from './translate.ts';

export const handler = taskHandler(writeTombstones, buryContainer, bucketRequest, bury);
