import { viewFootage } from '../../../core/domain/review/view-footage.ts';
import type { Answers } from '../../middleware/http.ts';
import type { FootageContainer } from '../container.ts';

/** The route of `review/show-footage`. */
export const answers: Answers<'review/show-footage', FootageContainer> = {
  viewFootage: async ({ actor, parameters: { clipId }, body }, container) => {
    const { view, link } = await viewFootage(actor, { clipId, ...body }, container);
    // Who looked is nothing that the one who looks needs to be told.
    const { reviewerId: _reviewerId, role: _role, ...told } = view;
    return { ...told, link };
  },
};
