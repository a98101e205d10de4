import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contentTypeOfMagic } from '../../../client/uploader/core/content-type.ts';
import { measureRate, type TransferProgress } from '../../../client/uploader/core/progress.ts';
import { declareFile } from '../../../client/uploader/declare-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipledger-declare-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('declaring a file', () => {
  it('takes its size, SHA-256 and name', async () => {
    const path = join(folder, 'abc.mp4');
    await writeFile(path, 'abc');
    // FIPS 180-2, appendix B.1.
    expect(await declareFile(path)).toEqual({
      path,
      fileName: 'abc.mp4',
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      contentType: 'video/mp4',
    });
  });

  it('declares an empty file too: the service says what is wrong with it', async () => {
    const path = join(folder, 'empty.webm');
    await writeFile(path, '');
    expect(await declareFile(path)).toMatchObject({ bytes: 0, contentType: 'video/webm' });
  });

  it('believes the content more than the name, and knows no type for neither', async () => {
    const webm = join(folder, 'really-webm.mp4');
    await writeFile(
      webm,
      Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
    );
    expect((await declareFile(webm)).contentType).toBe('video/webm');
    const text = join(folder, 'notes.txt');
    await writeFile(text, 'not a video');
    expect((await declareFile(text)).contentType).toBeUndefined();
  });

  it.each([
    ['00000020667479706d703432', 'video/mp4'],
    ['0000001466747970717420200000', 'video/quicktime'],
    ['00000008776964650000', 'video/quicktime'],
    ['1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b61', 'video/x-matroska'],
    ['1a45dfa3', undefined],
    ['52494646', undefined],
    ['', undefined],
  ])('reads the container of %s', (hex, contentType) => {
    expect(contentTypeOfMagic(Buffer.from(hex, 'hex'))).toBe(contentType);
  });

  it('stops when it is aborted', async () => {
    const path = join(folder, 'long.mp4');
    await writeFile(path, Buffer.alloc(100_000));
    const stopped = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(declareFile(path, { signal: stopped })).rejects.toThrow('Ctrl-C');
  });
});

describe('the rate of a transfer', () => {
  it('follows the last seconds and tells the time left', () => {
    let now = 0;
    const told: TransferProgress[] = [];
    const count = measureRate(
      1_000,
      (progress) => told.push(progress),
      () => now,
    );
    for (const [at, doneBytes] of [
      [1_000, 100],
      [2_000, 200],
      [8_000, 500],
      [14_000, 900],
    ] as const) {
      now = at;
      count(doneBytes);
    }
    expect(told[1]).toMatchObject({ bytesPerSecond: 100, secondsLeft: 8 });
    // From 8 s to 14 s: 400 bytes in 6 s.
    expect(told[3]?.bytesPerSecond).toBeCloseTo(400 / 6);
  });

  it('speaks at most ten times a second, but always at the end', () => {
    let now = 0;
    const told: number[] = [];
    const count = measureRate(
      100,
      ({ doneBytes }) => told.push(doneBytes),
      () => now,
    );
    for (let done = 1; done <= 100; done += 1) {
      now += 10;
      count(done);
    }
    expect(told.length).toBeLessThanOrEqual(11);
    expect(told.at(-1)).toBe(100);
  });
});
