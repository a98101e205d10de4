import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { queueNames } from '../../../core/contracts/resources.ts';
import { roles } from '../../../core/domain/vocabulary/people.ts';
import { openHttpWorld, type Caller } from './world.ts';

const pat: Caller = { subject: 'pat', roles: ['platform'] };

let world: ReturnType<typeof openHttpWorld>;
beforeEach(() => {
  world = openHttpWorld();
});
afterEach(() => world.close());

const uploads = { parameters: { queue: 'uploads' } };

describe('queues over HTTP', () => {
  it('are all listed, with what was put aside', async () => {
    world.ports.queues.leaves.putAside({ body: '{}', attributes: {} });
    const { status, document } = await world.ask('listQueues', pat);
    expect(status).toBe(200);
    expect(document).toEqual({
      queues: queueNames.map((queue) => ({
        queue,
        waiting: 0,
        inWork: 0,
        deadLetters: queue === 'leaves' ? 1 : 0,
      })),
    });
  });

  it('get back what was put aside, theirs alone', async () => {
    const { queues } = world.ports;
    queues.uploads.putAside({ body: '{"mine":1}', attributes: {} });
    queues.analysis.putAside({ body: '{"not":1}', attributes: {} });
    expect(await world.ask('redriveQueue', pat, uploads)).toMatchObject({
      status: 200,
      document: { queue: 'uploads', moved: 1, left: 0 },
    });
    expect(queues.uploads.sent()).toEqual([{ body: '{"mine":1}', attributes: {} }]);
    expect(queues.analysis.sent()).toEqual([]);
  });

  it('never tell what is in a message: it may hold a task token', async () => {
    world.ports.queues.analysis.putAside({ body: '{"taskToken":"s3cret"}', attributes: {} });
    const answers = [
      await world.ask('listQueues', pat),
      await world.ask('redriveQueue', pat, { parameters: { queue: 'analysis' } }),
    ];
    expect(JSON.stringify(answers)).not.toContain('s3cret');
  });

  it('are the platform team’s alone', async () => {
    for (const role of roles.filter((each) => each !== 'platform')) {
      const caller: Caller = { subject: role, roles: [role] };
      for (const answered of [
        await world.ask('listQueues', caller),
        await world.ask('redriveQueue', caller, uploads),
      ]) {
        expect(answered).toMatchObject({ status: 403, document: { code: 'not-allowed' } });
      }
    }
  });

  it('have names out of the list', async () => {
    const other = { parameters: { queue: 'uploads-dead-letters' } };
    expect(await world.ask('redriveQueue', pat, other)).toMatchObject({
      status: 422,
      document: { code: 'invalid-request' },
    });
  });
});
