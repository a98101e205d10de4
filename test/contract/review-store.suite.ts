import { describe, expect, it } from '@jest/globals';
import type { ReviewStore } from '../../core/domain/review/ports.ts';
import type { Decision, ReviewTask } from '../../core/domain/review/review.ts';
import type { FootageView } from '../../core/domain/review/footage-view.ts';
import type { ClipId, ContributorId } from '../../core/domain/vocabulary/ids.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleNow, sampleTask } from '../support/samples.ts';

const now = sampleNow;
const leaseEndsAt = addSeconds(now, 900);

const accepted: Decision = {
  outcome: 'accepted',
  by: 'rule',
  ruleVersion: 'rule-1',
  decidedAt: now,
};

const rejectedBy = (reviewerId: ContributorId): Decision => ({
  outcome: 'rejected',
  by: 'reviewer',
  reviewerId,
  reason: 'poor-quality',
  ruleVersion: 'person',
  decidedAt: now,
});

const viewOf = ({ clipId }: ReviewTask): FootageView => ({
  viewId: newId('view'),
  clipId,
  reviewerId: newId('contributor'),
  role: 'reviewer',
  variant: 'original',
  reason: 'picture-quality',
  viewedAt: now,
  validSeconds: 60,
});

const opened = async (reviews: ReviewStore, changes: Partial<ReviewTask> = {}) => {
  const task = sampleTask(changes);
  await reviews.open(task, `token of ${task.clipId}`);
  return task;
};

/** Every open task's clip, page by page. */
const openClips = async (reviews: ReviewStore, limit: number): Promise<readonly ClipId[]> => {
  const seen: ClipId[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 20; page += 1) {
    const found = await reviews.listOpen({ limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(found.tasks.length).toBeLessThanOrEqual(limit);
    seen.push(...found.tasks.map(({ clipId }) => clipId));
    cursor = found.cursor;
    if (cursor === undefined) return seen;
  }
  throw new Error('The list does not end');
};

/** What every `ReviewStore` keeps. `make` gives an empty one each time. */
export const reviewStoreContract = (make: () => Promise<ReviewStore>): void => {
  describe('a store of reviews', () => {
    openingContract(make);
    claimContract(make);
    decisionContract(make);
    erasureContract(make);
  });
};

const openingContract = (make: () => Promise<ReviewStore>): void => {
  it('gives task and token back', async () => {
    const reviews = await make();
    const task = await opened(reviews);
    expect(await reviews.find(task.clipId)).toEqual(task);
    expect(await reviews.token(task.clipId)).toBe(`token of ${task.clipId}`);
  });

  it('has neither task nor token of a clip it was not told of', async () => {
    const reviews = await make();
    expect(await reviews.find(newId('clip'))).toBeUndefined();
    expect(await reviews.token(newId('clip'))).toBeUndefined();
  });

  it('keeps the first task and takes the newest token when opened again', async () => {
    const reviews = await make();
    const task = await opened(reviews);
    await reviews.open({ ...task, referredBecause: ['Other.'], flags: ['frozen'] }, 'newer');
    expect(await reviews.find(task.clipId)).toEqual(task);
    expect(await reviews.token(task.clipId)).toBe('newer');
  });

  it('keeps a decision when opened again, and takes the newest token', async () => {
    const reviews = await make();
    const task = await opened(reviews);
    await reviews.decide(task.clipId, accepted, { now });
    await reviews.open(task, 'newer');
    expect((await reviews.find(task.clipId))?.decision).toEqual(accepted);
    expect(await reviews.token(task.clipId)).toBe('newer');
    expect(await openClips(reviews, 10)).toEqual([]);
  });

  it('keeps looks at a clip, each once and in order, while its task is there', async () => {
    const reviews = await make();
    const task = await opened(reviews);
    const [first, second] = [viewOf(task), viewOf(task)];
    for (const view of [second, first, second]) {
      expect(await reviews.recordView(view)).toBe('recorded');
    }
    expect(await reviews.views(task.clipId)).toEqual([first, second]);
    expect(await reviews.views(newId('clip'))).toEqual([]);
    expect(await reviews.count(task.clipId)).toBe(4);
    await reviews.erase(task.clipId);
    expect(await reviews.views(task.clipId)).toEqual([]);
    expect(await reviews.count(task.clipId)).toBe(0);
    expect(await reviews.recordView(first)).toBe('absent');
    expect(await reviews.count(task.clipId)).toBe(0);
  });

  it('lists open tasks by deadline, in pages, without decided ones', async () => {
    const reviews = await make();
    const at = (seconds: number) => ({ deadlineAt: addSeconds(now, seconds) });
    const third = await opened(reviews, at(300));
    const first = await opened(reviews, at(100));
    const decided = await opened(reviews, at(150));
    const second = await opened(reviews, at(200));
    await reviews.decide(decided.clipId, accepted, { now });
    const inOrder = [first, second, third].map(({ clipId }) => clipId);
    expect(await openClips(reviews, 10)).toEqual(inOrder);
    expect(await openClips(reviews, 1)).toEqual(inOrder);
  });

  it('lists tasks with one deadline once each', async () => {
    const reviews = await make();
    const tasks = [await opened(reviews), await opened(reviews), await opened(reviews)];
    const clips = tasks.map(({ clipId }) => clipId);
    expect((await openClips(reviews, 1)).toSorted()).toEqual(clips.toSorted());
  });
};

const claimContract = (make: () => Promise<ReviewStore>): void => {
  it('gives a task to one of many rivals', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    const rivals = Array.from({ length: 5 }, () => newId('contributor'));
    const outcomes = await Promise.all(
      rivals.map((reviewerId) => reviews.claim(clipId, { reviewerId, leaseEndsAt, now })),
    );
    expect(outcomes.toSorted()).toEqual(['claimed', 'held', 'held', 'held', 'held']);
    const winner = rivals[outcomes.indexOf('claimed')];
    expect((await reviews.find(clipId))?.claim).toEqual({ reviewerId: winner, leaseEndsAt });
  });

  it('renews the lease of who holds it, and gives it to others once it is over', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    const [one, other] = [newId('contributor'), newId('contributor')];
    await reviews.claim(clipId, { reviewerId: one, leaseEndsAt, now });
    const longer = addSeconds(leaseEndsAt, 60);
    const renewed = { reviewerId: one, leaseEndsAt: longer, now };
    expect(await reviews.claim(clipId, renewed)).toBe('claimed');
    const late = addSeconds(longer, 900);
    const before = { reviewerId: other, leaseEndsAt: late, now: leaseEndsAt };
    expect(await reviews.claim(clipId, before)).toBe('held');
    expect(await reviews.claim(clipId, { ...before, now: longer })).toBe('claimed');
    expect((await reviews.find(clipId))?.claim?.reviewerId).toBe(other);
  });

  it('gives away neither decided nor unknown tasks', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    await reviews.decide(clipId, accepted, { now });
    const claim = { reviewerId: newId('contributor'), leaseEndsAt, now };
    expect(await reviews.claim(clipId, claim)).toBe('decided');
    const unknown = newId('clip');
    expect(await reviews.claim(unknown, claim)).toBe('absent');
    expect(await reviews.find(unknown)).toBeUndefined();
  });
};

