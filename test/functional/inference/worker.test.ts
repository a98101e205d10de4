import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { JobGone } from '../../../core/domain/inference/interruptions.ts';
import { jsonLog, type HostLog } from '../../../inference/hosts/host-log.ts';
import { hostPulse, type JobLimits } from '../../../inference/hosts/host-pulse.ts';
import { pauseSecondsAfter } from '../../../inference/hosts/work-on-delivery.ts';
import {
  ModerationThrottled,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import { endNotice } from '../../../inference/worker/end-notice.ts';
import {
  taskProtection,
  type TaskProtectionOptions,
} from '../../../inference/worker/task-protection.ts';
import type { WorkerHost } from '../../../inference/worker/work-through-queue.ts';
import { startWorker } from '../../../inference/worker/worker.ts';
import { eventually } from './ffmpeg-for-tests.ts';
import { createLandedWorld, type LandedWorld } from './landed-world.ts';
import { createMemoryJobQueue } from './memory-job-queue.ts';

const limits: JobLimits = { maxSeconds: 60, beatSeconds: 0.02, maxSilentSeconds: 10 };

const createLog = (): { readonly log: HostLog; readonly lines: string[] } => {
  const lines: string[] = [];
  return { lines, log: jsonLog((line) => lines.push(line), { now: () => '2026-11-23T00:00:00Z' }) };
};

/** A worker over a world in memory. */
const hostOf = (world: LandedWorld, changes: Partial<WorkerHost> = {}) => {
  const jobs = createMemoryJobQueue();
  const { log, lines } = createLog();
  const { pulse: _pulse, ...ports } = world.ports;
  const host: WorkerHost = {
    ...{ ports, queue: jobs.queue, limits, hiddenSeconds: 5, log, draw: () => 0 },
    ...changes,
  };
  return { host, jobs, lines };
};

const settings = { clipsAtOnce: 1, spotNoticeAddress: '', waitSeconds: 0.05 };

/** A decoder that works until it is stopped. */
const endless = (world: LandedWorld): { begun: boolean } => {
  const told = { begun: false };
  world.mischief.onLook = async ({ signal }) => {
    told.begun = true;
    if (signal !== undefined && !signal.aborted) await once(signal, 'abort');
    throw new Error('Killed decoder');
  };
  return told;
};

/** Instance metadata as a Spot machine has it. */
const startMetadata = async () => {
  const told = { isNoticed: false, isReleased: false, tokens: 0, refused: 0 };
  const server = createServer((request, response) => {
    if (request.method === 'PUT' && request.url === '/latest/api/token') {
      told.tokens += 1;
      return response.end(`token-${told.tokens}`);
    }
    // The first token is over at once, as after 6 hours.
    const isKnown = request.headers['x-aws-ec2-metadata-token'] === 'token-2';
    if (!isKnown) {
      told.refused += 1;
      response.statusCode = 401;
    } else if (request.url === '/latest/meta-data/autoscaling/target-lifecycle-state') {
      return response.end(told.isReleased ? 'Terminated' : 'InService');
    } else if (!told.isNoticed) response.statusCode = 404;
    return response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { told, address: `http://127.0.0.1:${port}`, close: () => server.close() };
};

describe('the container worker', () => {
  it('answers a job and removes its message', async () => {
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world);
    const message = world.ask();
    jobs.send(message);
    const worker = startWorker(host, settings);
    await eventually(() => jobs.told.removed === 1);
    worker.stop('test');
    await worker.ended;
    expect(world.answers).toEqual([{ token: message.taskToken, status: 'succeeded' }]);
    expect(jobs.waiting).toEqual([]);
    expect(lines.join('')).toContain(world.clipId);
  });

  it('hands its clip back at once when it is told to stop', async () => {
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world);
    const message = world.ask();
    const told = endless(world);
    jobs.send(message);
    const worker = startWorker(host, settings);
    await eventually(() => told.begun);
    worker.stop('SIGTERM');
    await worker.ended;
    expect(jobs.hidden.at(-1)?.seconds).toBe(0);
    expect([world.answers, jobs.told.removed]).toEqual([[], 0]);
    // What another worker does with it at once.
    world.mischief.onLook = () => undefined;
    const next = startWorker(host, settings);
    await eventually(() => world.answers.length === 1);
    next.stop('test');
    await next.ended;
    expect(world.answers).toMatchObject([{ status: 'succeeded' }]);
    expect(lines.join('')).not.toContain(message.taskToken);
  });

  it('hands its clip back at a Spot notice, and ends by itself', async () => {
    const metadata = await startMetadata();
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world);
    const told = endless(world);
    jobs.send(world.ask());
    const worker = startWorker(host, {
      ...{ ...settings, spotNoticeAddress: metadata.address, noticeEverySeconds: 0.02 },
    });
    await eventually(() => told.begun);
    metadata.told.isNoticed = true;
    await worker.ended;
    metadata.close();
    expect(lines.join('')).toContain('spot notice');
    expect(world.answers).toEqual([]);
    expect(jobs.hidden.at(-1)?.seconds).toBe(0);
  });

  it('keeps a long job hidden from others, beat by beat', async () => {
    const world = await createLandedWorld();
    const { host, jobs } = hostOf(world);
    endless(world);
    jobs.send(world.ask());
    const worker = startWorker(host, settings);
    await eventually(() => jobs.hidden.length >= 4);
    expect(jobs.hidden.slice(0, 4).map(({ seconds }) => seconds)).toEqual([5, 5, 5, 5]);
    worker.stop('test');
    await worker.ended;
  });

  it('breaks off what nobody waits for any more, unanswered', async () => {
    const world = await createLandedWorld();
    const { host, jobs } = hostOf(world);
    const told = endless(world);
    const message = world.ask();
    jobs.send(message);
    const worker = startWorker(host, settings);
    await eventually(() => told.begun);
    world.tokens.revoke(message.taskToken);
    await eventually(() => jobs.told.removed === 1);
    worker.stop('test');
    await worker.ended;
    expect(world.answers).toEqual([]);
  });

  it('breaks off a job that takes longer than it gives one', async () => {
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world, { limits: { ...limits, maxSeconds: 0.1 } });
    endless(world);
    jobs.send(world.ask());
    const worker = startWorker(host, settings);
    await eventually(() => jobs.hidden.some(({ seconds }) => seconds === 15));
    worker.stop('test');
    await worker.ended;
    expect(lines.join('')).toContain('OutOfTime');
  });

  it('never logs a malformed message, and leaves it to the dead letters', async () => {
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world);
    const { clipId, ...rest } = world.ask();
    jobs.send({ ...rest, clip: clipId });
    jobs.send('{"taskToken": "secret"');
    const worker = startWorker(host, settings);
    await eventually(() => jobs.hidden.length === 2);
    worker.stop('test');
    await worker.ended;
    expect([jobs.told.removed, jobs.waiting.length]).toEqual([0, 2]);
    expect(lines.join('')).not.toMatch(/secret|token-/);
  });

  it('works on several clips side by side', async () => {
    const world = await createLandedWorld();
    const { host, jobs } = hostOf(world);
    let inHand = 0;
    world.mischief.onLook = async ({ signal }) => {
      inHand += 1;
      if (signal !== undefined && !signal.aborted) await once(signal, 'abort');
      throw new Error('Killed decoder');
    };
    const message = world.ask();
    jobs.send(message);
    jobs.send(message);
    const worker = startWorker(host, { ...settings, clipsAtOnce: 2 });
    await eventually(() => inHand === 2);
    worker.stop('test');
    await worker.ended;
    expect(jobs.hidden.filter(({ seconds }) => seconds === 0)).toHaveLength(2);
  });

  it('hands back unseen what comes while it is being stopped', async () => {
    const world = await createLandedWorld();
    const { host, jobs } = hostOf(world);
    const worker = startWorker(host, { ...settings, waitSeconds: 2 });
    worker.stop('test');
    jobs.send(world.ask());
    await worker.ended;
    expect(jobs.hidden).toEqual([{ handle: 'handle-1', seconds: 0 }]);
    expect([world.seen.fetched, world.answers]).toEqual([0, []]);
  });

  it('outlasts a queue that does not answer for a while', async () => {
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world);
    jobs.told.failures = 1;
    jobs.send(world.ask());
    const worker = startWorker(host, settings);
    await eventually(() => world.answers.length === 1);
    worker.stop('test');
    await worker.ended;
    expect(lines.join('')).toContain('queue not reached');
  });
});

