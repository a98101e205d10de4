import { requestDecision } from '../../../core/contracts/functions/index.ts';
import { decisionRequest } from '../../../core/contracts/workflows/clip-workflow.ts';
import { taskHandler } from '../../middleware/task.ts';
import { decisionContainer } from '../container.ts';
import { askForDecision } from './translate.ts';

export const handler = taskHandler(
  requestDecision,
  decisionContainer,
  decisionRequest,
  askForDecision,
);
