import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Analysis } from '../../../core/domain/inference/analysis.ts';
import { FootageMissing, FootageTooLarge } from '../../../core/domain/inference/failures.ts';
import { analyzeClip } from '../../../core/contracts/functions/index.ts';
import { jobLimits } from '../../../inference/hosts/analysis-container.ts';
import { sweepAbandonedFootage, sweptBeforehand } from '../../../inference/hosts/footage-file.ts';
import { maxPutSeconds, s3AnalysisStore } from '../../../inference/hosts/s3-analysis-store.ts';
import { s3FootageReader } from '../../../inference/hosts/s3-footage-reader.ts';
import { eventually, repository, temporaryFolder } from './ffmpeg-for-tests.ts';

/** An object as it came. */
interface Written {
  readonly type?: string | undefined;
  readonly length?: string | undefined;
  readonly sha256?: string | readonly string[] | undefined;
  /** Latin-1: a character a byte. */
  readonly body: string;
}

const unheard = (): void => undefined;

/** As much of S3 as the adapters use: reads by version, writes; remembers what was written. */
const startTinyS3 = async () => {
  const footage = Buffer.from('footage '.repeat(20_000));
  const written = new Map<string, Written>();
  /** Writes that came and are never answered. */
  const mute = { count: 0 };
  const read = (url: URL, response: ServerResponse): void => {
    const kept = written.get(url.pathname);
    if (kept !== undefined) {
      response.end(Buffer.from(kept.body, 'latin1'));
      return;
    }
    const version = url.searchParams.get('versionId');
    if (version === 'cut') {
      response.writeHead(200, { 'content-length': footage.length });
      response.write(footage.subarray(0, 5_000), () => response.destroy());
      return;
    }
    const status = { v1: 200, unsized: 200, marker: 405 }[version ?? ''] ?? 404;
    const sized = version === 'v1' ? { 'content-length': footage.length } : {};
    const code = status === 405 ? 'MethodNotAllowed' : 'NoSuchVersion';
    response.writeHead(status, status === 200 ? sized : { 'content-type': 'application/xml' });
    response.end(status === 200 ? footage : `<Error><Code>${code}</Code></Error>`);
  };
  const write = async (request: IncomingMessage, url: URL, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (url.pathname.includes('clip_mute')) {
      mute.count += 1;
      return;
    }
    const body = Buffer.concat(chunks).toString('latin1');
    const { 'content-type': type, 'content-length': length } = request.headers;
    const sha256 = request.headers['x-amz-checksum-sha256'];
    written.set(url.pathname, { type, length, sha256, body });
    response.writeHead(200).end();
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET') read(url, response);
    else void write(request, url, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const s3 = new S3Client({
    ...{ endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // It would tell the console of every upload that a test breaks off.
    logger: { debug: unheard, info: unheard, warn: unheard, error: unheard },
  });
  const stop = async (): Promise<void> => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { s3, footage, written, mute, stop };
};

/** A whole analysis, as the catalogue of events shows it. */
const analysis = JSON.parse(
  readFileSync(join(repository, 'events/analysis/v2/examples/moderated.json'), 'utf8'),
) as Analysis;

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let tiny: Awaited<ReturnType<typeof startTinyS3>>;
beforeAll(async () => {
  place = await temporaryFolder();
  tiny = await startTinyS3();
});
afterAll(async () => {
  await tiny.stop();
  await place.dispose();
});

const readerOf = (maxBytes: number) =>
  s3FootageReader({
    ...{ s3: tiny.s3, landingBucket: 'landing', temporaryFolder: place.folder, maxBytes },
  });

const fetchVersion = (versionId: string, maxBytes = 1_000_000) =>
  readerOf(maxBytes).fetch({ key: 'a/clip', versionId }, {});

describe('reading footage from S3', () => {
  test('writes every byte to a file and hashes it; disposing leaves nothing', async () => {
    const local = await fetchVersion('v1');
    expect((await readFile(local.path)).equals(tiny.footage)).toBe(true);
    expect(local.bytes).toBe(tiny.footage.length);
    expect(local.sha256).toBe(createHash('sha256').update(tiny.footage).digest('hex'));
    await local.dispose();
    await local.dispose();
    expect(await readdir(place.folder)).toEqual([]);
  });

  test.each(['gone', 'marker'])('a version that is not there (%s) is missing', async (version) => {
    await expect(fetchVersion(version)).rejects.toThrow(FootageMissing);
  });

  test('footage over the bound is refused, by its length or while it comes', async () => {
    await expect(fetchVersion('v1', 100_000)).rejects.toThrow(FootageTooLarge);
    await expect(fetchVersion('unsized', 100_000)).rejects.toThrow(FootageTooLarge);
    const fits = await fetchVersion('unsized', tiny.footage.length);
    await fits.dispose();
    expect(await readdir(place.folder)).toEqual([]);
  });

  test('a connection that breaks leaves no file behind', async () => {
    await expect(fetchVersion('cut')).rejects.toThrow(/aborted|ECONNRESET|premature/i);
    expect(await readdir(place.folder)).toEqual([]);
  });

  test('what a killed process left is swept when it is old, and only then', async () => {
    const old = await fetchVersion('v1');
    const fresh = await fetchVersion('v1');
    const nowMilliseconds = Date.now();
    const twoHoursAgo = new Date(nowMilliseconds - 7_200_000);
    await utimes(join(old.path, '..'), twoHoursAgo, twoHoursAgo);
    const sweep = (olderThanSeconds: number) =>
      sweepAbandonedFootage(place.folder, { olderThanSeconds, nowMilliseconds });
    expect(await sweep(7_300)).toBe(0);
    expect(await sweep(7_100)).toBe(1);
    expect(await readdir(place.folder)).toEqual([basename(join(fresh.path, '..'))]);
    expect((await readFile(fresh.path)).length).toBe(tiny.footage.length);
    await fresh.dispose();
    expect(await readdir(place.folder)).toEqual([]);
  });
});

describe('sweeping before each fetch', () => {
  const sweepingReader = (olderThanSeconds: number) =>
    sweptBeforehand(readerOf(1_000_000), {
      ...{ temporaryFolder: place.folder, olderThanSeconds, nowMilliseconds: Date.now },
    });
  const object = { key: 'a/clip', versionId: 'v1' };

  test('removes what is too old to be anybody’s, time and again', async () => {
    // Older than a second from now: every folder that is there.
    const reader = sweepingReader(-1);
    for (let killed = 0; killed < 3; killed += 1) await reader.fetch(object, {});
    const last = await reader.fetch(object, {});
    expect(await readdir(place.folder)).toEqual([basename(join(last.path, '..'))]);
    await last.dispose();
  });

  test('spares what neighbours may be at work on', async () => {
    const reader = sweepingReader(60);
    const neighbours = await fetchVersion('v1');
    const own = await reader.fetch(object, {});
    expect(await readdir(place.folder)).toHaveLength(2);
    await Promise.all([neighbours.dispose(), own.dispose()]);
  });

  test('that fails once does not fail for ever', async () => {
    const times = [Number.NaN, Date.now()];
    const reader = sweptBeforehand(readerOf(1_000_000), {
      ...{ temporaryFolder: place.folder, olderThanSeconds: 60 },
      nowMilliseconds: () => {
        const time = times.shift() ?? 0;
        if (Number.isNaN(time)) throw new Error('No clock');
        return time;
      },
    });
    await expect(reader.fetch(object, {})).rejects.toThrow('No clock');
    await (await reader.fetch(object, {})).dispose();
  });
});

describe('writing about a clip that has ended', () => {
  test('is over before its erasure goes on', () => {
    for (const { maxSilentSeconds, beatSeconds } of Object.values(jobLimits)) {
      const longest = maxSilentSeconds + beatSeconds + maxPutSeconds;
      expect(longest).toBeLessThan(analyzeClip.writesAfterEndSeconds ?? 0);
    }
  });
});

describe('keeping what was found', () => {
  const store = () =>
    s3AnalysisStore({
      ...{ s3: tiny.s3, derivedBucket: 'derived' },
      frameKeyOf: (clipId, index) => `frames/${clipId}/${index}.jpg`,
      redactedKeyOf: (clipId) => `copies/${clipId}.mp4`,
      analysisKeyOf: (clipId) => `analyses/${clipId}.json`,
    });

  test('frames go under the key of the layout, with their type', async () => {
    await store().putFrame('clip_a', 2, Uint8Array.from([0xff, 0xd8]), {});
    expect(tiny.written.get('/derived/frames/clip_a/2.jpg')).toMatchObject({
      type: 'image/jpeg',
      body: '\xff\xd8',
    });
  });

  test('the copy goes out as it is, with its length and its SHA-256', async () => {
    const path = join(place.folder, 'copy.mp4');
    const copy = Buffer.from('picture '.repeat(50_000));
    await writeFile(path, copy);
    await store().putRedacted('clip_a', path, {});
    const written = tiny.written.get('/derived/copies/clip_a.mp4');
    expect(written).toMatchObject({ type: 'video/mp4', length: String(copy.length) });
    expect(written?.sha256).toBe(createHash('sha256').update(copy).digest('base64'));
    expect(written?.body).toBe(copy.toString('latin1'));
    await rm(path);
  });

  test('an upload that hangs ends when its caller gives up', async () => {
    const path = join(place.folder, 'copy.mp4');
    await writeFile(path, 'picture');
    for (const write of [
      (signal: AbortSignal) => store().putRedacted('clip_mute', path, { signal }),
      (signal: AbortSignal) => store().putFrame('clip_mute', 0, Uint8Array.of(1), { signal }),
      (signal: AbortSignal) => store().putAnalysis('clip_mute', analysis, { signal }),
    ]) {
      const giveUp = new AbortController();
      const before = tiny.mute.count;
      const ending = write(giveUp.signal).catch((error: unknown) => error);
      await eventually(() => tiny.mute.count > before);
      giveUp.abort();
      expect(await ending).toMatchObject({ name: 'AbortError' });
    }
    await rm(path);
  });

  test('a caller who gave up while the copy was hashed gets no upload', async () => {
    const path = join(place.folder, 'copy.mp4');
    await writeFile(path, 'picture');
    const giveUp = new AbortController();
    const ending = store().putRedacted('clip_late', path, { signal: giveUp.signal });
    const reason = new Error('Withdrawn');
    giveUp.abort(reason);
    await expect(ending).rejects.toBe(reason);
    expect([...tiny.written.keys()].filter((key) => key.includes('clip_late'))).toEqual([]);
    await rm(path);
  });

  test('an analysis comes back as it was kept', async () => {
    await store().putAnalysis('clip_a', analysis, {});
    expect(tiny.written.get('/derived/analyses/clip_a.json')?.type).toBe('application/json');
    expect(await store().findAnalysis('clip_a')).toEqual(analysis);
  });

  test('none, one of an older schema and something else are none to go on from', async () => {
    expect(await store().findAnalysis('clip_none')).toBeUndefined();
    for (const body of ['{"schema":"clipledger/analysis/v1"}', 'not JSON', '']) {
      tiny.written.set('/derived/analyses/clip_b.json', { type: 'application/json', body });
      expect(await store().findAnalysis('clip_b')).toBeUndefined();
    }
  });
});
