import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { sqsLeafQueue } from '../../../core/adapters/sqs/leaf-queue.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import { scriptedConfig, startScriptedServer, type ScriptedAnswer } from './scripted-server.ts';

const leaves: readonly Leaf[] = Array.from({ length: 3 }, (_, at) => ({
  leafId: `leaf_${at}`,
  kind: 'awarded',
  day: '2026-11-23',
  commitment: Buffer.alloc(32, at).toString('base64'),
}));

const answerOf = (failed: readonly string[]): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({
    Successful: [],
    Failed: failed.map((Id) => ({ Id, SenderFault: false, Code: 'InternalError' })),
  }),
});

const send = async (answers: readonly ScriptedAnswer[]) => {
  const server = await startScriptedServer(answers);
  const sqs = new SQSClient({ ...scriptedConfig(server.url), md5: false });
  const queue = sqsLeafQueue({ sqs, queueUrl: `${server.url}/000000000000/leaves` });
  try {
    const [settled] = await Promise.allSettled([queue.send(leaves)]);
    const sent = server.requests.map(({ body }) =>
      (JSON.parse(body).Entries as { MessageBody: string }[]).map(
        ({ MessageBody }) => JSON.parse(MessageBody) as Leaf,
      ),
    );
    return { settled, sent };
  } finally {
    sqs.destroy();
    await server.end();
  }
};

describe('the queue of leaves', () => {
  it('sends again only what was not taken', async () => {
    const { settled, sent } = await send([answerOf(['0', '2']), answerOf(['1']), answerOf([])]);
    expect(settled.status).toBe('fulfilled');
    expect(sent).toEqual([leaves, [leaves[0], leaves[2]], [leaves[2]]]);
  });

  it('fails when a leaf is refused again and again', async () => {
    const { settled, sent } = await send([answerOf(['0'])]);
    expect(settled.status).toBe('rejected');
    expect(sent).toHaveLength(4);
  });
});
