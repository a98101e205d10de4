import { beforeAll, describe, expect, it } from '@jest/globals';
import { taskErrors } from '../../core/contracts/errors.ts';
import { requestDecision, settleClip } from '../../core/contracts/functions/index.ts';
import {
  analysisHeartbeatSeconds,
  analysisTimeoutSeconds,
  clipStates,
  decisionTimeoutSeconds,
  maxAnalysisDeliveries,
} from '../../core/contracts/workflows/clip-workflow.ts';
import {
  expiryStates,
  maxConcurrentBatches,
} from '../../core/contracts/workflows/expiry-workflow.ts';
import { queueName } from '../../core/contracts/layout/names.ts';
import { synthesized, theOnly, type Synthesized } from './synthesized.ts';

interface Retry {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly Retry[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly ResultPath: string | null;
  }[];
  readonly ResultPath?: string | null;
  readonly ResultSelector?: Readonly<Record<string, string>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly MaxConcurrency?: number;
  readonly ItemsPath?: string;
  readonly ItemSelector?: unknown;
  readonly TimestampPath?: string;
  readonly ItemProcessor?: Definition;
}

interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

let prod: Synthesized;
let clip: Definition;
let expiry: Definition;
beforeAll(() => {
  prod = synthesized('prod');
  clip = definitionOf('clip');
  expiry = definitionOf('expiry');
});

/** The definition as Step Functions reads it; what only CloudFormation knows becomes `?`. */
const definitionOf = (name: string): Definition => {
  const machine = theOnly(
    prod
      .all('AWS::StepFunctions::StateMachine')
      .filter(({ properties }) => String(properties['StateMachineName']).includes(`-${name}-`)),
  );
  const { 'Fn::Join': join } = machine.properties['DefinitionString'] as {
    'Fn::Join': [string, readonly unknown[]];
  };
  return JSON.parse(
    join[1].map((part) => (typeof part === 'string' ? part : '?')).join(''),
  ) as Definition;
};

const allStates = (definition: Definition): readonly (readonly [string, State])[] =>
  Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor === undefined ? [] : allStates(state.ItemProcessor)),
  ]);

const stateOf = (definition: Definition, name: string): State =>
  theOnly(allStates(definition).filter(([each]) => each === name))[1];

/** States on the way when nothing goes wrong. */
const happyPath = (definition: Definition): readonly string[] => {
  const path: string[] = [];
  let next: string | undefined = definition.StartAt;
  while (next !== undefined && path.length < 50) {
    path.push(next);
    next = definition.States[next]?.Next;
  }
  return path;
};

describe('every workflow', () => {
  it('has a timeout, a retry and a catch on every task', () => {
    const tasks = [...allStates(clip), ...allStates(expiry)].filter(
      ([, state]) => state.Type === 'Task',
    );
    expect(tasks).toHaveLength(3 + 4);
    for (const [, task] of tasks) {
      const bound = task.TimeoutSecondsPath ?? task.TimeoutSeconds ?? 0;
      expect(bound === '$.decisionSeconds' || Number(bound) > 0).toBe(true);
      expect(task.Retry?.some(({ MaxAttempts = 3 }) => MaxAttempts > 0)).toBe(true);
      expect(task.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))).toBe(true);
    }
  });

  it('bounds every retry: at most 9 tries, within 25 minutes', () => {
    for (const [, { Retry = [] }] of [...allStates(clip), ...allStates(expiry)]) {
      for (const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2 } of Retry) {
        const waits = Array.from(
          { length: MaxAttempts },
          (_, attempt) => IntervalSeconds * BackoffRate ** attempt,
        );
        expect(MaxAttempts).toBeLessThanOrEqual(8);
        expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(1_500);
      }
    }
  });

  it('ends by itself, is Standard, logs errors only and never what it carries', () => {
    for (const definition of [clip, expiry]) expect(definition.TimeoutSeconds).toBeGreaterThan(0);
    for (const { properties } of prod.all('AWS::StepFunctions::StateMachine')) {
      expect(properties['StateMachineType']).toBe('STANDARD');
      expect(properties['LoggingConfiguration']).toMatchObject({
        Level: 'ERROR',
        IncludeExecutionData: false,
      });
      expect(properties['TracingConfiguration']).toBeUndefined();
    }
  });

  it('keeps no error, no message and no answer in its state', () => {
    for (const [, { Catch = [] }] of [...allStates(clip), ...allStates(expiry)]) {
      for (const { ResultPath } of Catch) expect(ResultPath).toBeNull();
    }
  });
});