const decisionContract = (make: () => Promise<ReviewStore>): void => {
  it('stores one decision for ever', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    expect(await reviews.decide(clipId, accepted, { now })).toBe('decided');
    const other = rejectedBy(newId('contributor'));
    expect(await reviews.decide(clipId, other, { now })).toBe('already');
    expect(await reviews.decide(clipId, accepted, { now })).toBe('already');
    expect((await reviews.find(clipId))?.decision).toEqual(accepted);
  });

  it('stores the decision of one of many rivals', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    const rivals = Array.from({ length: 5 }, () => rejectedBy(newId('contributor')));
    const outcomes = await Promise.all(
      rivals.map((decision) => reviews.decide(clipId, decision, { now })),
    );
    expect(outcomes.toSorted()).toEqual(['already', 'already', 'already', 'already', 'decided']);
    const winner = rivals[outcomes.indexOf('decided')];
    expect((await reviews.find(clipId))?.decision).toEqual(winner);
  });

  it('takes a reviewer’s decision only while they hold the claim', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    const [one, other] = [newId('contributor'), newId('contributor')];
    const decide = (heldBy: ContributorId, at: string) =>
      reviews.decide(clipId, rejectedBy(heldBy), { heldBy, now: at });
    expect(await decide(one, now)).toBe('not-held');
    await reviews.claim(clipId, { reviewerId: one, leaseEndsAt, now });
    expect(await decide(other, now)).toBe('not-held');
    expect(await decide(one, leaseEndsAt)).toBe('not-held');
    expect((await reviews.find(clipId))?.decision).toBeUndefined();
    expect(await decide(one, addSeconds(now, 899))).toBe('decided');
    expect(await decide(one, addSeconds(now, 899))).toBe('already');
    expect(await decide(other, now)).toBe('already');
  });

  it('decides a claimed task without the claim where none is asked for', async () => {
    const reviews = await make();
    const { clipId } = await opened(reviews);
    await reviews.claim(clipId, { reviewerId: newId('contributor'), leaseEndsAt, now });
    expect(await reviews.decide(clipId, accepted, { now })).toBe('decided');
  });

  it('decides nothing that is not there', async () => {
    const reviews = await make();
    const clipId = newId('clip');
    expect(await reviews.decide(clipId, accepted, { now })).toBe('absent');
    const heldBy = newId('contributor');
    expect(await reviews.decide(clipId, accepted, { heldBy, now })).toBe('absent');
    expect(await reviews.find(clipId)).toBeUndefined();
  });
};

const erasureContract = (make: () => Promise<ReviewStore>): void => {
  it('forgets task and token, open or decided, however often it is told', async () => {
    const reviews = await make();
    const open = await opened(reviews);
    const decided = await opened(reviews);
    await reviews.decide(decided.clipId, accepted, { now });
    for (const { clipId } of [open, decided, open]) {
      await reviews.erase(clipId);
      expect(await reviews.find(clipId)).toBeUndefined();
      expect(await reviews.token(clipId)).toBeUndefined();
    }
    expect(await openClips(reviews, 10)).toEqual([]);
  });
};
