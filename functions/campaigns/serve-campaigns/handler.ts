import { serveCampaigns } from '../../../core/contracts/functions/index.ts';
import { httpHandler } from '../../middleware/http.ts';
import { campaignsContainer } from '../container.ts';
import { answers } from './translate.ts';

export const handler = httpHandler(serveCampaigns, campaignsContainer, answers);
