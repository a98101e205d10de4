import * as z from 'zod';
import { findDue } from '../../../core/contracts/functions/index.ts';
import { findDue as takeDue } from '../../../core/domain/retention/find-due.ts';
import { taskHandler } from '../../middleware/task.ts';
import { dueContainer } from '../container.ts';

export const handler = taskHandler(findDue, dueContainer, z.unknown(), (_payload, container) =>
  takeDue(container),
);
