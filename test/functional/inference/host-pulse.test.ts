import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { HostStopping } from '../../../core/domain/inference/interruptions.ts';
import { jsonLog } from '../../../inference/hosts/host-log.ts';
import { hostOnDemand } from '../../../inference/hosts/host-on-demand.ts';
import { hostPulse, type JobLimits } from '../../../inference/hosts/host-pulse.ts';
import { eventually } from './ffmpeg-for-tests.ts';
import { createLandedWorld } from './landed-world.ts';
import { createMemoryJobQueue } from './memory-job-queue.ts';

const limits: JobLimits = { maxSeconds: 60, beatSeconds: 0.02, maxSilentSeconds: 10 };

describe('a pulse that is to end', () => {
  const ignored = () => undefined;
  const alive = async (): Promise<'alive'> => 'alive';

  it('lets the hiding under way come first, and nothing hides a message later', async () => {
    const order: string[] = [];
    const [hiding, stopping] = [new AbortController(), new AbortController()];
    const pulse = hostPulse({
      limits,
      onMissed: ignored,
      async besides() {
        if (order.length > 0) return;
        order.push('hiding');
        await once(hiding.signal, 'abort');
        order.push('hidden');
      },
    });
    const ended = pulse
      .during(alive, async () => undefined, { signal: stopping.signal })
      .catch(() => undefined)
      .then(() => order.push('put back'));
    await eventually(() => order.length === 1);
    stopping.abort(new Error('Stop'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['hiding']);
    hiding.abort();
    await ended;
    expect(order).toEqual(['hiding', 'hidden', 'put back']);
  });

  it.each([
    ['a stop', { maxSeconds: 60 }, 'HostStopping'],
    ['the end of its time', { maxSeconds: 0.05 }, 'OutOfTime'],
    ['silence', { maxSilentSeconds: 0.05 }, 'OutOfTouch'],
  ])('does so at %s although its first beat hangs', async (_, bounds, name) => {
    const stopping = new AbortController();
    let worked = false;
    const pulse = hostPulse({
      ...{ limits: { ...limits, ...bounds }, onMissed: ignored, lastBeatSeconds: 0.05 },
    });
    const hanging = () => new Promise<'alive'>(() => undefined);
    const work = async (): Promise<void> => {
      worked = true;
    };
    const ended = pulse.during(hanging, work, { signal: stopping.signal });
    if (name === 'HostStopping') stopping.abort(new HostStopping());
    await expect(ended).rejects.toMatchObject({ name });
    expect(worked).toBe(false);
  });

  it('counts silence from when a slow beat was begun, not from when it was answered', async () => {
    let beats = 0;
    const slow = async (): Promise<'alive'> => {
      beats += 1;
      if (beats > 1) await new Promise((resolve) => setTimeout(resolve, 150));
      return 'alive';
    };
    const pulse = hostPulse({
      ...{ limits: { ...limits, maxSilentSeconds: 0.1 }, onMissed: ignored },
      lastBeatSeconds: 0.05,
    });
    const work = async (signal: AbortSignal): Promise<never> => {
      await once(signal, 'abort');
      throw signal.reason;
    };
    await expect(pulse.during(slow, work, {})).rejects.toMatchObject({ name: 'OutOfTouch' });
  });
});

describe('a host that is started by its first message', () => {
  it('is started anew after it could not be, whose message comes again soon', async () => {
    const world = await createLandedWorld();
    const jobs = createMemoryJobQueue();
    const lines: string[] = [];
    const log = jsonLog((line) => lines.push(line), { now: () => '2026-11-23T00:00:00Z' });
    const { pulse: _pulse, ...ports } = world.ports;
    const host = { ports, queue: jobs.queue, limits, log, draw: () => 0 };
    let starts = 0;
    const onDemand = hostOnDemand(async () => {
      starts += 1;
      if (starts === 1) throw new TypeError('No model: secret');
      return host;
    }, host);
    const body = JSON.stringify(world.ask());
    const deliver = (delivery: number) =>
      onDemand.workOn({ body, handle: `handle-${delivery}`, delivery });
    expect(await deliver(1)).toEqual({ status: 'again', afterSeconds: 15, error: 'TypeError' });
    expect(jobs.hidden).toEqual([{ handle: 'handle-1', seconds: 15 }]);
    expect(lines.join('')).not.toContain('secret');
    expect(await deliver(2)).toEqual({ status: 'done', outcome: 'succeeded' });
    expect(await deliver(3)).toMatchObject({ status: 'done' });
    expect(starts).toBe(2);
  });
});
