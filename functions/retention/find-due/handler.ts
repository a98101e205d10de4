import { findDue } from '../../../core/contracts/functions/index.ts';
import { findDueRequest } from '../../../core/contracts/workflows/expiry-workflow.ts';
import { findDue as takeDue } from '../../../core/domain/retention/find-due.ts';
import { taskHandler } from '../../middleware/task.ts';
import { dueContainer } from '../container.ts';

export const handler = taskHandler(
  findDue,
  dueContainer,
  findDueRequest,
  ({ runName }, container) => takeDue(runName, container),
);
