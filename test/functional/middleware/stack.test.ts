import { beforeAll, describe, expect, it } from '@jest/globals';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { observe, type Observability } from '../../../functions/middleware/observability.ts';
import { lazily, stack } from '../../../functions/middleware/stack.ts';
import { context, linesWhile, speakUp, type Handler, type LogLine } from './invocation.ts';

type Work = (observability: Observability) => unknown;

/** A function whose work leaves a key in the logger and a metric, twice invoked. */
const linesOfTwo = async (
  work: Work,
  ...added: readonly ((observability: Observability) => MiddlewareObj<string, unknown>)[]
): Promise<readonly LogLine[]> => {
  const observability = observe({ stage: 'operations', name: 'try-stack' });
  const handler = stack<string, unknown>(
    observability,
    ...added.map((make) => make(observability)),
  ).handler(async () => work(observability)) as Handler<string, unknown>;
  return linesWhile(async () => {
    for (const awsRequestId of ['first', 'second']) {
      await handler('event', { ...context, awsRequestId }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Error);
      });
    }
  });
};

const leaveTraces = ({ logger, metrics }: Observability): void => {
  logger.info('as it was');
  logger.appendKeys({ clipId: 'clip_of_this_invocation' });
  metrics.addMetric(metricNames.uploadsValidated, MetricUnit.Count, 1);
};

/** Log lines and metrics of the two invocations. */
const sorted = (lines: readonly LogLine[]) => ({
  said: lines.filter(({ message }) => message === 'as it was'),
  counted: lines.map((line) => line[metricNames.uploadsValidated]).filter(Boolean),
});

describe('around every function', () => {
  beforeAll(speakUp);

  it.each<[string, Work]>([
    ['it succeeds', leaveTraces],
    [
      'it fails',
      (observability) => {
        leaveTraces(observability);
        throw new Error('half way');
      },
    ],
  ])('keys end and metrics are sent with each invocation, when %s', async (_when, work) => {
    const { said, counted } = sorted(await linesOfTwo(work));
    expect(said.map((line) => line['function_request_id'])).toEqual(['first', 'second']);
    expect(said[1]).not.toHaveProperty('clipId');
    expect(counted).toEqual([1, 1]);
  });

  it('so it is when a middleware throws before the work', async () => {
    const refuse = (observability: Observability) => ({
      before: () => {
        leaveTraces(observability);
        throw new Error('not this one');
      },
    });
    const { said, counted } = sorted(await linesOfTwo(() => 'never', refuse));
    expect(said[1]).not.toHaveProperty('clipId');
    expect(counted).toEqual([1, 1]);
  });

  it('so it is when a middleware returns early, which is a fault', async () => {
    let wasCalled = false;
    const early = (observability: Observability) => ({
      before: () => {
        leaveTraces(observability);
        return 'an early answer';
      },
    });
    const work = (): void => {
      wasCalled = true;
    };
    const { said, counted } = sorted(await linesOfTwo(work, early));
    expect(said[1]).not.toHaveProperty('clipId');
    expect(counted).toEqual([1, 1]);
    expect(wasCalled).toBe(false);
  });

  it('nothing is written where nothing was logged or counted', async () => {
    expect(await linesOfTwo(() => 'done')).toEqual([]);
  });
});

describe('a container', () => {
  it('is built at the first call and once', () => {
    let built = 0;
    const container = lazily(() => {
      built += 1;
      return { built };
    });
    expect(built).toBe(0);
    expect([container().built, container().built]).toEqual([1, 1]);
  });

  it('that could not be built is tried again', () => {
    let tries = 0;
    const container = lazily(() => {
      tries += 1;
      if (tries === 1) throw new Error('not yet');
      return tries;
    });
    expect(container).toThrow('not yet');
    expect(container()).toBe(2);
  });
});