describe('the clip workflow', () => {
  it('takes a clip to its end in at most 6 billed transitions', () => {
    const path = happyPath(clip);
    expect(path).toEqual([clipStates.analyze, clipStates.decide, clipStates.settle]);
    // The start and the end count, too.
    expect(path.length + 2).toBeLessThanOrEqual(6);
  });

  it('carries the id of the clip and nothing else', () => {
    for (const name of [clipStates.analyze, clipStates.decide, clipStates.settle]) {
      expect(stateOf(clip, name).ResultPath).toBeNull();
    }
  });

  it('waits for the analyzer a day, by a token in the encrypted queue', () => {
    const analyze = stateOf(clip, clipStates.analyze);
    expect(analyze.Resource).toMatch(/sqs:sendMessage\.waitForTaskToken$/);
    expect(analyze.TimeoutSeconds).toBe(analysisTimeoutSeconds);
    expect(analyze.Parameters?.['MessageBody']).toEqual({
      'clipId.$': '$.clipId',
      'taskToken.$': '$$.Task.Token',
      'enteredAt.$': '$$.State.EnteredTime',
      'retry.$': '$$.State.RetryCount',
    });
  });

  it('hears within hours that nobody is at work, and asks once more under a new token', () => {
    const { HeartbeatSeconds = 0, TimeoutSeconds, Retry = [] } = stateOf(clip, clipStates.analyze);
    expect(HeartbeatSeconds).toBe(analysisHeartbeatSeconds);
    expect(HeartbeatSeconds).toBeLessThan(TimeoutSeconds ?? 0);
    // The first beat is the worker's: the queue's own redelivery of a dead one's job comes first.
    const queue = theOnly(
      prod
        .all('AWS::SQS::Queue')
        .filter(({ properties }) => properties['QueueName'] === queueName('prod', 'analysis')),
    );
    expect(HeartbeatSeconds).toBeGreaterThan(Number(queue.properties['VisibilityTimeout']));
    // Retriers are looked at in their order; "States.TaskFailed" would match it, too.
    const silent = Retry.findIndex(({ ErrorEquals }) =>
      ErrorEquals.includes('States.HeartbeatTimeout'),
    );
    expect(Retry[silent]).toMatchObject({ MaxAttempts: 1 });
    const any = Retry.findIndex(({ ErrorEquals }) => ErrorEquals.includes('States.TaskFailed'));
    expect(silent).toBeLessThan(any);
  });

  it('puts no job aside before the analyzer has given it up itself', () => {
    const redrives = prod
      .all('AWS::SQS::Queue')
      .filter(({ properties }) => properties['QueueName'] === queueName('prod', 'analysis'))
      .map(({ properties }) => properties['RedrivePolicy'] as { maxReceiveCount: number });
    expect(theOnly(redrives).maxReceiveCount).toBeGreaterThan(maxAnalysisDeliveries);
  });

  it('does not analyze again what the analyzer gave up on', () => {
    const [first, , third] = stateOf(clip, clipStates.analyze).Retry ?? [];
    expect(first).toMatchObject({ MaxAttempts: 0 });
    expect(first?.ErrorEquals).toEqual(
      expect.arrayContaining(['UndecodableFootage', 'FootageMissing', 'AnalysisGaveUp']),
    );
    expect(third?.ErrorEquals).toEqual(['States.TaskFailed']);
  });

  it('refuses what cannot be decoded and shows a person whatever else was not analyzed', () => {
    const { Catch = [] } = stateOf(clip, clipStates.analyze);
    expect(Catch.map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
      [['UndecodableFootage'], clipStates.unreadable],
      [['States.ALL'], clipStates.decide],
    ]);
    expect(stateOf(clip, clipStates.unreadable).Type).toBe('Succeed');
  });

  it('waits for a decision longer than a campaign may, then settles without one', () => {
    const decide = stateOf(clip, clipStates.decide);
    expect(decide.Resource).toMatch(/lambda:invoke\.waitForTaskToken$/);
    expect(decide.TimeoutSecondsPath).toBe('$.decisionSeconds');
    expect(decide.Parameters).toMatchObject({
      Payload: { 'clipId.$': '$.clipId', 'taskToken.$': '$$.Task.Token' },
    });
    expect(decide.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: clipStates.settle }]);
    expect(clip.TimeoutSeconds).toBeGreaterThan(analysisTimeoutSeconds + decisionTimeoutSeconds);
  });

  it('fails loudly when it cannot settle', () => {
    const settle = stateOf(clip, clipStates.settle);
    expect(settle.TimeoutSeconds).toBeGreaterThan(settleClip.timeoutSeconds);
    expect(settle.Catch).toMatchObject([
      { ErrorEquals: [taskErrors.escalated], Next: clipStates.decide },
      { ErrorEquals: ['States.ALL'], Next: clipStates.stuck },
    ]);
    expect(stateOf(clip, clipStates.stuck).Type).toBe('Fail');
    expect(requestDecision.trigger.kind).toBe('workflow-task');
  });
});

describe('the expiry workflow', () => {
  it('finds, erases, verifies and buries, in this order', () => {
    expect(happyPath(expiry)).toEqual([expiryStates.find, expiryStates.each]);
    const batch = stateOf(expiry, expiryStates.each).ItemProcessor;
    expect(batch && happyPath(batch)).toEqual([
      expiryStates.erase,
      expiryStates.verify,
      expiryStates.bury,
    ]);
  });

  it('hands each step the name of one bucket, a bounded number side by side', () => {
    const each = stateOf(expiry, expiryStates.each);
    expect(each).toMatchObject({
      ItemsPath: '$.buckets',
      ItemSelector: { 'bucket.$': '$$.Map.Item.Value' },
      MaxConcurrency: maxConcurrentBatches,
      ResultPath: null,
    });
    for (const name of [expiryStates.erase, expiryStates.verify, expiryStates.bury]) {
      expect(stateOf(expiry, name).Parameters).toMatchObject({
        Payload: { 'bucket.$': '$.bucket' },
      });
    }
  });

  it('never waits: what must wait for a URL’s end falls due again, and holds nobody up', () => {
    const batch = stateOf(expiry, expiryStates.each).ItemProcessor;
    expect(JSON.stringify([expiry, batch])).not.toContain('"Type":"Wait"');
  });

  it('leaves a batch that fails to the next run, and the others go on', () => {
    for (const name of [expiryStates.erase, expiryStates.verify, expiryStates.bury]) {
      expect(stateOf(expiry, name).Catch).toMatchObject([{ Next: expiryStates.putOff }]);
    }
    expect(stateOf(expiry, expiryStates.putOff).Type).toBe('Succeed');
    expect(stateOf(expiry, expiryStates.find).Catch).toMatchObject([{ Next: expiryStates.lost }]);
  });
});
