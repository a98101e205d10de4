import { projectAwards } from '../../../core/contracts/functions/index.ts';
import { streamHandler } from '../../middleware/batch.ts';
import { projectionContainer } from '../container.ts';
import { projectRecord } from './translate.ts';

export const handler = streamHandler(projectAwards, projectionContainer, projectRecord);
