import { appendLeaves } from '../../../core/contracts/functions/index.ts';
import { wholeQueueHandler } from '../../middleware/batch.ts';
import { appendContainer } from '../container.ts';
import { append } from './translate.ts';

export const handler = wholeQueueHandler(appendLeaves, appendContainer, append);
