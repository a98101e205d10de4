import { serveRewards } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { rewardsContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveRewards, rewardsContainer, answers);
