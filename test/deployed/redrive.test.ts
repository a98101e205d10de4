import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, jest } from '@jest/globals';
import { deadLetterQueueName } from '../../core/contracts/layout/names.ts';
import { landingKey } from '../../core/contracts/layout/objects.ts';
import { queueNames } from '../../core/contracts/resources.ts';
import { localDeployment } from '../../local/cloud/local-cloud.ts';
import { until } from '../../local/life/steps.ts';
import { demoPeople, patience, wholeLifeMilliseconds } from './support/program.ts';
import { sqs } from './support/storage.ts';

jest.setTimeout(wholeLifeMilliseconds);

/** Nobody's clip: whoever validates it finds nothing to do. */
const body = JSON.stringify({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: 'any' },
        object: { key: landingKey('clip_01J9Z3ABCDEFGHJKMNPQRSTVWX') },
      },
    },
  ],
});

/** What the emulator does not do by itself: a message that was delivered too often. */
const putAside = async (messages: number): Promise<void> => {
  const QueueName = deadLetterQueueName(localDeployment, 'uploads');
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  for (let sent = 0; sent < messages; sent += 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  }
};

const stateOfUploads = async () => {
  const { queues } = await demoPeople.platform.listQueues();
  return queues.find(({ queue }) => queue === 'uploads');
};

describe('what was put aside', () => {
  it('is seen by the platform team, in every queue', async () => {
    const { queues } = await demoPeople.platform.listQueues();
    expect(queues.map(({ queue }) => queue)).toEqual(queueNames);
  });

  it('goes back to its queue and through its function', async () => {
    await putAside(12);
    expect(await stateOfUploads()).toMatchObject({ deadLetters: 12 });
    const redriven = await demoPeople.platform.redriveQueue({ queue: 'uploads' });
    expect(redriven).toEqual({ queue: 'uploads', moved: 12, left: 0 });
    const drained = await until(
      'the redriven messages are consumed',
      async () => {
        const state = await stateOfUploads();
        return state?.waiting === 0 && state.inWork === 0 ? state : undefined;
      },
      patience,
    );
    expect(drained).toMatchObject({ deadLetters: 0 });
  });
});
