import { serveRetention } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { retentionContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveRetention, retentionContainer, answers);
