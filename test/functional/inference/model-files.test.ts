import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ModelFileMissing, ModelHashWrong } from '../../../inference/manifest/model-problems.ts';
import { modelFetcher, placeOf, readManifestText } from '../../../inference/models/model-files.ts';

const weights = Buffer.from('weights '.repeat(20_000));
const sha256 = createHash('sha256').update(weights).digest('hex');

/** As much of S3 as models need: one object, one that breaks off, one that is forbidden. */
const startTinyS3 = async () => {
  let reads = 0;
  const server = createServer((request, response) => {
    reads += 1;
    const key = (request.url ?? '').split('?')[0] ?? '';
    const xml = { 'content-type': 'application/xml' };
    if (key === '/models/good.onnx') {
      response.writeHead(200, { 'content-length': weights.length }).end(weights);
    } else if (key === '/models/cut.onnx') {
      response.writeHead(200, { 'content-length': weights.length });
      response.write(weights.subarray(0, 5_000), () => response.destroy());
    } else if (key === '/models/secret.onnx') {
      response.writeHead(403, xml).end('<Error><Code>AccessDenied</Code></Error>');
    } else {
      response.writeHead(404, xml).end('<Error><Code>NoSuchKey</Code></Error>');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const stop = async (): Promise<void> => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { s3, stop, reads: () => reads };
};

let tiny: Awaited<ReturnType<typeof startTinyS3>>;
let cacheFolder: string;
beforeAll(async () => {
  tiny = await startTinyS3();
  cacheFolder = await mkdtemp(join(tmpdir(), 'clipledger-models-'));
});
afterAll(async () => {
  await tiny.stop();
  await rm(cacheFolder, { recursive: true, force: true });
});

const wanted = (key: string, hash = sha256) => ({
  place: `s3://models/${key}`,
  sha256: hash,
  title: 'a model 1.0.0',
});

describe('a model from S3', () => {
  test('is kept by its hash: read once, and again only when the copy was damaged', async () => {
    const fetchModel = modelFetcher({ s3: tiny.s3, cacheFolder });
    const path = await fetchModel(wanted('good.onnx'));
    expect(await readFile(path)).toEqual(weights);
    const reads = tiny.reads();
    expect(await fetchModel(wanted('good.onnx'))).toBe(path);
    expect(tiny.reads()).toBe(reads);
    await writeFile(path, 'damaged');
    await fetchModel(wanted('good.onnx'));
    expect(await readFile(path)).toEqual(weights);
  });

  test('with another hash is refused and leaves no file', async () => {
    const other = '1'.repeat(64);
    const fetchModel = modelFetcher({ s3: tiny.s3, cacheFolder });
    await expect(fetchModel(wanted('good.onnx', other))).rejects.toThrow(ModelHashWrong);
    expect((await readdir(cacheFolder)).filter((name) => name.startsWith(other))).toEqual([]);
  });

  test('that breaks off is an error worth another try, and leaves no file', async () => {
    const folder = join(cacheFolder, 'cut');
    const fetching = modelFetcher({ s3: tiny.s3, cacheFolder: folder })(wanted('cut.onnx'));
    await expect(fetching).rejects.not.toThrow(ModelFileMissing);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each(['secret.onnx', 'none.onnx'])('that may not be read (%s) is missing', async (key) => {
    const fetching = modelFetcher({ s3: tiny.s3, cacheFolder })(wanted(key, '2'.repeat(64)));
    await expect(fetching).rejects.toThrow(ModelFileMissing);
  });

  test('is missing for a host without S3', async () => {
    const fetching = modelFetcher({ cacheFolder })(wanted('good.onnx', '3'.repeat(64)));
    await expect(fetching).rejects.toThrow(ModelFileMissing);
    const reading = readManifestText({ s3: tiny.s3, cacheFolder }, 's3://models/manifest.json');
    await expect(reading).rejects.toThrow(ModelFileMissing);
  });
});

test.each([
  ['weights.onnx', '/models/faces/manifest.json', '/models/faces/weights.onnx'],
  ['../weights.onnx', '/models/faces/manifest.json', '/models/weights.onnx'],
  ['/elsewhere/weights.onnx', '/models/manifest.json', '/elsewhere/weights.onnx'],
  ['weights.onnx', 's3://bucket/faces/manifest.json', 's3://bucket/faces/weights.onnx'],
  ['s3://other/key one', '/models/manifest.json', 's3://other/key one'],
  ['key one', 's3://bucket/manifest.json', 's3://bucket/key one'],
])('%s named by %s is %s', (uri, manifest, place) => {
  expect(placeOf(uri, manifest)).toBe(place);
});
