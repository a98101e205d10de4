import { describe, expect, it } from '@jest/globals';
import {
  analyzeLandedClip,
  type AnalysisMessage,
  type AnswerOutcome,
  type LandedClipPorts,
} from '../../../core/domain/inference/analyze-landed-clip.ts';
import { maxDeliveries, maxTries } from '../../../core/domain/inference/attempt.ts';
import { HostStopping } from '../../../core/domain/inference/interruptions.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import { throughCalls } from '../../support/through-calls.ts';
import { createLandedWorld, type LandedWorld } from './landed-world.ts';

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** Delivers a message until it is done, as the queue does, and tells how each delivery ended. */
const deliver = async (
  message: AnalysisMessage,
  ports: LandedClipPorts,
  from = 1,
): Promise<readonly (AnswerOutcome | Error)[]> => {
  const ends: (AnswerOutcome | Error)[] = [];
  for (let delivery = from; delivery <= maxDeliveries * 2; delivery += 1) {
    const end = await analyzeLandedClip(message, { delivery }, ports).catch((error: unknown) =>
      asError(error),
    );
    ends.push(end);
    if (!(end instanceof Error)) return ends;
  }
  throw new Error('The message is delivered for ever');
};

/** A process died: what it awaited never comes back to it. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Ports in which the n-th call kills the process, before or after it is done. */
const mortal = (ports: LandedClipPorts, at: { call: number; moment: 'before' | 'after' }) => {
  const told = { calls: 0, hasStruck: false };
  const dying = throughCalls(ports, async ({ run }) => {
    if (told.hasStruck) throw new Killed();
    told.calls += 1;
    const isHere = told.calls === at.call;
    const answer = isHere && at.moment === 'before' ? undefined : await run();
    if (isHere) told.hasStruck = true;
    if (told.hasStruck) throw new Killed();
    return answer;
  });
  return { dying, told };
};

const never = { call: Infinity, moment: 'before' } as const;

/** What a world came to. */
const endOf = async ({ program, clipId, answers, seen, stateOf }: LandedWorld) => ({
  answers: answers.map(({ status, code }) => code ?? status),
  state: await stateOf(),
  hasAnalysis: (await program.clips.findAnalysis(clipId)) !== undefined,
  open: seen.open,
});

/** Every end of a world whose worker was killed once, wherever that can be, that is not this. */
const otherEnds = async (
  prepare: (world: LandedWorld) => void,
  expected: object,
  { isRetried }: { readonly isRetried: boolean },
): Promise<{ readonly points: number; readonly others: readonly string[] }> => {
  const undisturbed = await createLandedWorld();
  prepare(undisturbed);
  const counting = mortal(undisturbed.ports, never);
  await deliver(undisturbed.ask(), counting.dying);
  const others: string[] = [];
  for (let call = 1; call <= counting.told.calls; call += 1) {
    for (const moment of ['before', 'after'] as const) {
      const world = await createLandedWorld();
      prepare(world);
      const message = world.ask();
      const { dying } = mortal(world.ports, { call, moment });
      await deliver(message, dying, maxDeliveries * 2).catch(() => undefined);
      // A killed process removes nothing; its folder is swept by the next one.
      world.seen.open = 0;
      if (isRetried && world.answers.length === 0) {
        world.tokens.revoke(message.taskToken);
        await deliver(world.ask(1), world.ports);
      }
      await deliver(message, world.ports, 2);
      const end = await endOf(world);
      if (JSON.stringify(end) !== JSON.stringify(expected)) {
        others.push(`${moment} call ${call}: ${JSON.stringify(end)}`);
      }
    }
  }
  return { points: counting.told.calls * 2, others };
};

const analyzed = { answers: ['succeeded'], state: 'analyzing', hasAnalysis: true, open: 0 };

describe('a worker that is killed at any await', () => {
  it('is followed by one that gives the one answer', async () => {
    const { points, others } = await otherEnds(() => undefined, analyzed, { isRetried: false });
    expect(points).toBeGreaterThan(30);
    expect(others).toEqual([]);
  });

  it('gives no second answer when the workflow has asked again meanwhile', async () => {
    const { others } = await otherEnds(() => undefined, analyzed, { isRetried: true });
    expect(others).toEqual([]);
  });

  it('ends in one refusal of a file that cannot be played', async () => {
    const broken = (world: LandedWorld): void => {
      world.mischief.isBroken = true;
    };
    const { others } = await otherEnds(
      broken,
      { answers: ['UndecodableFootage'], state: 'refused', hasAnalysis: false, open: 0 },
      { isRetried: false },
    );
    // Killed between the refusal and its answer: the clip is refused, the workflow sees for itself.
    const told = others.filter((other) => !other.includes('"answers":["FootageMissing"]'));
    expect(told).toEqual([]);
    expect(others.every((other) => other.includes('"state":"refused"'))).toBe(true);
    expect(others.length).toBeLessThanOrEqual(3);
  });
});

