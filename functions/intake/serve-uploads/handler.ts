import { serveUploads } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { uploadsContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveUploads, uploadsContainer, answers);
