import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { mediabunnyProbe } from '../../../core/adapters/mediabunny/media-probe.ts';
import { UnreadableMedia, type ProbeCost } from '../../../core/domain/intake/ports.ts';

/**
 * Files that real cameras and muxers wrote, beside the project and not part of it, with what
 * ffprobe says of each. Where they are not at hand, made files (media-probe.test.ts) are all.
 */
const corpus = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', '..', '..', 'shared', 'corpus'],
);

const labelShape = z.object({
  ffprobeExit: z.number(),
  format: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  video: z
    .object({ codec: z.string().nullable(), width: z.number(), height: z.number() })
    .optional(),
});
type Label = z.output<typeof labelShape>;

interface Line {
  readonly file: string;
  readonly says: string;
  readonly label: Label;
  readonly cost: ProbeCost;
  readonly milliseconds: number;
}

const probe = mediabunnyProbe();

const lookAt = async (file: string, label: Label): Promise<Line> => {
  const handle = await open(join(corpus, file));
  const { size } = await handle.stat();
  const startedAt = performance.now();
  const read = async (start: number, end: number) => {
    const bytes = new Uint8Array(end - start);
    await handle.read(bytes, 0, bytes.length, start);
    return bytes;
  };
  const lineOf = (says: string, cost: ProbeCost): Line => {
    const milliseconds = Math.round(performance.now() - startedAt);
    return { file, says, label, cost, milliseconds };
  };
  try {
    const { media, cost } = await probe.probe({ bytes: size, read });
    return lineOf(`${media.codec} ${media.width}x${media.height}`, cost);
  } catch (error) {
    if (error instanceof UnreadableMedia) return lineOf(`refused: ${error.reason}`, error.cost);
    throw error;
  } finally {
    await handle.close();
  }
};

const lines = async (): Promise<readonly Line[]> => {
  const labelled = join(corpus, 'labels.json');
  if (!existsSync(labelled)) return [];
  const labels = z
    .record(z.string(), labelShape)
    .parse(JSON.parse(await readFile(labelled, 'utf8')));
  const seen: Line[] = [];
  for (const [file, label] of Object.entries(labels)) seen.push(await lookAt(file, label));
  return seen;
};

const takenFormats = /^(mov,mp4|matroska,webm)/;
const takenCodecs = ['h264', 'hevc', 'vp8', 'vp9', 'av1'];

/** Whether ffprobe sees a film in it that we take. One without a duration holds no packets. */
const isFilm = ({ ffprobeExit, format, video, durationSeconds }: Label): boolean =>
  ffprobeExit === 0 &&
  takenFormats.test(format ?? '') &&
  takenCodecs.includes(video?.codec ?? '') &&
  durationSeconds !== null;

/** ffprobe names the codec of protected films as well, whose packets nobody can decode. */
const isJustlyRefused = ({ says }: Line): boolean => says === 'refused: encrypted';

const table = (wrong: readonly Line[]): readonly string[] =>
  wrong.map(({ file, says, label }) => `${file}: ${says}; ffprobe: ${JSON.stringify(label.video)}`);

describe('files of real cameras and muxers', () => {
  it('are taken where ffprobe sees a film, and read as ffprobe reads them', async () => {
    const films = (await lines()).filter(({ label }) => isFilm(label));
    const wrong = films.filter((line) => {
      const { codec, width = 0, height = 0 } = line.label.video ?? {};
      // A file may have several pictures of which ffprobe names another first: sides may swap.
      const sizes = [`${codec} ${width}x${height}`, `${codec} ${height}x${width}`];
      return !sizes.includes(line.says) && !isJustlyRefused(line);
    });
    expect(table(wrong)).toEqual([]);
  });

  it('are refused where ffprobe sees none', async () => {
    const others = (await lines()).filter(({ label }) => label.video === undefined);
    const wrong = others.filter(({ says }) => !says.startsWith('refused: '));
    expect(table(wrong)).toEqual([]);
  });

  it('take two reads, but for a few, and no time', async () => {
    const all = await lines();
    const many = all.filter(({ cost }) => cost.reads > 2);
    expect(many.length).toBeLessThanOrEqual(all.length * 0.03);
    expect(all.filter(({ milliseconds }) => milliseconds > 2_000)).toEqual([]);
    expect(all.filter(({ cost }) => cost.bytesRead > 1_000_000)).toEqual([]);
  });
});
