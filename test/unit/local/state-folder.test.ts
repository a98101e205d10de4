import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalCloudFailure } from '../../../local/emulator/failure.ts';
import {
  movePort,
  openStateFolder,
  replacePort,
  savedPort,
  stateFolderAt,
  type StateFolder,
} from '../../../local/emulator/state-folder.ts';

let folder: StateFolder;

beforeEach(async () => {
  folder = stateFolderAt(join(await mkdtemp(join(tmpdir(), 'clipledger-')), 'cloud'));
});
afterEach(() => rm(join(folder.root, '..'), { recursive: true, force: true }));

/** What a run leaves behind that ended as it should. */
async function leaveState(): Promise<void> {
  await openStateFolder(folder);
  await movePort(folder, 4_566);
  await writeFile(join(folder.services, 'sqs.json'), '{"url":"http://127.0.0.1:4566/0/q"}');
  await writeFile(join(folder.root, 'deployed'), 'stamp');
}

/** A process number that no process has: the kernel gives none above 4,194,304. */
const deadPid = 99_999_999;

describe('the state folder of the local cloud', () => {
  it('has nothing to restore at first', async () => {
    expect(await openStateFolder(folder)).toBe(false);
    expect((await readdir(folder.root)).sort()).toEqual(['objects', 'services', 'tmp']);
  });

  it('keeps the state of a run that ended as it should', async () => {
    await leaveState();
    expect(await openStateFolder(folder)).toBe(true);
    expect(await readFile(join(folder.root, 'deployed'), 'utf8')).toBe('stamp');
  });

  it('is emptied after a crash, the stamp of the deploy included', async () => {
    await leaveState();
    await writeFile(folder.inUseFile, JSON.stringify({ pid: deadPid, port: 1 }));
    expect(await openStateFolder(folder)).toBe(false);
    expect((await readdir(folder.root)).sort()).toEqual(['objects', 'services', 'tmp']);
  });

  it('is emptied after a crash that cut the mark off', async () => {
    await leaveState();
    await writeFile(folder.inUseFile, '{"pid": 1');
    expect(await openStateFolder(folder)).toBe(false);
  });

  it('is refused, and left alone, while another local cloud runs on it', async () => {
    await leaveState();
    const other = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await writeFile(folder.inUseFile, JSON.stringify({ pid: process.pid, port }));
    await expect(openStateFolder(folder)).rejects.toThrow(LocalCloudFailure);
    expect(await readdir(folder.services)).toEqual(['sqs.json']);
    await new Promise((resolve) => other.close(resolve));
  });

  it('moves the addresses in the state when the port changes', async () => {
    await leaveState();
    await movePort(folder, 41_000);
    expect(await readFile(join(folder.services, 'sqs.json'), 'utf8')).toBe(
      '{"url":"http://127.0.0.1:41000/0/q"}',
    );
    expect(await savedPort(folder)).toBe(41_000);
  });
});

describe('replacing a port', () => {
  it('leaves other ports and other hosts alone', () => {
    const text = '127.0.0.1:4566/ 127.0.0.1:45661/ localhost:4566/ 127.0.0.1:4566"';
    expect(replacePort(text, 4_566, 80)).toBe(
      '127.0.0.1:80/ 127.0.0.1:45661/ localhost:4566/ 127.0.0.1:80"',
    );
  });
});
