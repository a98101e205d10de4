import { showFootage } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { footageContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(showFootage, footageContainer, answers);
