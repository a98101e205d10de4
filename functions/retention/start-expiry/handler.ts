import { startExpiry } from '../../../core/contracts/functions/index.ts';
import { scheduleHandler } from '../../middleware/task.ts';
import { startContainer } from '../container.ts';
import { tick } from './translate.ts';

export const handler = scheduleHandler(startExpiry, startContainer, tick);
