import { reviewItems } from '../../contracts/layout/items.ts';
import { maxViews, type ReviewStore } from '../../domain/review/ports.ts';
import { heldByAnother, type ReviewTask } from '../../domain/review/review.ts';
import type { MemoryTables } from './tables.ts';

const openOrderOf = ({ deadlineAt, clipId }: ReviewTask): string =>
  reviewItems.openOrder(deadlineAt, clipId);

const openPage = (
  tables: MemoryTables,
  { limit, cursor }: { limit: number; cursor?: string },
): { tasks: readonly ReviewTask[]; cursor?: string } => {
  const rest = [...tables.reviews.values()]
    .filter((task) => task.decision === undefined)
    .filter((task) => cursor === undefined || openOrderOf(task) > cursor)
    .toSorted((one, other) => (openOrderOf(one) < openOrderOf(other) ? -1 : 1));
  const tasks = rest.slice(0, limit);
  const last = tasks.at(-1);
  return rest.length > limit && last !== undefined
    ? { tasks, cursor: openOrderOf(last) }
    : { tasks };
};

/** Review tasks in memory. */
export const createMemoryReviewStore = (tables: MemoryTables): ReviewStore => {
  const put = (task: ReviewTask): void => {
    tables.reviews.set(task.clipId, task);
    tables.changed({ table: 'reviews', key: task.clipId });
  };
  return {
    async open(task, taskToken) {
      tables.reviewTokens.set(task.clipId, taskToken);
      put(tables.reviews.get(task.clipId) ?? task);
    },
    find: async (clipId) => tables.reviews.get(clipId),
    listOpen: async (page) => openPage(tables, page),
    async claim(clipId, { reviewerId, leaseEndsAt, now }) {
      const task = tables.reviews.get(clipId);
      if (task === undefined) return 'absent';
      if (task.decision !== undefined) return 'decided';
      if (heldByAnother(task, reviewerId, now)) return 'held';
      put({ ...task, claim: { reviewerId, leaseEndsAt } });
      return 'claimed';
    },
    async decide(clipId, decision, { heldBy, now }) {
      const task = tables.reviews.get(clipId);
      if (task === undefined) return 'absent';
      if (task.decision !== undefined) return 'already';
      const holder = task.claim !== undefined && task.claim.leaseEndsAt > now && task.claim;
      if (heldBy !== undefined && (!holder || holder.reviewerId !== heldBy)) return 'not-held';
      put({ ...task, decision });
      return 'decided';
    },
    token: async (clipId) => tables.reviewTokens.get(clipId),
    async erase(clipId) {
      tables.reviews.delete(clipId);
      tables.reviewTokens.delete(clipId);
      tables.footageViews.delete(clipId);
      tables.changed({ table: 'reviews', key: clipId });
    },
    async recordView(view) {
      if (!tables.reviews.has(view.clipId)) return 'absent';
      const others = (tables.footageViews.get(view.clipId) ?? []).filter(
        ({ viewId }) => viewId !== view.viewId,
      );
      const views = [...others, view].toSorted((one, other) =>
        one.viewId < other.viewId ? -1 : 1,
      );
      tables.footageViews.set(view.clipId, views);
      return 'recorded';
    },
    views: async (clipId) => (tables.footageViews.get(clipId) ?? []).slice(0, maxViews),
    count: async (clipId) =>
      Number(tables.reviews.has(clipId)) +
      Number(tables.reviewTokens.has(clipId)) +
      (tables.footageViews.get(clipId)?.length ?? 0),
  };
};
