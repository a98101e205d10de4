import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { reviewItems, type ItemKey } from '../../contracts/layout/items.ts';
import { decisionTimeoutSeconds } from '../../contracts/workflows/clip-workflow.ts';
import { rejectionReasons } from '../../domain/intake/reasons.ts';
import { maxViews, type ReviewPage, type ReviewStore } from '../../domain/review/ports.ts';
import { reviewFlags, type Decision, type ReviewTask } from '../../domain/review/review.ts';
import {
  footageVariants,
  viewReasons,
  type FootageView,
} from '../../domain/review/footage-view.ts';
import type { ClipId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { millisecondsOf, type Clock, type Instant } from '../../domain/vocabulary/time.ts';
import { campaignIdShape, clipIdShape, contributorIdShape, viewIdShape } from './stored-shapes.ts';
import {
  obstacleOf,
  queryItems,
  readItem,
  queryPrefix,
  readItems,
  type StoredItem,
  type Table,
} from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

const taskShape: z.ZodType<ReviewTask> = z.object({
  clipId: clipIdShape,
  campaignId: campaignIdShape,
  contributorId: contributorIdShape,
  openedAt: z.string(),
  deadlineAt: z.string(),
  flags: z.array(z.enum(reviewFlags)),
  referredBecause: z.array(z.string()),
  claim: z.object({ reviewerId: contributorIdShape, leaseEndsAt: z.string() }).exactOptional(),
  decision: z
    .object({
      outcome: z.enum(['accepted', 'rejected']),
      by: z.enum(['rule', 'reviewer', 'deadline']),
      reviewerId: contributorIdShape.exactOptional(),
      reason: z.enum(rejectionReasons).exactOptional(),
      ruleVersion: z.string(),
      decidedAt: z.string(),
    })
    .exactOptional(),
});

/** A task stored before there were flags says `frozen`, or does not. */
const taskOf = ({ frozen, ...item }: StoredItem): ReviewTask =>
  taskShape.parse({ flags: frozen === true ? ['frozen'] : [], ...item });

const openEntryShape = z.object({ clipId: clipIdShape, openOrder: z.string() });
const tokenShape = z.object({ taskToken: z.string() });

/**
 * A token outlives its execution's wait by this much before DynamoDB may drop it: clearing up of
 * what nobody erased, not a promise.
 */
const tokenGraceSeconds = 30 * 86_400;

/** Tries against a task that is erased or opened at the same moment. */
const maxAttempts = 5;

/** Review tasks in table `reviews`; index `open` holds those that are undecided. */
export const dynamoReviewStore = ({
  documents,
  table,
  clock,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Clock;
}): ReviewStore => {
  const reviews: Table = { documents, table };
  return {
    open: (task, taskToken) => openTask(task, taskToken, clock, reviews),
    async find(clipId) {
      const item = await readItem(reviews, reviewItems.task(clipId));
      return item === undefined ? undefined : taskOf(item);
    },
    listOpen: (page) => listOpen(page, reviews),
    claim: (clipId, claim) => claimTask(clipId, claim, reviews),
    decide: (clipId, decision, condition) => decideTask(clipId, decision, condition, reviews),
    async token(clipId) {
      const item = await readItem(reviews, reviewItems.token(clipId));
      return item === undefined ? undefined : tokenShape.parse(item).taskToken;
    },
    recordView: (view) => putView(view, reviews),
    async views(clipId) {
      const items = await queryPrefix(reviews, viewPrefix(clipId), { limit: maxViews });
      return items.map((item) => viewShape.parse(item));
    },
    /** Token and views first: while the task is there, whoever erases comes back to it. */
    async erase(clipId) {
      const task = reviewItems.task(clipId);
      const remove = async (keys: readonly ItemKey[]): Promise<void> => {
        const deletions = keys.map((key) => ({ Delete: { TableName: table, Key: { ...key } } }));
        await writeAll(documents, deletions);
      };
      for (let page = 0; page < maxErasedPages; page += 1) {
        const others = (await keysOf(clipId, reviews)).filter(({ sk }) => sk !== task.sk);
        if (others.length === 0) return remove([task]);
        for (const keys of inTransactions(others)) await remove(keys);
      }
      throw new Error(`Review ${clipId} has more looks than one erasure takes: it goes on later`);
    },
    count: async (clipId) => (await keysOf(clipId, reviews)).length,
  };
};

const viewShape: z.ZodType<FootageView> = z.object({
  viewId: viewIdShape,
  clipId: clipIdShape,
  reviewerId: contributorIdShape,
  role: z.literal('reviewer'),
  variant: z.enum(footageVariants),
  reason: z.enum(viewReasons),
  viewedAt: z.string(),
  validSeconds: z.number(),
});

const viewPrefix = (clipId: ClipId): ItemKey => ({ ...reviewItems.task(clipId), sk: 'VIEW#' });

/** Items of a transaction: docs.aws amazondynamodb/latest/APIReference/API_TransactWriteItems. */
const maxTransactionItems = 100;

/** A listing is of `maxViews` looks: 100,000 are more than people can have had. */
const maxErasedPages = 100;

const inTransactions = (keys: readonly ItemKey[]): readonly (readonly ItemKey[])[] =>
  Array.from({ length: Math.ceil(keys.length / maxTransactionItems) }, (_, page) =>
    keys.slice(page * maxTransactionItems, (page + 1) * maxTransactionItems),
  );

const keyShape = z.object({ pk: z.string(), sk: z.string() });

/** Everything of a review: task, token, views. */
const keysOf = async (clipId: ClipId, reviews: Table): Promise<readonly ItemKey[]> => {
  const { pk } = reviewItems.task(clipId);
  const items = await queryItems(
    reviews,
    { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } },
    { limit: maxViews + 2 },
  );
  return items.map((item) => keyShape.parse(item));
};

