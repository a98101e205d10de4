import { serveOperations } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { operationsContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveOperations, operationsContainer, answers);
