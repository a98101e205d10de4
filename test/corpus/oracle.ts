import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

/** What ffprobe says of a file: an oracle to compare with, not the truth. */
export interface Label {
  readonly exitCode: number;
  readonly format: string;
  readonly durationSeconds: number | undefined;
  readonly video:
    | {
        readonly codec: string;
        readonly width: number;
        readonly height: number;
        /** Frames a second, on average; undefined where it was not asked. */
        readonly frameRate?: number | undefined;
      }
    | undefined;
}

/** Says what ffprobe says of a file; undefined where nobody asked it. */
export type Oracle = (file: string) => Promise<Label | undefined>;

const labelShape = z.object({
  ffprobeExit: z.number(),
  format: z.string().nullish(),
  durationSeconds: z.number().nullish(),
  video: z
    .object({ codec: z.string().nullable(), width: z.number(), height: z.number() })
    .nullish(),
});

/** What stands in a folder's `labels.json`, otherwise ffprobe itself, otherwise nothing. */
export const oracleOf = async (folder: string): Promise<{ name: string; oracle: Oracle }> => {
  const file = join(folder, 'labels.json');
  if (existsSync(file)) {
    const labels = z.record(z.string(), labelShape).parse(JSON.parse(await readFile(file, 'utf8')));
    return { name: 'labels.json', oracle: async (name) => labelOf(labels[name]) };
  }
  if (await hasFfprobe()) {
    return { name: 'ffprobe', oracle: async (name) => askFfprobe(join(folder, name)) };
  }
  return { name: 'none', oracle: async () => undefined };
};

const labelOf = (label: z.output<typeof labelShape> | undefined): Label | undefined => {
  if (label === undefined) return undefined;
  const { video } = label;
  return {
    exitCode: label.ffprobeExit,
    format: label.format ?? '',
    durationSeconds: label.durationSeconds ?? undefined,
    video: video ? { ...video, codec: video.codec ?? '' } : undefined,
  };
};

const run = promisify(execFile);

/** Whether there is an ffprobe on the path. The project does without; only comparisons want it. */
export const hasFfprobe = async (): Promise<boolean> => {
  try {
    await run('ffprobe', ['-version'], { timeout: 10_000 });
    return true;
  } catch {
    return false; // Not there, or not to be run: no oracle either way.
  }
};

const answerShape = z.object({
  format: z.object({ format_name: z.string(), duration: z.string().optional() }).optional(),
  streams: z
    .array(
      z.object({
        codec_name: z.string().optional(),
        width: z.number().optional(),
        height: z.number().optional(),
        avg_frame_rate: z.string().optional(),
      }),
    )
    .optional(),
});

const askFfprobe = async (path: string): Promise<Label> => {
  const failed = { exitCode: 1, format: '', durationSeconds: undefined, video: undefined };
  try {
    const { stdout } = await run(
      'ffprobe',
      [
        ...['-v', 'error', '-of', 'json', '-select_streams', 'v', '-show_format', '-show_streams'],
        ...['-protocol_whitelist', 'file', path],
      ],
      { timeout: 20_000, maxBuffer: 16_777_216 },
    );
    const { format, streams = [] } = answerShape.parse(JSON.parse(stdout));
    const [video] = streams;
    return {
      exitCode: 0,
      format: format?.format_name ?? '',
      durationSeconds: format?.duration === undefined ? undefined : Number(format.duration),
      video: video && {
        codec: video.codec_name ?? '',
        width: video.width ?? 0,
        height: video.height ?? 0,
        frameRate: quotient(video.avg_frame_rate),
      },
    };
  } catch {
    return failed; // It refuses the file, which is what is asked.
  }
};

const quotient = (fraction: string | undefined): number | undefined => {
  const [over = Number.NaN, under = Number.NaN] = (fraction ?? '').split('/').map(Number);
  return Number.isFinite(over / under) ? over / under : undefined;
};
