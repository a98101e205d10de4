import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildFfmpegLayer, LayerNotBuilt } from '../../../layers/ffmpeg/build.ts';
import { ffmpegPath, repository, temporaryFolder } from './ffmpeg-for-tests.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  place = await temporaryFolder();
});
afterAll(() => place.dispose());

describe('building the ffmpeg layer', () => {
  test('every platform is pinned by a SHA-256 of its own', async () => {
    const pin = JSON.parse(
      await readFile(join(repository, 'layers/ffmpeg/layer.json'), 'utf8'),
    ) as {
      binaries: readonly { platform: string; sha256: string }[];
    };
    const hashes = pin.binaries.map(({ sha256 }) => sha256);
    expect(new Set(hashes).size).toBe(4);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(pin.binaries.map(({ platform }) => platform)).toContain('linux-x64');
  });

  test('refuses an executable that is not the pinned one, and leaves no file', async () => {
    const from = join(place.folder, 'ffmpeg-of-somebody');
    await writeFile(from, '#!/bin/sh\n');
    const to = join(place.folder, 'layer');
    await expect(buildFfmpegLayer({ from, to })).rejects.toThrow(LayerNotBuilt);
    await expect(stat(to)).rejects.toThrow('ENOENT');
  });

  test('says what to do where no Python has the package', async () => {
    const to = join(place.folder, 'layer');
    const python = join(place.folder, 'no-python');
    await expect(buildFfmpegLayer({ python, to })).rejects.toThrow(
      /pip install imageio-ffmpeg==0\.6\.0/,
    );
    await expect(buildFfmpegLayer({ platform: 'plan9-x64', to })).rejects.toThrow(LayerNotBuilt);
  });

  test('mends a damaged file and leaves a sound one alone', async () => {
    const to = join(place.folder, 'mended');
    const laidOut = join(to, 'bin/ffmpeg');
    const build = () => buildFfmpegLayer({ from: ffmpegPath, to });
    expect(await build()).toMatchObject({ ffmpegPath: laidOut, rebuilt: true });
    expect((await stat(laidOut)).mode & 0o777).toBe(0o755);
    expect(await build()).toMatchObject({ rebuilt: false });
    await writeFile(laidOut, 'damaged');
    expect(await build()).toMatchObject({ rebuilt: true });
  });
});