describe('an answer', () => {
  it('of an attempt that a newer one has overtaken is not given', async () => {
    const world = await createLandedWorld();
    const first = world.ask();
    const second = world.ask(1);
    let overtaken: readonly (AnswerOutcome | Error)[] = [];
    world.mischief.onLook = async () => {
      world.mischief.onLook = () => undefined;
      overtaken = await deliver(second, world.ports);
    };
    expect(await deliver(first, world.ports)).toEqual(['dropped']);
    expect(overtaken).toEqual(['succeeded']);
    expect(world.answers).toEqual([{ token: second.taskToken, status: 'succeeded' }]);
  });

  it('to a foreign token is never given, and no pixel is looked at for it', async () => {
    const world = await createLandedWorld();
    const own = world.ask();
    await deliver(own, world.ports);
    const foreign = { ...own, taskToken: world.ask().taskToken };
    const before = world.seen.fetched;
    expect(await deliver(foreign, world.ports)).toEqual(['dropped']);
    expect(world.seen.fetched).toBe(before);
    expect(world.answers).toEqual([{ token: own.taskToken, status: 'succeeded' }]);
  });

  it('to a token that is gone is not worked for', async () => {
    const world = await createLandedWorld();
    const message = world.ask();
    world.tokens.revoke(message.taskToken);
    expect(await deliver(message, world.ports)).toEqual(['dropped']);
    expect(world.seen.fetched).toBe(0);
  });

  it('tells the workflow to look for itself where the clip was withdrawn', async () => {
    const world = await createLandedWorld();
    const message = world.ask();
    world.mischief.onLook = async () => {
      if ((await world.stateOf()) === 'analyzing') {
        await withdrawClip(world.actor, world.clipId, world.program);
      }
    };
    expect(await deliver(message, world.ports)).toEqual(['failed']);
    expect(world.answers).toMatchObject([{ code: 'FootageMissing' }]);
    expect(await endOf(world)).toMatchObject({ state: 'withdrawn', hasAnalysis: false });
  });

  it('refuses a file whose bytes are not the declared ones, at once', async () => {
    const world = await createLandedWorld();
    world.mischief.sha256 = 'other';
    expect(await deliver(world.ask(), world.ports)).toEqual(['failed']);
    expect(world.answers).toMatchObject([{ code: 'UndecodableFootage' }]);
    expect((await world.program.clips.find(world.clipId))?.reason).toBe('file-checksum-differs');
  });

  it('refuses what cannot be played only after a second look', async () => {
    const world = await createLandedWorld();
    world.mischief.isBroken = true;
    const ends = await deliver(world.ask(), world.ports);
    expect(ends).toEqual([expect.objectContaining({ name: 'UndecodableFootage' }), 'failed']);
    expect((await world.program.clips.find(world.clipId))?.reason).toBe('undecodable');
  });

  it('never keeps the token with the clip', async () => {
    const world = await createLandedWorld();
    const message = world.ask();
    await deliver(message, world.ports);
    const task = world.program.tables.analysisTasks.get(world.clipId);
    expect(task?.tokenDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([...world.program.tables.analysisTasks])).not.toContain(
      message.taskToken,
    );
  });
});

describe('a job that fails', () => {
  it('is given up after its tries, and a person looks', async () => {
    const world = await createLandedWorld();
    world.mischief.onLook = () => {
      throw new Error('The disk is full');
    };
    const ends = await deliver(world.ask(), world.ports);
    expect(ends).toHaveLength(maxTries);
    expect(world.answers).toMatchObject([{ code: 'AnalysisGaveUp' }]);
  });

  it('is given up unseen when its hosts died of it again and again', async () => {
    const world = await createLandedWorld();
    const message = world.ask();
    for (let death = 0; death < maxTries; death += 1) {
      await world.program.clips.beginAnalysis(world.clipId, {
        ...message,
        tokenDigest: tokenDigestOf(world, message),
      });
    }
    expect(await deliver(message, world.ports, maxTries + 1)).toEqual(['failed']);
    expect([world.answers.length, world.seen.fetched]).toEqual([1, 0]);
    expect(world.answers).toMatchObject([{ code: 'AnalysisGaveUp' }]);
  });

  it('is not given up for being throttled, nor are its real failures hidden by it', async () => {
    const world = await createLandedWorld();
    world.mischief.throttledCalls = maxDeliveries - maxTries;
    let failures = maxTries - 1;
    world.mischief.onLook = () => {
      if (world.mischief.throttledCalls > 0 || failures === 0) return;
      failures -= 1;
      throw new Error('The disk is full');
    };
    const ends = await deliver(world.ask(), world.ports);
    const names = ends.map((end) => (end instanceof Error ? end.name : end));
    expect(names.filter((name) => name === 'ModerationThrottled')).toHaveLength(
      maxDeliveries - maxTries,
    );
    expect(names.filter((name) => name === 'Error')).toHaveLength(maxTries - 1);
    expect(names.at(-1)).toBe('succeeded');
  });

  it('is given up at last when throttling has no end', async () => {
    const world = await createLandedWorld();
    world.mischief.throttledCalls = Infinity;
    expect(await deliver(world.ask(), world.ports)).toHaveLength(maxDeliveries);
    expect(world.answers).toMatchObject([{ code: 'AnalysisGaveUp' }]);
  });

  it('is handed back unanswered when its host stops, as often as that happens', async () => {
    const world = await createLandedWorld();
    const message = world.ask();
    for (let delivery = 1; delivery <= maxTries * 2; delivery += 1) {
      const stopping = new AbortController();
      world.mischief.onLook = ({ signal }) => {
        stopping.abort(new HostStopping());
        // As a killed decoder complains of the file.
        if (signal?.aborted === true) throw new Error('Broken pipe');
      };
      const { signal } = stopping;
      const ended = analyzeLandedClip(message, { delivery, signal }, world.ports);
      await expect(ended).rejects.toThrow(HostStopping);
    }
    expect(world.answers).toEqual([]);
    world.mischief.onLook = () => undefined;
    expect(await deliver(message, world.ports, maxTries * 2 + 1)).toEqual(['succeeded']);
  });
});

const tokenDigestOf = ({ ports }: LandedWorld, { taskToken }: AnalysisMessage): string =>
  Buffer.from(ports.sha256(Buffer.from(taskToken))).toString('hex');
