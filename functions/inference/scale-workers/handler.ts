import { scaleWorkers } from '../../../core/contracts/functions/index.ts';
import { scheduleHandler } from '../../middleware/task.ts';
import { scalingContainer } from '../container.ts';
import { tick } from './translate.ts';

export const handler = scheduleHandler(scaleWorkers, scalingContainer, tick);
