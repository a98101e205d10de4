import { followWithdrawals } from '../../../core/contracts/functions/index.ts';
import { scheduleHandler } from '../../middleware/task.ts';
import { followContainer } from '../container.ts';
import { follow } from './translate.ts';

export const handler = scheduleHandler(followWithdrawals, followContainer, follow);
