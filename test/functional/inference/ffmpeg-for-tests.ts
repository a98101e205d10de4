import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The folder of this repository. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const laidOut = join(repository, '.local/layers/ffmpeg/bin/ffmpeg');

/** The ffmpeg that tests run: named by FFMPEG_PATH, or laid out by the build of the layer. */
export const ffmpegPath = process.env['FFMPEG_PATH'] ?? laidOut;
if (!existsSync(ffmpegPath)) {
  throw new Error('Tests need ffmpeg: run npx tsx layers/ffmpeg/build.ts, or set FFMPEG_PATH.');
}

/** Runs ffmpeg; for making test files. */
export const ffmpeg = async (...args: readonly string[]): Promise<void> => {
  await promisify(execFile)(ffmpegPath, ['-nostdin', '-v', 'error', '-y', ...args]);
};

/** A folder that `dispose` removes. */
export const temporaryFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-test-'));
  return { folder, dispose: async () => rm(folder, { recursive: true, force: true }) };
};

/** Asks again until it is so; throws after `timeoutSeconds`. */
export const eventually = async (isSo: () => boolean, timeoutSeconds = 5): Promise<void> => {
  const deadline = performance.now() + timeoutSeconds * 1_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Not so within ${timeoutSeconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