/** A view and the check that its task is there: 1 KB each, twice: 4 write units. */
const putView = async (
  view: FootageView,
  { documents, table }: Table,
): Promise<'recorded' | 'absent'> => {
  const refused = await writeAll(documents, [
    { Put: { TableName: table, Item: { ...reviewItems.view(view.clipId, view.viewId), ...view } } },
    {
      ConditionCheck: {
        TableName: table,
        Key: { ...reviewItems.task(view.clipId) },
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
  ]);
  return refused.size === 0 ? 'recorded' : 'absent';
};

/**
 * Task and token together: (task 1 KB + token 1 KB) × 2 = 4 write units and 1 for the index. A
 * task that is there stays as it is, with its decision, and only the token is replaced.
 */
const openTask = async (
  task: ReviewTask,
  taskToken: string,
  clock: Clock,
  { documents, table }: Table,
): Promise<void> => {
  const key = reviewItems.task(task.clipId);
  const expiresAtSeconds =
    Math.floor(millisecondsOf(clock.now()) / 1_000) + decisionTimeoutSeconds + tokenGraceSeconds;
  const putToken: TransactItem = {
    Put: {
      TableName: table,
      Item: { ...reviewItems.token(task.clipId), taskToken, expiresAtSeconds },
    },
  };
  const newTask: TransactItem = {
    Put: {
      TableName: table,
      Item: { ...key, ...task, ...openMarks(task) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
  const oldTask: TransactItem = {
    ConditionCheck: {
      TableName: table,
      Key: { ...key },
      ConditionExpression: 'attribute_exists(pk)',
    },
  };
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const first = attempt % 2 === 1 ? newTask : oldTask;
    if ((await writeAll(documents, [first, putToken])).size === 0) return;
  }
  throw new Error(`Review ${task.clipId} came and went ${maxAttempts} times; try again later`);
};

/** The sparse index's attributes: an item without them is not in it. */
const openMarks = ({ clipId, deadlineAt, decision }: ReviewTask): StoredItem =>
  decision === undefined
    ? {
        openQueue: reviewItems.openQueue,
        openOrder: reviewItems.openOrder(deadlineAt, clipId),
      }
    : {};

/** A page is at most one BatchGetItem. */
const maxPageTasks = 100;

/**
 * The index says which, the tasks themselves say what they are now: the index lags, and a task
 * decided a moment ago must not be offered.
 */
const listOpen = async (
  { limit, cursor }: { limit: number; cursor?: string },
  reviews: Table,
): Promise<ReviewPage> => {
  const pageTasks = Math.min(limit, maxPageTasks);
  const entries = await queryItems(
    reviews,
    {
      IndexName: 'open',
      KeyConditionExpression:
        cursor === undefined ? 'openQueue = :queue' : 'openQueue = :queue AND openOrder > :after',
      ExpressionAttributeValues: {
        ':queue': reviewItems.openQueue,
        ...(cursor === undefined ? {} : { ':after': cursor }),
      },
    },
    // One more than the page tells whether there is another.
    { limit: pageTasks + 1 },
  );
  const page = entries.slice(0, pageTasks).map((entry) => openEntryShape.parse(entry));
  const found = await readItems(
    reviews,
    page.map(({ clipId }) => reviewItems.task(clipId)),
  );
  const tasks = new Map(found.map((item) => taskOf(item)).map((t) => [t.clipId, t]));
  const last = page.at(-1);
  return {
    tasks: page
      .flatMap(({ clipId }) => tasks.get(clipId) ?? [])
      .filter(({ decision }) => decision === undefined),
    ...(entries.length > pageTasks && last !== undefined ? { cursor: last.openOrder } : {}),
  };
};

/** One item of 1 KB: 1 write unit. */
const claimTask = async (
  clipId: ClipId,
  {
    reviewerId,
    leaseEndsAt,
    now,
  }: {
    reviewerId: ContributorId;
    leaseEndsAt: Instant;
    now: Instant;
  },
  { documents, table }: Table,
): Promise<'claimed' | 'held' | 'decided' | 'absent'> => {
  const obstacle = await obstacleOf(() =>
    documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...reviewItems.task(clipId) },
        UpdateExpression: 'SET claim = :claim',
        ConditionExpression:
          'attribute_exists(pk) AND attribute_not_exists(decision) AND ' +
          '(attribute_not_exists(claim) OR claim.reviewerId = :me OR claim.leaseEndsAt <= :now)',
        ExpressionAttributeValues: {
          ':claim': { reviewerId, leaseEndsAt },
          ':me': reviewerId,
          ':now': now,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (obstacle === undefined) return 'claimed';
  if (obstacle['pk'] === undefined) return 'absent';
  return obstacle['decision'] === undefined ? 'held' : 'decided';
};

/** One item of 1 KB, and its removal from the index: 2 write units. */
const decideTask = async (
  clipId: ClipId,
  decision: Decision,
  { heldBy, now }: { heldBy?: ContributorId; now: Instant },
  { documents, table }: Table,
): Promise<'decided' | 'already' | 'not-held' | 'absent'> => {
  const undecided = 'attribute_exists(pk) AND attribute_not_exists(decision)';
  const obstacle = await obstacleOf(() =>
    documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...reviewItems.task(clipId) },
        UpdateExpression: 'SET decision = :decision REMOVE openQueue, openOrder',
        ConditionExpression:
          heldBy === undefined
            ? undecided
            : `${undecided} AND claim.reviewerId = :holder AND claim.leaseEndsAt > :now`,
        ExpressionAttributeValues: {
          ':decision': decision,
          ...(heldBy === undefined ? {} : { ':holder': heldBy, ':now': now }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (obstacle === undefined) return 'decided';
  if (obstacle['pk'] === undefined) return 'absent';
  return obstacle['decision'] === undefined ? 'not-held' : 'already';
};
