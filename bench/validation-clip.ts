import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import { prepare } from '../local/prepare.mjs';

const run = promisify(execFile);

/** The layouts that recorders write, and what makes ffmpeg write each. */
export const referenceLayouts = [
  { name: 'moov last', flags: [] },
  { name: 'moov first', flags: ['-movflags', '+faststart'] },
  { name: 'fragmented', flags: ['-movflags', 'frag_keyframe+empty_moov'] },
] as const;

/** Seconds that the reference clip lasts. */
export const referenceSeconds = 30;

/** Encoding 30 s of 1080p takes half a minute on two cores. */
const maxEncodeMilliseconds = 600_000;

/**
 * The reference clip in one layout: 30 s of a moving test picture with noise, 1080p at 30 frames a
 * second and 8 Mb/s, with a tone. Made once and kept; the layouts hold the same packets.
 */
export const referenceClip = async (layout: (typeof referenceLayouts)[number]): Promise<string> => {
  const folder = join(projectFolder, '.local', 'bench-clips');
  await mkdir(folder, { recursive: true });
  const encoded = join(folder, 'moov-last.mp4');
  const file = join(folder, `${layout.name.replace(' ', '-')}.mp4`);
  if (!existsSync(encoded)) await makeFile(encoded, encodingOf());
  if (!existsSync(file)) await makeFile(file, ['-i', encoded, '-c', 'copy', ...layout.flags]);
  return file;
};

const encodingOf = (): readonly string[] => {
  const picture =
    `testsrc2=size=1920x1080:rate=30:duration=${referenceSeconds},` +
    'noise=alls=12:allf=t:all_seed=1';
  return [
    ...['-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `sine=duration=${referenceSeconds}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    ...['-b:v', '8M', '-maxrate', '8M', '-bufsize', '16M', '-c:a', 'aac', '-b:a', '128k'],
  ];
};

/** Whole or not at all: a file that was cut off would be taken for the clip ever after. */
const makeFile = async (file: string, args: readonly string[]): Promise<void> => {
  const unfinished = `${file}.${process.pid}.mp4`;
  await run(await ffmpegPath(), ['-v', 'error', '-nostdin', '-y', ...args, unfinished], {
    timeout: maxEncodeMilliseconds,
  });
  await rename(unfinished, file);
};

/** The ffmpeg of the local cloud's Python: static, and the same on every machine. */
const ffmpegPath = async (): Promise<string> => {
  const { pythonPath } = await prepare();
  const script = 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())';
  const { stdout } = await run(pythonPath, ['-c', script], { timeout: 60_000 });
  return stdout.trim();
};
