import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../local/life/steps.ts';
import { modelCampaign } from '../../local/life/campaign.ts';
import { ffmpeg, temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import { startCountingProxy, type CountingProxy } from './support/counting-proxy.ts';
import { idOf, openCampaign } from './support/program.ts';
import { repository } from './support/places.ts';
import { cloud, newPerson, type Person } from './support/session.ts';

// 300 MB are drawn, sent and read to the last byte, on a machine that may do other things.
jest.setTimeout(600_000);

const commandLine = join(repository, 'client', 'cli', 'clipledger.mjs');
const leastBytes = 300_000_000;
const partBytes = 16 * 1_024 * 1_024;
const patience = { timeoutSeconds: 120 };

/**
 * Noise of 1080p that compresses badly: a second of it has some 85 MB, and is repeated until there
 * are enough bytes.
 */
const drawNoise = async (folder: string): Promise<string> => {
  const [piece, whole] = [join(folder, 'piece.mp4'), join(folder, 'noise.mp4')];
  const picture = 'testsrc2=size=1920x1080:rate=30:duration=1,noise=alls=60:allf=t';
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '12', '-g', '15'];
  await ffmpeg('-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', ...coding, piece);
  const repeats = Math.ceil(leastBytes / (await stat(piece)).size) - 1;
  await ffmpeg('-stream_loop', `${repeats}`, '-i', piece, '-c', 'copy', whole);
  return whole;
};

describe('a file of 300 MB given by the command line', () => {
  let folder: string;
  let dispose: () => Promise<void>;
  let proxy: CountingProxy;
  let person: Person;
  let path: string;
  let bytes: number;
  let campaignId: string;

  beforeAll(async () => {
    ({ folder, dispose } = await temporaryFolder());
    proxy = await startCountingProxy(cloud.connection.apiUrl);
    const { footage } = modelCampaign(Date.now());
    const draft = openCampaign({ footage: { ...footage, maxBytes: 1_000_000_000 } });
    [person, path, campaignId] = await Promise.all([
      newPerson('contributor'),
      drawNoise(folder),
      draft.then(idOf),
    ]);
    ({ size: bytes } = await stat(path));
    const accounts = [{ role: 'contributor', email: person.email, password: person.password }];
    const connection = { ...cloud.connection, apiUrl: proxy.apiUrl, accounts };
    await writeFile(join(folder, 'connection.json'), JSON.stringify(connection));
    await run('consent', campaignId, '--yes');
    await run('camera', 'add', 'porch', '--area', 'US-OR');
  });
  afterAll(async () => {
    await proxy.stop();
    await dispose();
  });

  const start = (...args: readonly string[]) => {
    const given = ['--connection', join(folder, 'connection.json'), '--json', ...args];
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [commandLine, ...given], {
      env: { ...inherited, XDG_STATE_HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const told = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const ended = told.then(([out, err, [code]]) => ({ out, err, code: code as number | null }));
    return { child, ended };
  };

  const run = async (...args: readonly string[]): Promise<unknown> => {
    const { code, out, err } = await start(...args).ended;
    if (code !== 0) throw new Error(`${args.join(' ')}: ${code}\n${out}\n${err}`);
    return JSON.parse(out) as unknown;
  };

  const upload = () => [
    ...['upload', path, '--campaign', campaignId, '--category', 'package-theft'],
    ...['--scenario', 'real', '--camera', 'porch'],
  ];

  /** Kills the program once storage has so many parts. */
  const killAt = async (parts: number): Promise<void> => {
    const { child, ended } = start(...upload());
    const enough = until(
      `${parts} parts in storage`,
      async () => (proxy.takenParts.size >= parts ? true : undefined),
      { ...patience, everyMilliseconds: 20 },
    );
    const first = await Promise.race([enough, ended]);
    if (first !== true) throw new Error(`The upload ended by itself: ${first.out}${first.err}`);
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    await until('an idle proxy', async () => (proxy.open() === 0 ? true : undefined), patience);
  };

  it('survives two kills, sends each part once, and is accepted', async () => {
    const partCount = Math.ceil(bytes / partBytes);
    expect(bytes).toBeGreaterThanOrEqual(leastBytes);
    await killAt(4);
    await killAt(10);
    const before = proxy.takenParts.size;
    expect(before).toBeLessThan(partCount);
    const given = await run(...upload(), '--wait', '--timeout', '300');
    expect(given).toMatchObject({ uploads: [{ file: path, result: 'accepted', bytes }] });
    const numbers = Array.from({ length: partCount }, (_, index) => index + 1);
    expect(proxy.takenParts).toEqual(new Map(numbers.map((number) => [number, 1])));
    const { clips } = await person.client.listClips();
    expect(clips).toMatchObject([{ state: 'accepted' }]);
  });

  it('is not sent again, neither from here nor by anybody else', async () => {
    const before = new Map(proxy.takenParts);
    expect(await run(...upload())).toMatchObject({ uploads: [{ result: 'given-before' }] });
    expect(proxy.takenParts).toEqual(before);
    const journal = join(folder, 'another machine.json');
    const { code, out } = await start(...upload(), '--journal', journal).ended;
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ uploads: [{ result: 'already-given' }] });
    expect(proxy.takenParts).toEqual(before);
  });
});
