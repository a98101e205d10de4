import { afterEach, describe, expect, it } from '@jest/globals';
import {
  functionId,
  parseEnvironment,
  resourceVariables,
} from '../../../core/contracts/functions/function-contract.ts';
import {
  functionContracts,
  settleClip,
  startExpiry,
} from '../../../core/contracts/functions/index.ts';
import { settleRequest } from '../../../core/contracts/workflows/clip-workflow.ts';
import { scheduleHandler, taskHandler } from '../../../functions/middleware/task.ts';
import { captured, context, deployAs, type Handler } from './invocation.ts';

const takeAways: (() => void)[] = [];
afterEach(() => {
  for (const takeAway of takeAways.splice(0)) takeAway();
});

describe('a step of a workflow', () => {
  const settling = (run: (payload: { clipId: string }) => Promise<object>) => {
    takeAways.push(deployAs(settleClip));
    return taskHandler(settleClip, () => ({}), settleRequest, run) as Handler<unknown, object>;
  };

  it('gets its payload checked, and answers what its work answers', async () => {
    const given: unknown[] = [];
    const handler = settling(async (payload) => {
      given.push(payload);
      return { settlement: 'awarded' };
    });
    const request = captured<object>('task-settle-request');
    expect(await handler({ ...request, more: 'than asked' }, context)).toEqual({
      settlement: 'awarded',
    });
    expect(given).toEqual([request]);
  });

  it.each([{}, { clipId: 'clip_1' }, { clipId: 7 }, null, 'clip'])(
    'refuses a payload of another form: %j',
    async (payload) => {
      const handler = settling(async () => ({}));
      await expect(handler(payload, context)).rejects.toMatchObject({ name: 'ZodError' });
    },
  );

  it('hands its failure back to the workflow, by its own name', async () => {
    class OutOfReach extends Error {
      override readonly name = 'OutOfReach';
    }
    const handler = settling(() => Promise.reject(new OutOfReach('the table')));
    await expect(handler(captured('task-settle-request'), context)).rejects.toMatchObject({
      name: 'OutOfReach',
    });
  });

  it('names what its environment lacks, before anything is done', async () => {
    let wasRun = false;
    const handler = settling(async () => {
      wasRun = true;
      return {};
    });
    delete process.env['TABLE_LEDGER'];
    await expect(handler(captured('task-settle-request'), context)).rejects.toThrow(
      'Function rewards/settle-clip: environment is missing or wrong: TABLE_LEDGER',
    );
    expect(wasRun).toBe(false);
  });
});

describe('a function behind a schedule', () => {
  it('runs whatever its event holds', async () => {
    takeAways.push(deployAs(startExpiry));
    const handler = scheduleHandler(
      startExpiry,
      () => ({ outcome: 'nothing-due' }),
      async (container) => container,
    ) as Handler<unknown, object>;
    expect(await handler(captured('scheduled'), context)).toEqual({ outcome: 'nothing-due' });
    expect(await handler({}, context)).toEqual({ outcome: 'nothing-due' });
  });
});

describe('the environment of every function', () => {
  const functions = functionContracts.map((contract) => ({ id: functionId(contract), contract }));

  it.each(functions)(
    '$id is read by its contract, and each missing variable is named',
    ({ id, contract }) => {
      const takeAway = deployAs(contract);
      const whole = { ...process.env };
      takeAway();
      expect(() => parseEnvironment(contract, whole)).not.toThrow();
      const names = [
        ...resourceVariables(contract.access),
        ...Object.keys(contract.settings.shape),
      ];
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        const { [name]: _, ...without } = whole;
        expect(() => parseEnvironment(contract, without)).toThrow(
          `Function ${id}: environment is missing or wrong: ${name}`,
        );
      }
    },
  );

  it('takes no number that is none, and no upload URL that lives over 15 minutes', () => {
    const contract = functionContracts.find(({ name }) => name === 'serve-uploads');
    if (contract === undefined) throw new Error('There is no serve-uploads');
    const takeAway = deployAs(contract);
    const whole = { ...process.env };
    takeAway();
    for (const uploadUrlSeconds of ['901', '0', 'soon', '-5', '1.5']) {
      expect(() => parseEnvironment(contract, { ...whole, uploadUrlSeconds })).toThrow(
        'uploadUrlSeconds',
      );
    }
  });
});
