import { verifyAbsence } from '../../../core/contracts/functions/index.ts';
import { bucketRequest } from '../../../core/contracts/workflows/expiry-workflow.ts';
import { taskHandler } from '../../middleware/task.ts';
import { verifyContainer } from '../container.ts';
import { lookAgain } from './translate.ts';

export const handler = taskHandler(verifyAbsence, verifyContainer, bucketRequest, lookAgain);
