import { closeGrants } from '../../../core/contracts/functions/index.ts';
import { scheduleHandler } from '../../middleware/task.ts';
import { sweepContainer } from '../container.ts';
import { sweep } from './translate.ts';

export const handler = scheduleHandler(closeGrants, sweepContainer, sweep);
