import { analyzeClip } from '../../../core/contracts/functions/index.ts';
import { queueHandler } from '../../middleware/batch.ts';
import { analysisContainer } from '../container.ts';
import { analyzeRecord } from './translate.ts';

export const handler = queueHandler(analyzeClip, analysisContainer, analyzeRecord);
