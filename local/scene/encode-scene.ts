import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { picture } from './porch.ts';
import { openCamera } from './scene-camera.ts';
import type { SceneEncoder, SceneSpec, SceneTruth } from './truth.ts';

/** Encoding a scene takes seconds; this ends what hangs. */
const encodeTimeoutMilliseconds = 120_000;

/**
 * Runs ffmpeg on raw pictures from its standard input. Every picture is copied before it is
 * written, because painters paint over it while the pipe still holds it.
 */
export const encodePictures = async (
  ffmpegPath: string,
  args: readonly string[],
  pictures: Iterable<Uint8Array>,
): Promise<void> => {
  const child = spawn(ffmpegPath, args, {
    stdio: ['pipe', 'ignore', 'inherit'],
    timeout: encodeTimeoutMilliseconds,
    killSignal: 'SIGKILL',
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  // A child that dies early breaks the pipe; its exit code is what tells why.
  child.stdin.on('error', () => child.kill('SIGKILL'));
  for (const rgb of pictures) {
    if (child.stdin.destroyed) break;
    if (!child.stdin.write(rgb.slice())) await Promise.race([once(child.stdin, 'drain'), closed]);
  }
  child.stdin.end();
  const [exitCode] = await closed;
  if (exitCode !== 0) throw new Error(`ffmpeg could not encode the scene (code ${exitCode})`);
};

/** Writes a file beside its place and moves it there when it is complete. */
export const writeWhole = async (
  outputPath: string,
  write: (unfinishedPath: string) => Promise<void>,
): Promise<void> => {
  await mkdir(dirname(outputPath), { recursive: true });
  const unfinished = `${outputPath}.${process.pid}.unfinished`;
  try {
    await write(unfinished);
    await rename(unfinished, outputPath);
  } finally {
    await rm(unfinished, { force: true });
  }
};

/** Arguments that make ffmpeg read raw RGB pictures of a size and a rate. */
export const rawInput = (width: number, height: number, framesPerSecond: number): string[] => [
  ...['-nostdin', '-hide_banner', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
  ...['-s', `${width}x${height}`, '-r', String(framesPerSecond), '-i', 'pipe:0'],
];

const codecArgs = ({ codec, quality }: SceneEncoder): readonly string[] => {
  switch (codec) {
    case 'x264':
      return ['-c:v', 'libx264', '-preset', 'superfast', '-crf', String(quality)];
    case 'x265':
      return [
        ...['-c:v', 'libx265', '-preset', 'ultrafast', '-crf', String(quality)],
        ...['-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
      ];
    case 'mpeg4':
      return ['-c:v', 'mpeg4', '-q:v', String(quality)];
    case 'vp9':
      return [
        ...['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1'],
        ...['-crf', String(quality), '-b:v', '0'],
      ];
  }
};

/**
 * Films a scene into an MP4 by the encoder, size and frame rate of its spec. Gives what is true of
 * it. The file appears only when it is complete.
 */
export const encodeScene = async (
  spec: SceneSpec,
  ffmpegPath: string,
  outputPath: string,
): Promise<SceneTruth> => {
  const camera = openCamera(spec);
  const { framesPerSecond } = spec;
  const count = camera.truth.durationSeconds * framesPerSecond;
  const frames = function* (): Generator<Uint8Array, void, void> {
    for (let frame = 0; frame < count; frame += 1) yield camera.colourAt(frame / framesPerSecond);
  };
  await writeWhole(outputPath, (unfinished) =>
    encodePictures(
      ffmpegPath,
      [
        ...rawInput(picture.width, picture.height, framesPerSecond),
        ...['-vf', `scale=${spec.width}:${spec.height}:flags=bicubic,format=yuv420p`],
        ...codecArgs(spec.encoder),
        ...['-threads', '1', '-g', String(framesPerSecond * 3), '-bitexact'],
        ...['-movflags', '+faststart', '-f', 'mp4', `file:${unfinished}`],
      ],
      frames(),
    ),
  );
  return camera.truth;
};
