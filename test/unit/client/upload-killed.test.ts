import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { tokenOf } from './cli-world.ts';
import { eventually, startPartsWorld, type Fault, type PartsWorld } from './parts-world.ts';

// Four programs are started one after the other, on a machine that may do other things.
jest.setTimeout(60_000);

const commandLine = fileURLToPath(new URL('../../../client/cli/clipledger.mjs', import.meta.url));
const partCount = 24;
const partBytes = 65_536;
const content = Buffer.concat([
  Buffer.from('0000001866747970', 'hex'),
  randomBytes(partCount * partBytes - 8),
]);
const eachOnce = new Map(Array.from({ length: partCount }, (_, index) => [index + 1, 1]));

let world: PartsWorld;
let folder: string;
let path: string;
beforeEach(async () => {
  world = await startPartsWorld(partBytes);
  folder = await mkdtemp(join(tmpdir(), 'clipledger-killed-'));
  path = join(folder, 'porch.mp4');
  await writeFile(path, content);
  await utimes(path, new Date('2026-11-01'), new Date('2026-11-01'));
});
afterEach(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
  }>;
}

const start = (): Running => {
  const given = [
    ...[commandLine, 'upload', path, '--json', '--category', 'package-theft'],
    ...['--campaign', 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX', '--scenario', 'staged'],
    ...['--camera', 'front door'],
  ];
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    XDG_STATE_HOME: folder,
    CLIPLEDGER_API: world.service.baseUrl,
    CLIPLEDGER_TOKEN: tokenOf('me', ['contributor']),
  };
  const child = spawn(process.execPath, given, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout?.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (err += text.toString()));
  return { child, ended: once(child, 'close').then(([code]) => ({ code, out, err })) };
};

/** Ends the program once storage has begun to hear `puts` more PUTs, and holds those back. */
const endAfter = async (puts: number, signal: 'SIGKILL' | 'SIGINT') => {
  const last = world.begun() + puts;
  const { child, ended } = start();
  let over = false;
  let told = false;
  // A part whose end was not heard is not stored: what is stored is known to whoever asks.
  world.fault = async (): Promise<Fault> => {
    if (world.begun() >= last) {
      // Once: other parts begin meanwhile, and a second Ctrl-C would end the program at once.
      if (!told) child.kill(signal);
      told = true;
      await eventually(() => over);
    }
    return 'none';
  };
  const end = await ended.finally(() => {
    over = true;
  });
  await eventually(() => world.open() === 0);
  return end;
};

describe('the upload command, ended from outside', () => {
  it('goes on after two kills and sends each part once', async () => {
    expect(await endAfter(6, 'SIGKILL')).toMatchObject({ code: null });
    expect(world.joined()).toBeUndefined();
    expect(await endAfter(9, 'SIGKILL')).toMatchObject({ code: null });
    expect(world.joined()).toBeUndefined();
    const before = world.accepted.size;
    expect(before).toBeGreaterThan(5);
    world.fault = () => 'none';
    const { code, out, err } = await start().ended;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ uploads: [{ result: 'uploaded' }] });
    expect(err).not.toContain('Warning');
    expect(err).toContain(`going on with ${world.clipId}`);
    expect(err).toContain(`parts sent: ${partCount - before}, from before: ${before}`);
    expect(world.accepted).toEqual(eachOnce);
    expect(world.joined()).toBe(createHash('sha256').update(content).digest('hex'));
    const granted = world.service.calls.filter(({ operationId }) => operationId === 'openGrant');
    expect(granted).toHaveLength(1);
  });

  it('says at Ctrl-C how to go on, and keeps its grant', async () => {
    const { code, err } = await endAfter(4, 'SIGINT');
    expect(code).toBe(1);
    expect(err).toContain('What has arrived stays: run the same command again to go on.');
    const operations = world.service.calls.map(({ operationId }) => operationId);
    expect(operations).not.toContain('abandonUpload');
    world.fault = () => 'none';
    expect((await start().ended).code).toBe(0);
    expect(world.accepted).toEqual(eachOnce);
  });
});
