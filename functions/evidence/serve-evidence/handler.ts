import { serveEvidence } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { evidenceContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveEvidence, evidenceContainer, answers);
