import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalCloudFailure } from './failure.ts';

/** What lies where below one emulator's state folder. */
export interface StateFolder {
  readonly root: string;
  /** One JSON file a service, written when the emulator ends. */
  readonly services: string;
  /** The objects of S3, written as they come. */
  readonly objects: string;
  /** Unpacked functions; emptied at each start. */
  readonly temporary: string;
  /** Exists while the emulator runs, and after a crash. */
  readonly inUseFile: string;
  /** The port that the saved state speaks of. */
  readonly portFile: string;
}

/** The layout below `root`. */
export const stateFolderAt = (root: string): StateFolder => ({
  root,
  services: join(root, 'services'),
  objects: join(root, 'objects'),
  temporary: join(root, 'tmp'),
  inUseFile: join(root, 'in-use.json'),
  portFile: join(root, 'port'),
});

/** A run that was told to end saves in well under a second; this is long for a busy machine. */
const otherRunMilliseconds = 8_000;

/**
 * Makes the folder ready for a start: refuses one in use, empties one that a crash left half
 * written (S3 writes at once, the tables only at the end, so they would contradict each other).
 * @returns whether it holds the whole state of an earlier run
 */
export async function openStateFolder(folder: StateFolder): Promise<boolean> {
  await mkdir(folder.root, { recursive: true });
  // It holds signing keys and footage: for this user only.
  await chmod(folder.root, 0o700);
  if (existsSync(folder.inUseFile)) {
    await waitForOtherRun(folder);
    await clearStateFolder(folder);
  }
  await rm(folder.temporary, { recursive: true, force: true });
  for (const each of [folder.services, folder.objects, folder.temporary]) {
    await mkdir(each, { recursive: true });
  }
  // The emulator's Lambda workers are CommonJS; below a project of type "module" they would not be.
  await writeFile(join(folder.temporary, 'package.json'), '{ "type": "commonjs" }\n');
  return existsSync(folder.portFile) && (await readdir(folder.services)).length > 0;
}

/** Removes everything, stamps of earlier deploys included. */
export async function clearStateFolder(folder: StateFolder): Promise<void> {
  for (const name of await readdir(folder.root).catch(() => [])) {
    await rm(join(folder.root, name), { recursive: true, force: true });
  }
}

async function waitForOtherRun(folder: StateFolder): Promise<void> {
  const { pid, port } = parseInUse(await readFile(folder.inUseFile, 'utf8'));
  if (await answers(port)) {
    throw new LocalCloudFailure(
      `A local cloud is already running on this state (process ${pid}, port ${port}): ` +
        'stop it first, or use it.',
    );
  }
  const giveUpAt = Date.now() + otherRunMilliseconds;
  while (isAlive(pid) && existsSync(folder.inUseFile) && Date.now() < giveUpAt) await delay(100);
}

function parseInUse(text: string): { pid: number; port: number } {
  try {
    const value = JSON.parse(text) as { pid?: unknown; port?: unknown };
    return { pid: Number(value.pid ?? 0), port: Number(value.port ?? 0) };
  } catch {
    return { pid: 0, port: 0 }; // Cut off by a crash.
  }
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether an emulator answers there: the process number may be another program's by now. */
async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/_ministack/health`, {
      signal: AbortSignal.timeout(2_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** The port that the saved state was written with, if there is one. */
export async function savedPort(folder: StateFolder): Promise<number | undefined> {
  const text = await readFile(folder.portFile, 'utf8').catch(() => '');
  const port = Number(text);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/**
 * Records the port of the coming run. Queue URLs carry the port, and lie in tables, function
 * environments and stack outputs: when it changes they are rewritten.
 */
export async function movePort(folder: StateFolder, port: number): Promise<void> {
  const before = await savedPort(folder);
  if (before !== undefined && before !== port) {
    for (const name of await readdir(folder.services)) {
      if (!name.endsWith('.json')) continue;
      const file = join(folder.services, name);
      const text = await readFile(file, 'utf8');
      const moved = replacePort(text, before, port);
      if (moved !== text) await writeFile(file, moved);
    }
  }
  await writeFile(folder.portFile, String(port));
}

/** Rewrites `127.0.0.1:before` to `127.0.0.1:after`, and no longer number that begins alike. */
export const replacePort = (text: string, before: number, after: number): string =>
  text.replace(new RegExp(`127\\.0\\.0\\.1:${before}(?!\\d)`, 'g'), `127.0.0.1:${after}`);
