import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { clipItems } from '../../contracts/layout/items.ts';
import type { AnalysisSummary } from '../../domain/inference/analysis.ts';
import {
  taskAfter,
  type AnalysisAttempt,
  type AnalysisBegun,
  type AnalysisTask,
} from '../../domain/inference/attempt.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import { countShape } from './stored-shapes.ts';
import { readItem, type Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

const taskShape: z.ZodType<AnalysisTask> = z.object({
  enteredAt: z.string(),
  retry: countShape,
  tokenDigest: z.string(),
  tries: countShape,
});

/** Names that a condition on an attempt uses: `retry` and its like may become reserved words. */
const attemptNames = {
  '#enteredAt': 'enteredAt',
  '#retry': 'retry',
  '#tokenDigest': 'tokenDigest',
} as const;

const isAttempt = '#enteredAt = :enteredAt AND #retry = :retry AND #tokenDigest = :tokenDigest';

const attemptValues = ({ enteredAt, retry, tokenDigest }: AnalysisAttempt) => ({
  ':enteredAt': enteredAt,
  ':retry': retry,
  ':tokenDigest': tokenDigest,
});

/** Holds while this attempt is the one that the clip remembers. */
export const underAttempt = (
  clipId: ClipId,
  attempt: AnalysisAttempt,
  table: string,
): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: { ...clipItems.analysisTask(clipId) },
    ConditionExpression: isAttempt,
    ExpressionAttributeNames: attemptNames,
    ExpressionAttributeValues: attemptValues(attempt),
  },
});

const whileAnalyzing = (clipId: ClipId, table: string): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: { ...clipItems.clip(clipId) },
    ConditionExpression: '#state = :analyzing',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':analyzing': 'analyzing' },
  },
});

/** Puts the task in the place of the one that was read, and of no other. */
const replaceTask = (
  clipId: ClipId,
  { before, after }: { before: AnalysisTask | undefined; after: AnalysisTask },
  table: string,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...clipItems.analysisTask(clipId), ...after },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: `${isAttempt} AND #tries = :tries`,
          ExpressionAttributeNames: { ...attemptNames, '#tries': 'tries' },
          ExpressionAttributeValues: { ...attemptValues(before), ':tries': before.tries },
        }),
  },
});

/** Rivals of one clip are few: deliveries of its attempts, of which the queue has a handful. */
const maxRivals = 8;

/** One read, then condition and task: 1 read unit, 2 + 2 write units. */
export const beginAnalysis = async (
  clipId: ClipId,
  attempt: AnalysisAttempt,
  { documents, table }: Table,
): Promise<AnalysisBegun> => {
  for (let rival = 0; rival < maxRivals; rival += 1) {
    const item = await readItem({ documents, table }, clipItems.analysisTask(clipId));
    const before = item === undefined ? undefined : taskShape.parse(item);
    const after = taskAfter(before, attempt);
    if (after === 'late') return { status: 'late' };
    const failed = await writeAll(documents, [
      whileAnalyzing(clipId, table),
      replaceTask(clipId, { before, after }, table),
    ]);
    if (failed.has(0)) return { status: 'stale' };
    if (failed.size === 0) return { status: 'begun', tries: after.tries };
  }
  throw new Error(`Clip ${clipId}: its analysis was begun ${maxRivals} times while it was begun`);
};

/** 1 write unit. Another attempt's task, or one without tries, is left as it is. */
export const excuseTry = async (
  clipId: ClipId,
  attempt: AnalysisAttempt,
  { documents, table }: Table,
): Promise<void> => {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...clipItems.analysisTask(clipId) },
        UpdateExpression: 'ADD #tries :minusOne',
        ConditionExpression: `${isAttempt} AND #tries > :none`,
        ExpressionAttributeNames: { ...attemptNames, '#tries': 'tries' },
        ExpressionAttributeValues: { ...attemptValues(attempt), ':minusOne': -1, ':none': 0 },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** Two conditions and the analysis, 1 KB each at most: 6 write units. */
export const recordAnalysis = async (
  { clipId, summary, attempt }: Recorded,
  { documents, table }: Table,
): Promise<'recorded' | 'late' | 'stale'> => {
  const failed = await writeAll(documents, [
    whileAnalyzing(clipId, table),
    underAttempt(clipId, attempt, table),
    { Put: { TableName: table, Item: { ...clipItems.analysis(clipId), ...summary } } },
  ]);
  if (failed.has(1)) return 'late';
  return failed.has(0) ? 'stale' : 'recorded';
};

interface Recorded {
  readonly clipId: ClipId;
  readonly summary: AnalysisSummary;
  readonly attempt: AnalysisAttempt;
}