/** The agent of ECS, as a container sees it. */
const startAgent = async () => {
  const told = {
    asked: [] as { path: string; body: unknown }[],
    ...{ status: 200, isMute: false, isRefusing: false },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as typeof busy | typeof idle;
      told.asked.push({ path: `${request.method} ${request.url}`, body });
      response.statusCode = told.status;
      const failure = { Arn: 'arn:aws:ecs:x:1:task/secret', Reason: 'DEPLOYMENT_BLOCKED' };
      const { ProtectionEnabled } = body;
      const answer = told.isRefusing ? { failure } : { protection: { ProtectionEnabled } };
      if (!told.isMute) response.end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { told, address: `http://127.0.0.1:${port}/api/task-1`, close };
};

const busy = { ProtectionEnabled: true, ExpiresInMinutes: 10 };
const idle = { ProtectionEnabled: false };

describe('a worker that has a clip in hand', () => {
  it('tells ECS so when it takes the first one and when the last one has ended', async () => {
    const agent = await startAgent();
    const world = await createLandedWorld();
    const { host, jobs } = hostOf(world);
    const told = endless(world);
    const settingsHere = { ...settings, clipsAtOnce: 2, ecsAgentAddress: agent.address };
    jobs.send(world.ask());
    jobs.send(world.ask());
    const worker = startWorker(host, settingsHere);
    await eventually(() => told.begun && agent.told.asked.length === 1);
    expect(agent.told.asked).toEqual([
      { path: 'PUT /api/task-1/task-protection/v1/state', body: busy },
    ]);
    worker.stop('test');
    await worker.ended;
    await eventually(() => agent.told.asked.length === 2);
    expect(agent.told.asked[1]?.body).toEqual(idle);
    agent.close();
  });

  it('works on where the agent refuses or is mute, and does not wait for it', async () => {
    for (const trouble of [{ status: 500 }, { isMute: true }]) {
      const agent = await startAgent();
      Object.assign(agent.told, trouble);
      const world = await createLandedWorld();
      const { host, jobs } = hostOf(world);
      jobs.send(world.ask());
      const worker = startWorker(host, { ...settings, ecsAgentAddress: agent.address });
      await eventually(() => jobs.told.removed === 1);
      expect(world.answers).toMatchObject([{ status: 'succeeded' }]);
      worker.stop('test');
      await worker.ended;
      agent.close();
    }
  });
});

describe('the protection of a task', () => {
  const protectionAt = (address: string, changes: Partial<TaskProtectionOptions> = {}) => {
    const { log, lines } = createLog();
    const times = { answerSeconds: 0.1, againSeconds: 0.05, retrySeconds: 0.02 };
    return { lines, ...taskProtection({ address, log, ...times, ...changes }) };
  };

  it('is said again before it ends, and no more once nothing is in hand', async () => {
    const agent = await startAgent();
    const protection = protectionAt(agent.address);
    protection.taken();
    await eventually(() => agent.told.asked.length >= 3);
    protection.taken();
    protection.ended();
    protection.ended();
    await eventually(() => JSON.stringify(agent.told.asked.at(-1)?.body) === JSON.stringify(idle));
    const said = agent.told.asked.map(({ body }) => body);
    expect(said.slice(0, -1)).toEqual(Array.from({ length: said.length - 1 }, () => busy));
    agent.close();
  });

  it('is given up in bounded time, logged without an address, and still lifted', async () => {
    const agent = await startAgent();
    agent.told.isMute = true;
    const protection = protectionAt(agent.address);
    protection.taken();
    await eventually(() => protection.lines.length > 0);
    expect(protection.lines[0]).toContain('task protection not set');
    expect(protection.lines.join('')).not.toContain('127.0.0.1');
    // It may have been heard although no answer came.
    agent.told.isMute = false;
    protection.ended();
    await eventually(() => JSON.stringify(agent.told.asked.at(-1)?.body) === JSON.stringify(idle));
    agent.close();
  });
});

describe('a protection that ECS refuses with status 200', () => {
  it('is logged by its code, and said again until it is set', async () => {
    const agent = await startAgent();
    agent.told.isRefusing = true;
    const { log, lines } = createLog();
    const protection = taskProtection({ address: agent.address, log, retrySeconds: 0.02 });
    protection.taken();
    await eventually(() => agent.told.asked.length >= 3);
    expect(lines[0]).toContain('DEPLOYMENT_BLOCKED');
    expect(lines.join('')).not.toContain('secret');
    agent.told.isRefusing = false;
    const before = agent.told.asked.length;
    await eventually(() => agent.told.asked.length > before);
    expect(agent.told.asked.at(-1)?.body).toEqual(busy);
    protection.ended();
    await eventually(() => JSON.stringify(agent.told.asked.at(-1)?.body) === JSON.stringify(idle));
    agent.close();
  });
});

describe('the rest of a worker that was protected without a break', () => {
  const restful = (address: string) => {
    const clock = { seconds: 0 };
    const { log } = createLog();
    const protection = taskProtection({
      ...{ address, log, unbrokenSeconds: 60, restSeconds: 0.05 },
      nowSeconds: () => clock.seconds,
    });
    return { clock, protection };
  };
  const never = new AbortController().signal;

  it('comes when all clips have ended, and no lane takes one until it is over', async () => {
    const agent = await startAgent();
    const { clock, protection } = restful(agent.address);
    protection.taken();
    protection.taken();
    clock.seconds = 59;
    expect(protection.rest(never)).toBeUndefined();
    clock.seconds = 60;
    protection.ended();
    let isRested = false;
    const resting = protection.rest(never)?.then(() => (isRested = true));
    await eventually(() => agent.told.asked.length === 1);
    expect(isRested).toBe(false);
    protection.ended();
    await resting;
    expect(agent.told.asked.map(({ body }) => body)).toEqual([busy, idle]);
    // The next one is due after another stretch without a break.
    protection.taken();
    clock.seconds = 119;
    expect(protection.rest(never)).toBeUndefined();
    agent.close();
  });

  it('is not due after a long pause, nor holds up a worker that is stopped', async () => {
    const agent = await startAgent();
    const { clock, protection } = restful(agent.address);
    protection.taken();
    protection.ended();
    clock.seconds = 1_000;
    expect(protection.rest(never)).toBeUndefined();
    protection.taken();
    clock.seconds = 1_059;
    protection.ended();
    protection.taken();
    clock.seconds = 1_061;
    const stopping = new AbortController();
    const resting = protection.rest(stopping.signal);
    expect(resting).toBeInstanceOf(Promise);
    stopping.abort();
    protection.ended();
    await resting;
    agent.close();
  });

  it('lets a worker under backlog run empty once, and then work on', async () => {
    const agent = await startAgent();
    const world = await createLandedWorld();
    const { host, jobs, lines } = hostOf(world);
    const worker = startWorker(host, {
      ...{ ...settings, clipsAtOnce: 2, ecsAgentAddress: agent.address },
      rests: { unbrokenSeconds: 0, restSeconds: 0.02 },
    });
    const message = world.ask();
    for (let sent = 0; sent < 3; sent += 1) jobs.send(message);
    await eventually(() => jobs.told.removed === 3);
    expect(lines.join('')).toContain('worker resting');
    worker.stop('test');
    await worker.ended;
    agent.close();
  });
});

describe('a job that comes again', () => {
  const after = (error: unknown, delivery: number, draw = 0.5) =>
    pauseSecondsAfter(error, { delivery, draw: () => draw });

  it('waits longer each time, but never longer than two minutes', () => {
    const pauses = [1, 2, 3, 4, 20].map((delivery) => after(new Error('any'), delivery));
    expect(pauses).toEqual([15, 30, 60, 120, 120]);
  });

  it('parts from others that were throttled with it, and is soon looked at once more', () => {
    const throttled = [0, 0.5, 1].map((draw) => after(new ModerationThrottled(), 2, draw));
    expect(throttled).toEqual([15, 22.5, 30]);
    expect(after(new UndecodableFootage({ decodedSeconds: 0 }), 1)).toBe(1);
  });
});

describe('the pulse of a job', () => {
  const ignored = () => undefined;

  it('leaves out beats that fail, and gives up when all of them do', async () => {
    let missed = 0;
    const beat = async (): Promise<'alive'> => {
      throw new Error('AWS does not answer');
    };
    const pulse = hostPulse({
      limits: { ...limits, maxSilentSeconds: 0.1 },
      onMissed: () => (missed += 1),
    });
    const work = async (signal: AbortSignal): Promise<never> => {
      await once(signal, 'abort');
      throw signal.reason;
    };
    await expect(pulse.during(beat, work, {})).rejects.toMatchObject({ name: 'OutOfTouch' });
    expect(missed).toBeGreaterThan(1);
  });

  it('does not begin work that nobody waits for', async () => {
    let worked = false;
    const work = async (): Promise<void> => {
      worked = true;
    };
    const pulse = hostPulse({ limits, onMissed: ignored });
    await expect(pulse.during(async () => 'gone', work, {})).rejects.toThrow(JobGone);
    expect(worked).toBe(false);
  });
});

describe('a notice of the end', () => {
  it('is found by IMDSv2, with a new token when the old one is over', async () => {
    const metadata = await startMetadata();
    const watching = new AbortController();
    const { signal } = watching;
    const { address } = metadata;
    const noticed = endNotice({ address, everySeconds: 0.02, signal });
    await eventually(() => metadata.told.refused === 1 && metadata.told.tokens === 2);
    metadata.told.isNoticed = true;
    expect(await noticed).toBe('spot notice');
    metadata.close();
  });

  it('is also given when the group of the machine ends it, and not while it keeps it', async () => {
    const metadata = await startMetadata();
    const { signal } = new AbortController();
    const { address } = metadata;
    const noticed = endNotice({ address, everySeconds: 0.02, signal });
    await eventually(() => metadata.told.tokens === 2);
    metadata.told.isReleased = true;
    expect(await noticed).toBe('released by its group');
    metadata.close();
  });

  it('is waited for until the watch ends, also where there is no metadata', async () => {
    const watching = new AbortController();
    const { signal } = watching;
    const noticed = endNotice({ address: 'http://127.0.0.1:9', everySeconds: 0.02, signal });
    watching.abort();
    expect(await noticed).toBeUndefined();
  });
});
