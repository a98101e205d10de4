import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { imagePaths, workerSettings } from '../../../core/contracts/functions/analysis-worker.ts';
import { resourceVariables } from '../../../core/contracts/functions/function-contract.ts';
import { analyzeClip } from '../../../core/contracts/functions/index.ts';
import { bundleWorker } from '../../../inference/worker/bundle.ts';
import { lintDockerfile } from '../../support/hadolint.ts';
import { eventually, ffmpegPath, repository } from './ffmpeg-for-tests.ts';

const dockerfile = join(repository, 'inference', 'Dockerfile');

const instructions = async (name: string): Promise<readonly string[]> => {
  const text = await readFile(dockerfile, 'utf8');
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1).trim());
};

/** The command that the image runs: the entry point and its arguments, in exec form. */
const commandOfImage = async (): Promise<readonly string[]> => {
  const parts = [...(await instructions('ENTRYPOINT')), ...(await instructions('CMD'))];
  return parts.flatMap((part) => JSON.parse(part) as readonly string[]);
};

/** AWS as a worker meets it that has nothing to do: every call is answered, with nothing in it. */
const startEmptyAws = async () => {
  const told = { receives: 0 };
  const server = createServer((request, response) => {
    if (String(request.headers['x-amz-target']).endsWith('ReceiveMessage')) told.receives += 1;
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      // As long polling, but for a moment.
      setTimeout(() => response.end('{}'), 20);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { told, url: `http://127.0.0.1:${port}`, close: () => server.close() };
};

const environmentFor = (url: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...Object.fromEntries(resourceVariables(analyzeClip.access).map((name) => [name, `${url}/x`])),
  ...{ ffmpegPath, moderation: 'off', samplesPerSecond: '2', looksPerSecond: '8' },
  ...{ moderationCallsPerSecond: '1', rekognitionFaces: 'off' },
  ...{ modelManifests: '', onnxRuntimeFolder: '' },
  ...{ hardwareDecoding: 'auto', analyzerHost: 'worker' },
  ...{ clipsAtOnce: '2', visibilitySeconds: '30', spotNoticeAddress: '' },
});

describe('the worker’s image', () => {
  it('satisfies the linter', async () => {
    expect(await lintDockerfile(dockerfile)).toBe('');
  }, 180_000);

  it('is linted by something that finds faults', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clipledger-lint-'));
    const path = join(folder, 'Dockerfile');
    await writeFile(path, 'FROM ubuntu\nRUN cd /tmp\nCMD node main.mjs\n');
    const said = await lintDockerfile(path);
    await rm(folder, { recursive: true });
    expect(said).toMatch(/DL3006/);
    expect(said).toMatch(/DL3025/);
  }, 180_000);

  it('runs as nobody’s user, by an entry point without a shell, from pinned images', async () => {
    expect(await instructions('USER')).toEqual(['10001']);
    expect(await commandOfImage()).toEqual(['node', 'main.mjs']);
    for (const from of await instructions('FROM')) expect(from).toMatch(/:\d+\.\d+\.\d+-/);
  });

  it('has everything where the worker’s settings say', async () => {
    const [environment = ''] = await instructions('ENV');
    expect(environment).toContain(`ffmpegPath=${imagePaths.ffmpegPath}`);
    expect(environment).toContain(`onnxRuntimeFolder=${imagePaths.onnxRuntimeFolder}`);
    // The decoder of the card: https://docs.nvidia.com/datacenter/cloud-native/container-toolkit
    expect(environment).toMatch(/NVIDIA_DRIVER_CAPABILITIES=\S*video/);
  });
});

describe('the image’s entry point', () => {
  let folder = '';
  let aws: Awaited<ReturnType<typeof startEmptyAws>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clipledger-image-'));
    await bundleWorker(folder);
    aws = await startEmptyAws();
  }, 60_000);
  afterAll(async () => {
    aws.close();
    await rm(folder, { recursive: true });
  });

  const start = async (environment: Record<string, string>) => {
    const [command = '', ...args] = await commandOfImage();
    const child = spawn(command, args, { cwd: folder, env: environment });
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    child.stderr.on('data', (text) => (output += String(text)));
    const ended = once(child, 'close');
    return { child, ended, output: () => output };
  };

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'asks the queue for clips, and ends with 0 at %s',
    async (signal) => {
      const before = aws.told.receives;
      const { child, ended, output } = await start(environmentFor(aws.url));
      await eventually(() => aws.told.receives > before + 2, 30);
      child.kill(signal);
      expect([await ended, output()]).toEqual([[0, null], expect.stringContaining('worker ended')]);
    },
    60_000,
  );

  it('names what is missing in its environment, and ends with 1', async () => {
    const { clipsAtOnce: _left, ...incomplete } = environmentFor(aws.url);
    const { ended, output } = await start(incomplete);
    expect(await ended).toEqual([1, null]);
    expect(output()).toContain('clipsAtOnce');
    expect(Object.keys(workerSettings.shape)).toContain('clipsAtOnce');
  }, 60_000);
});
