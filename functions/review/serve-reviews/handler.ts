import { serveReviews } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { reviewsContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveReviews, reviewsContainer, answers);
