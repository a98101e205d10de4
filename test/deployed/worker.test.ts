import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { analysisDocument } from '../../core/contracts/events/analysis.ts';
import { analyzeClip } from '../../core/contracts/functions/index.ts';
import { analysisKey } from '../../core/contracts/layout/objects.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { bundleWorker } from '../../inference/worker/bundle.ts';
import { workerEnvironment } from '../../local/cloud/worker-environment.ts';
import { until } from '../../local/life/steps.ts';
import { startRekognitionStandIn } from '../../local/stand-ins/rekognition/server.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import { holdAnalysis, type HeldAnalysis } from './support/analyzing.ts';
import {
  consentTo,
  drawPattern,
  giveClip,
  inState,
  openCampaign,
  patience,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { cloud, newPerson, type Person } from './support/session.ts';
import { bucketName } from './support/storage.ts';

// The other file that holds the queue may have it first.
jest.setTimeout(2 * wholeLifeMilliseconds);

let folder = '';
let bundle = '';
let rekognition: Awaited<ReturnType<typeof startRekognitionStandIn>>;
let held: HeldAnalysis;
let dispose: () => Promise<void>;
let person: Person;
let campaign: Awaited<ReturnType<typeof openCampaign>>;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  ({ folder, dispose } = await temporaryFolder());
  bundle = await bundleWorker(folder);
  rekognition = await startRekognitionStandIn({ port: 0 });
  [person, campaign] = await Promise.all([newPerson('contributor'), openCampaign()]);
  await consentTo(campaign, person);
  held = await holdAnalysis();
});
// One that a failed test left would take the next one's clip.
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
});
afterAll(async () => {
  await held.release();
  await rekognition.stop();
  await dispose();
});

/** The container's entry point as a process of its own. */
interface WorkerProcess {
  /** Resolves as soon as it says that it has begun this clip. */
  begun(clipId: ClipId): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>;
  output(): string;
}

const startWorker = async (changes: Readonly<Record<string, string>>): Promise<WorkerProcess> => {
  const variables = await cloud.environmentOf(analyzeClip);
  const env = workerEnvironment(variables, cloud.connection.endpointUrl, {
    AWS_ENDPOINT_URL_REKOGNITION: rekognition.url,
    ...changes,
  });
  const child = spawn(process.execPath, [bundle], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  const worker: WorkerProcess = {
    begun: async (clipId) =>
      until(
        `a worker to begin clip ${clipId}`,
        async () =>
          output
            .split('\n')
            .some((line) => line.includes('analysis begun') && line.includes(clipId)) || undefined,
        { ...patience, everyMilliseconds: 10 },
      ),
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
    output: () => output,
  };
  workers.push(worker);
  return worker;
};

/** A clip that the rule sends to a person once it is analyzed. */
const give = async (seed: number): Promise<ClipId> => {
  const path = await drawPattern(folder, seed);
  const clipId = await giveClip(campaign, person, path, { scenario: 'staged' });
  await inState(person, clipId, 'analyzing');
  return clipId;
};

/** Who analyzed it, as its analysis says. */
const hostOf = async (clipId: ClipId): Promise<string> => {
  const { Body } = await cloud.s3.send(
    new GetObjectCommand({ Bucket: await bucketName('derived'), Key: analysisKey(clipId) }),
  );
  const text = (await Body?.transformToString()) ?? '';
  return analysisDocument.parse(JSON.parse(text)).execution.host;
};

describe('a container worker on the function’s queue', () => {
  it('analyzes a clip, and its workflow goes on', async () => {
    const worker = await startWorker({});
    const clipId = await give(101);
    await inState(person, clipId, 'in-review');
    expect(await hostOf(clipId)).toBe('worker');
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    // Ids and counts: the token of the job is in no line.
    expect(worker.output()).toContain(clipId);
    expect(worker.output()).not.toMatch(/taskToken|[A-Za-z0-9+/=_-]{100}/);
  });

  it('that is killed is followed by another one after the visibility timeout', async () => {
    const clipId = await give(102);
    const first = await startWorker({ visibilitySeconds: '6' });
    await first.begun(clipId);
    first.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    const { state } = await person.client.getClip({ clipId });
    expect(state).toBe('analyzing');
    const second = await startWorker({ visibilitySeconds: '6' });
    await inState(person, clipId, 'in-review');
    expect(second.output()).toMatch(/"delivery":[2-9]/);
    second.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('that is told to stop hands its clip back at once', async () => {
    const clipId = await give(103);
    // Nobody would see the clip again for an hour if it were left hidden.
    const first = await startWorker({ visibilitySeconds: '3600' });
    await first.begun(clipId);
    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.output()).toContain('HostStopping');
    const second = await startWorker({ visibilitySeconds: '3600' });
    await inState(person, clipId, 'in-review');
    second.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });
});
