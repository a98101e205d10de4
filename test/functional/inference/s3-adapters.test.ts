import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FootageMissing, FootageTooLarge } from '../../../core/domain/inference/failures.ts';
import { sweepAbandonedFootage } from '../../../inference/hosts/footage-file.ts';
import { analyzerPorts } from '../../../inference/hosts/lambda-host.ts';
import { ffmpegPath, temporaryFolder } from './ffmpeg-for-tests.ts';

/** As much of S3 as the adapters use: reads by version, writes; remembers what was written. */
const startTinyS3 = async () => {
  const footage = Buffer.from('footage '.repeat(20_000));
  const written = new Map<string, { type: string | undefined; body: string }>();
  const read = (url: URL, response: ServerResponse): void => {
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
    const body = Buffer.concat(chunks).toString('latin1');
    written.set(url.pathname, { type: request.headers['content-type'], body });
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
  });
  const stop = async (): Promise<void> => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { s3, footage, written, stop };
};

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

const portsWith = (maxFootageBytes: number) =>
  analyzerPorts({
    ...{ s3: tiny.s3, rekognition: undefined, moderationCallsPerSecond: 1, ffmpegPath },
    ...{ landingBucket: 'landing', derivedBucket: 'derived', samplesPerSecond: 2 },
    temporaryFolder: place.folder,
    maxFootageBytes,
    frameKeyOf: (clipId, index) => `frames/${clipId}/${index}.jpg`,
    analysisKeyOf: (clipId) => `analyses/${clipId}.json`,
  });

const fetchVersion = (versionId: string, maxBytes = 1_000_000) =>
  portsWith(maxBytes).footage.fetch({ key: 'a/clip', versionId }, {});

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
    const sweep = { olderThanSeconds: 7_300, nowMilliseconds };
    expect(await sweepAbandonedFootage(place.folder, sweep)).toBe(0);
    // A new process sweeps by itself before its first clip.
    await (await fetchVersion('v1')).dispose();
    expect(await readdir(place.folder)).toEqual([basename(join(fresh.path, '..'))]);
    expect((await readFile(fresh.path)).length).toBe(tiny.footage.length);
    await fresh.dispose();
    expect(await readdir(place.folder)).toEqual([]);
  });
});

test('frames and analysis are kept under the keys of the layout, with their types', async () => {
  const { store, moderator } = portsWith(1);
  expect(moderator).toBeUndefined();
  await store.putFrame('clip_a', 2, Uint8Array.from([0xff, 0xd8]));
  expect(tiny.written.get('/derived/frames/clip_a/2.jpg')).toEqual({
    type: 'image/jpeg',
    body: '\xff\xd8',
  });
});
