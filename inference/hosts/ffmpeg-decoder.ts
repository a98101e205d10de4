import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Decoder } from './ffmpeg-arguments.ts';

const run = promisify(execFile);

/** Listing what is built in opens no device. */
const listTimeoutMilliseconds = 10_000;

/** What the driver of an NVIDIA card makes where there is one. */
const cardDevice = '/dev/nvidia0';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The second word of the list's heading line is no method; a method stands alone on its line. */
const listsCuda = async (ffmpegPath: string): Promise<boolean> => {
  const args = ['-hide_banner', '-v', 'error', '-hwaccels'];
  const options = { timeout: listTimeoutMilliseconds, env: { LC_ALL: 'C' } };
  try {
    const { stdout } = await run(ffmpegPath, args, options);
    return stdout.split('\n').some((line) => line.trim() === 'cuda');
  } catch {
    return false; // A missing or broken ffmpeg is told by the first decoding, with its reason.
  }
};

/**
 * What this ffmpeg on this machine decodes with: `cuda` where it was built with it and the machine
 * has a card, else `software`. Ask once a process. Video engines also exist on cards that cannot
 * compute, and the other way round: whether it works is seen at the first decoding, which falls
 * back to software.
 */
export const probeDecoder = async (
  ffmpegPath: string,
  { devicePath = cardDevice }: { devicePath?: string } = {},
): Promise<Decoder> =>
  (await exists(devicePath)) && (await listsCuda(ffmpegPath)) ? 'cuda' : 'software';
