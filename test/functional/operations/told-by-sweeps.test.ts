import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeGrants, followWithdrawals } from '../../../core/contracts/functions/index.ts';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { withdrawConsent } from '../../../core/domain/campaigns/withdraw-consent.ts';
import { signParts } from '../../../core/domain/intake/sign-parts.ts';
import { sweep } from '../../../functions/intake/close-grants/translate.ts';
import { scheduleHandler } from '../../../functions/middleware/task.ts';
import { follow } from '../../../functions/retention/follow-withdrawals/translate.ts';
import { throughCalls } from '../../support/through-calls.ts';
import {
  consentTo,
  createProgram,
  giveClip,
  openCampaign,
  personWith,
  type Program,
} from '../campaigns/program.ts';
import { createUpload, partNumbers, requestsFor, waitForLook } from '../intake/one-upload.ts';
import {
  context,
  deployAs,
  linesWhile,
  speakUp,
  type Handler,
  type LogLine,
} from '../middleware/invocation.ts';

const takeAways: (() => void)[] = [];
beforeAll(() => {
  speakUp();
  takeAways.push(deployAs(followWithdrawals), deployAs(closeGrants));
});
afterAll(() => {
  for (const takeAway of takeAways) takeAway();
});

/** What is written while a scheduled function runs once; whether it failed. */
const tick = async (
  handler: unknown,
): Promise<{ readonly lines: readonly LogLine[]; readonly failed: boolean }> => {
  let failed = false;
  const lines = await linesWhile(async () => {
    await (handler as Handler<object, object>)({}, context).catch(() => {
      failed = true;
    });
  });
  return { lines, failed };
};

/** The values of a metric, in the order in which they were sent. */
const toldOf = (lines: readonly LogLine[], metric: keyof typeof metricNames): readonly unknown[] =>
  lines.map((line) => line[metricNames[metric]]).filter((value) => value !== undefined);

/** Something that is waited for until somebody else opens it. */
const createGate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
};

describe('following withdrawals tells how old the oldest open one is', () => {
  const handlerOver = (ports: Program) =>
    scheduleHandler(
      followWithdrawals,
      (_environment, observability) => ({ ...ports, observability }),
      follow,
    );

  /** Somebody ends a consent that a clip was given under. */
  const endConsent = async (program: Program): Promise<void> => {
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, campaign, person);
    await giveClip(program, campaign, person);
    await withdrawConsent(person, { consentId }, program);
  };

  it('in seconds as the run begins, and 0 when none is open', async () => {
    const program = createProgram();
    const handler = handlerOver(program);
    const ages = async () => toldOf((await tick(handler)).lines, 'openWithdrawalAge');
    expect(await ages()).toEqual([0]);
    await endConsent(program);
    program.clock.advance(600);
    await endConsent(program);
    program.clock.advance(30);
    expect(await ages()).toEqual([630]);
    expect(await ages()).toEqual([0]);
  });

  it('in every run that fails, and older each time', async () => {
    const program = createProgram();
    await endConsent(program);
    const faulty = throughCalls(program, async ({ method, run }) => {
      if (method === 'clips.move') throw new Error('Throttled');
      return run();
    });
    const handler = handlerOver(faulty);
    for (const expected of [60, 120, 180]) {
      program.clock.advance(60);
      const { lines, failed } = await tick(handler);
      expect(failed).toBe(true);
      expect(toldOf(lines, 'openWithdrawalAge')).toEqual([expected]);
    }
  });

  it('before the work: also when the run does not come to its end', async () => {
    const program = createProgram();
    await endConsent(program);
    program.clock.advance(60);
    const [work, end] = [createGate(), createGate()];
    const held = throughCalls(program, async ({ method, run }) => {
      if (method === 'clips.move') {
        work.open();
        await end.opened;
      }
      return run();
    });
    let run: Promise<object> | undefined;
    const lines = await linesWhile(async () => {
      run = (handlerOver(held) as unknown as Handler<object, object>)({}, context);
      await work.opened;
    });
    expect(toldOf(lines, 'openWithdrawalAge')).toEqual([60]);
    end.open();
    expect(await run).toMatchObject({ closed: 1 });
  });

  it('and never less than 0, whatever another machine’s clock said', async () => {
    const program = createProgram();
    await endConsent(program);
    const { clock } = program;
    const behind = { ...program, clock: { ...clock, now: () => '2026-11-23T00:00:00.000Z' } };
    expect(toldOf((await tick(handlerOver(behind))).lines, 'openWithdrawalAge')).toEqual([0]);
  });
});

describe('the sweep of grants tells what it found', () => {
  it('joined, sent again, or expired, each as a count of its own', async () => {
    const upload = await createUpload();
    const { actor, clipId, ports } = upload;
    const signed = await signParts(actor, { clipId, parts: requestsFor(partNumbers) }, ports);
    for (const part of signed.parts) upload.send(part);
    const handler = scheduleHandler(
      closeGrants,
      (_environment, observability) => ({ ...ports, observability }),
      sweep,
    );
    const names = ['grantsExpired', 'uploadsResent', 'uploadsJoined', 'uploadsKept'] as const;
    const told: unknown[] = [];
    for (let look = 0; look < 2 && (await waitForLook(upload)); look += 1) {
      const { lines } = await tick(handler);
      told.push(names.map((name) => toldOf(lines, name)));
    }
    expect(told).toEqual([
      [[0], [0], [1], [0]],
      [[0], [1], [0], [0]],
    ]);
  });
});
