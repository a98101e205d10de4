import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TransferProgress } from '../../../client/uploader/core/progress.ts';
import { uploadClip, type UploadOptions } from '../../../client/uploader/upload-clip.ts';
import { bodyOf, portOf } from './fake-api.ts';

type Storage = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;

const bytes = 3_000_000;
const content = Buffer.alloc(bytes, 'porch');
const hour = 3_600_000;

let folder: string;
let path: string;
let server: Server;
let storage: Storage;
let attempts: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipledger-upload-'));
  path = join(folder, 'clip.mp4');
  await writeFile(path, content);
  attempts = 0;
  server = createServer((request, response) => {
    attempts += 1;
    storage(request, response, attempts);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const headers = { 'content-type': 'video/mp4', 'if-none-match': '*' };
const granted = () => ({
  url: `http://127.0.0.1:${portOf(server)}/landing/original?X-Amz-Signature=1`,
  headers,
  expiresAt: new Date(Date.now() + hour).toISOString(),
});
const upload = (options: UploadOptions = {}, declaredBytes = bytes) =>
  uploadClip(granted(), { path, declaredBytes }, { pause: async () => undefined, ...options });

const refuse =
  (status: number, code: string, message = ''): Storage =>
  async (request, response) => {
    await bodyOf(request);
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    );
  };

/** Takes the object and remembers it. */
const takeInto =
  (taken: { sha256?: string; headers?: IncomingMessage['headers'] }): Storage =>
  async (request, response) => {
    taken.headers = request.headers;
    taken.sha256 = createHash('sha256')
      .update(await bodyOf(request))
      .digest('hex');
    response.end();
  };

/** Breaks the line in the middle of the body. */
const breakOff: Storage = (request) => {
  let received = 0;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > 500_000) request.socket.destroy();
  });
};

describe('uploading a clip', () => {
  it('sends every byte once, with the granted headers and the exact size', async () => {
    const taken: Parameters<typeof takeInto>[0] = {};
    storage = takeInto(taken);
    expect(await upload()).toMatchObject({ outcome: 'uploaded', bytes, attempts: 1 });
    expect(taken.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(taken.headers).toMatchObject({ ...headers, 'content-length': `${bytes}` });
  });

  it('sends an empty file as an empty object', async () => {
    const taken: Parameters<typeof takeInto>[0] = {};
    storage = takeInto(taken);
    await truncate(path, 0);
    expect(await upload({}, 0)).toMatchObject({ outcome: 'uploaded', bytes: 0 });
    expect(taken.headers).toMatchObject({ 'content-length': '0' });
  });

  it('tells how far it is, up to the last byte', async () => {
    storage = takeInto({});
    const told: TransferProgress[] = [];
    await upload({ onProgress: (progress) => told.push(progress) });
    const done = told.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((one, other) => one - other));
    expect(told.at(-1)).toMatchObject({ doneBytes: bytes, totalBytes: bytes });
  });

  it('starts again when the line breaks in the middle', async () => {
    const taken: Parameters<typeof takeInto>[0] = {};
    storage = (...call) => (call[2] < 3 ? breakOff(...call) : takeInto(taken)(...call));
    const retries: number[] = [];
    const outcome = await upload({ onRetry: (attempt) => retries.push(attempt) });
    expect(outcome).toMatchObject({ outcome: 'uploaded', attempts: 3 });
    expect(retries).toEqual([2, 3]);
    expect(taken.sha256).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it.each([
    [500, 'InternalError'],
    [503, 'SlowDown'],
    [400, 'RequestTimeout'],
    [409, 'ConditionalRequestConflict'],
  ])('tries again after %d %s', async (status, code) => {
    storage = (...call) => (call[2] === 1 ? refuse(status, code) : takeInto({}))(...call);
    expect(await upload()).toMatchObject({ outcome: 'uploaded', attempts: 2 });
  });

  it('takes an object that is already there for its own, whose answer was lost', async () => {
    storage = (...call) =>
      call[2] === 1
        ? void bodyOf(call[0]).then(() => call[0].socket.destroy())
        : refuse(412, 'PreconditionFailed')(...call);
    expect(await upload()).toMatchObject({ outcome: 'uploaded', attempts: 2 });
  });

  it.each(['BadDigest', 'InvalidDigest', 'XAmzContentSHA256Mismatch'])(
    'says that the content differs when storage answers %s, and does not try again',
    async (code) => {
      storage = refuse(400, code);
      expect(await upload()).toMatchObject({ outcome: 'refused', reason: 'checksum-differs' });
      expect(attempts).toBe(1);
    },
  );

  it('says that the size differs when the signature covers another size', async () => {
    storage = refuse(403, 'SignatureDoesNotMatch');
    expect(await upload({}, bytes + 1)).toMatchObject({
      outcome: 'refused',
      reason: 'size-differs',
    });
  });

  it('does not blame the file for a wrong signature when its size is right', async () => {
    storage = refuse(403, 'SignatureDoesNotMatch');
    const outcome = await upload();
    expect(outcome).toMatchObject({ outcome: 'failed', attempts: 1 });
    expect(outcome).toHaveProperty('sentence', expect.stringContaining('SignatureDoesNotMatch'));
  });

  it('says that the link has expired, by the answer and by the clock', async () => {
    storage = refuse(403, 'AccessDenied', 'Request has expired');
    expect(await upload()).toMatchObject({ outcome: 'expired' });
    const later = Date.now() + 2 * hour;
    expect(await upload({ nowMilliseconds: () => later })).toMatchObject({ outcome: 'expired' });
    expect(attempts).toBe(1);
  });

  it('gives up after the last attempt and says why', async () => {
    storage = refuse(503, 'SlowDown');
    expect(await upload({ maxAttempts: 3 })).toEqual({
      outcome: 'failed',
      attempts: 3,
      sentence: 'The file did not arrive after 3 attempts: storage answered 503 SlowDown.',
    });
    expect(attempts).toBe(3);
  });

  it('stops in the middle when it is aborted', async () => {
    const controller = new AbortController();
    storage = (request) => {
      request.on('error', () => undefined);
      request.once('data', () => controller.abort(new Error('Ctrl-C')));
    };
    await expect(upload({ signal: controller.signal })).rejects.toThrow('Ctrl-C');
    expect(attempts).toBe(1);
  });

  it('does not wait for ever on a server that takes nothing', async () => {
    storage = (request) => request.pause();
    const outcome = await upload({ idleTimeoutSeconds: 0.05, maxAttempts: 2 });
    expect(outcome).toMatchObject({ outcome: 'failed', attempts: 2 });
  });

  it('takes an answer that comes before the whole file was sent', async () => {
    storage = (request, response) => {
      request.on('error', () => undefined).resume();
      response.writeHead(400).end('<Error><Code>EntityTooLarge</Code></Error>');
    };
    expect(await upload()).toMatchObject({ outcome: 'refused', reason: 'size-differs' });
  });

  it('throws when the file is not there', async () => {
    await rm(path);
    await expect(upload()).rejects.toThrow('There is no file ');
    expect(attempts).toBe(0);
  });
});
