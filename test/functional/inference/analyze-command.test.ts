import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ffmpeg, ffmpegPath, repository, temporaryFolder } from './ffmpeg-for-tests.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const analyze = (args: readonly string[], ffmpegAt = ffmpegPath): Promise<Ended> =>
  new Promise((resolve) => {
    const tsx = join(repository, 'node_modules/.bin/tsx');
    const command = join(repository, 'inference/cli/analyze.ts');
    const env = { PATH: process.env['PATH'], FFMPEG_PATH: ffmpegAt };
    execFile(tsx, [command, ...args], { env, timeout: 30_000 }, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ code, out, err });
    });
  });

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  place = await temporaryFolder();
});
afterAll(() => place.dispose());

describe('npm run analyze', () => {
  test('prints the analysis as JSON', async () => {
    const clip = join(place.folder, 'clip.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=10:d=3', '-c:v', 'mpeg4', clip);
    const { code, out, err } = await analyze([clip, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      schema: 'clipledger/analysis/v1',
      analyzer: { name: 'baseline' },
      frames: { sampled: 6, coveredSeconds: 3 },
      moderation: { status: 'off' },
    });
  }, 40_000);

  test('says in one sentence what is wrong', async () => {
    const text = join(place.folder, 'text.mp4');
    await writeFile(text, 'no video');
    const absent = join(place.folder, 'absent.mp4');
    const cases: readonly (readonly [Promise<Ended>, RegExp])[] = [
      [analyze([absent]), /^There is no file at .*absent\.mp4\.\n$/],
      [analyze([text]), /^.*text\.mp4: Nothing could be decoded as video\.\n$/],
      [analyze([text], '/nowhere/ffmpeg'), /^ffmpeg could not be started; .*build\.ts\.\n$/],
      [analyze([]), /^Usage: npm run analyze -- CLIP .*\n$/],
      [analyze([text, '--fps', '3']), /^Usage: npm run analyze -- CLIP .*\n$/],
    ];
    for (const [ended, sentence] of cases) {
      const { code, out, err } = await ended;
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(sentence);
    }
  }, 60_000);
});
