import { settleClip } from '../../../core/contracts/functions/index.ts';
import { settleRequest } from '../../../core/contracts/workflows/clip-workflow.ts';
import { taskHandler } from '../../middleware/task.ts';
import { settlementContainer } from '../container.ts';
import { settle } from './translate.ts';

export const handler = taskHandler(settleClip, settlementContainer, settleRequest, settle);
