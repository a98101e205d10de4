import { resumeClip } from '../../../core/contracts/functions/index.ts';
import { streamHandler } from '../../middleware/batch.ts';
import { resumeContainer } from '../container.ts';
import { resumeFromRecord } from './translate.ts';

export const handler = streamHandler(resumeClip, resumeContainer, resumeFromRecord);
