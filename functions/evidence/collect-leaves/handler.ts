import { collectLeaves } from '../../../core/contracts/functions/index.ts';
import { wholeStreamHandler } from '../../middleware/batch.ts';
import { collectContainer } from '../container.ts';
import { collect } from './translate.ts';

export const handler = wholeStreamHandler(collectLeaves, collectContainer, collect);
