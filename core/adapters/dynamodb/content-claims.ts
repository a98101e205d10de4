import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { clipItems } from '../../contracts/layout/items.ts';
import { contentsOf } from '../../domain/intake/content.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import { readGrant } from './grant-item.ts';
import { readItem, type Table } from './table.ts';
import type { TransactItem } from './transaction.ts';

/**
 * A claim on a content is an item under it with the `clipId` that holds it. One that is freed loses
 * the `clipId` and stays until the clip is erased: so functions that end clips need no right to
 * delete, and a claim lives no longer than the grant that tells of it.
 */
const isMineOrFree = 'attribute_not_exists(clipId) OR clipId = :clipId';

/** Claims a content for a clip, unless another one holds it. */
export const claimContent = (table: string, content: string, clipId: ClipId): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...clipItems.content(content) },
    UpdateExpression: 'SET clipId = :clipId',
    ConditionExpression: isMineOrFree,
    ExpressionAttributeValues: { ':clipId': clipId },
  },
});

/**
 * What lets others claim what a clip holds, for the transaction that ends it. One strongly
 * consistent read for the grant and one for each of its claims, of which there are two at most.
 */
export const freeContents = async (
  clipId: ClipId,
  clips: Table,
): Promise<readonly TransactItem[]> => {
  const held = (await claimsOf(clipId, clips)).filter(({ holder }) => holder === clipId);
  return held.map(({ content }) => ({
    Update: {
      TableName: clips.table,
      Key: { ...clipItems.content(content) },
      UpdateExpression: 'REMOVE clipId',
      ConditionExpression: 'clipId = :clipId',
      ExpressionAttributeValues: { ':clipId': clipId },
    },
  }));
};

interface Claim {
  readonly content: string;
  /** The clip that holds it; undefined of one that was freed. */
  readonly holder: unknown;
}

/** The claims that the clip's grant tells of, whoever holds them now. */
const claimsOf = async (clipId: ClipId, clips: Table): Promise<readonly Claim[]> => {
  const grant = await readGrant(clipId, clips);
  const claims: Claim[] = [];
  for (const content of grant === undefined ? [] : contentsOf(grant)) {
    const claim = await readItem(clips, clipItems.content(content));
    if (claim !== undefined) claims.push({ content, holder: claim['clipId'] });
  }
  return claims;
};

/** Whether another clip holds the content. */
export const isTaken = async (content: string, clipId: ClipId, clips: Table): Promise<boolean> =>
  ((await readItem(clips, clipItems.content(content)))?.['clipId'] ?? clipId) !== clipId;

/**
 * Removes the claims that go with a clip: its own, and those it freed and nobody took up. To be
 * done before its grant is removed, which alone tells them.
 */
export const eraseClaims = async (clipId: ClipId, clips: Table): Promise<void> => {
  for (const { content } of await claimsOf(clipId, clips)) {
    await eraseClaim(content, clipId, clips);
  }
};

const eraseClaim = async (
  content: string,
  clipId: ClipId,
  { documents, table }: Table,
): Promise<void> => {
  try {
    await documents.send(
      new DeleteCommand({
        TableName: table,
        Key: { ...clipItems.content(content) },
        ConditionExpression: isMineOrFree,
        ExpressionAttributeValues: { ':clipId': clipId },
      }),
    );
  } catch (error) {
    // It is another clip's by now, and goes with that one.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** How many claims go with a clip, as far as its grant still tells them. */
export const countClaims = async (clipId: ClipId, clips: Table): Promise<number> =>
  (await claimsOf(clipId, clips)).filter(({ holder }) => (holder ?? clipId) === clipId).length;
