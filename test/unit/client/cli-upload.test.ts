import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import { openCliWorld, type CliWorld } from './cli-world.ts';
import { bodyOf, problem } from './fake-api.ts';

const campaign = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const what = ['--campaign', campaign, '--category', 'package-theft', '--scenario', 'staged'];
const options = [...what, '--camera', 'front door'];
const content = Buffer.concat([Buffer.from('0000001866747970', 'hex'), Buffer.alloc(100_000, 'x')]);

let world: CliWorld;
let path: string;

beforeEach(async () => {
  world = await openCliWorld();
  path = await world.file('porch.mp4', content);
  world.service.answer('openGrant', () => {
    const grant = examples.openGrant.response as { upload: object };
    const url = `${world.service.origin}/landing/original`;
    const expiresAt = new Date(world.nowMilliseconds + 900_000).toISOString();
    return { body: { ...grant, upload: { ...grant.upload, url, expiresAt } } };
  });
});
afterEach(() => world.stop());

const asked = (operationId: string): readonly unknown[] =>
  world.service.calls.filter((call) => call.operationId === operationId).map(({ body }) => body);

describe('the upload command', () => {
  it('declares the file, sends its bytes to the granted URL, and says so', async () => {
    let stored: Buffer = Buffer.alloc(0);
    world.storage = (request, response) =>
      void bodyOf(request).then((body) => {
        stored = body;
        response.end();
      });
    const { exitCode, document } = await world.read('upload', path, ...options);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ uploads: [{ file: path, result: 'uploaded' }] });
    expect(stored.equals(content)).toBe(true);
    expect(asked('openGrant')).toEqual([
      expect.objectContaining({
        fileName: 'porch.mp4',
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        contentType: 'video/mp4',
      }),
    ]);
    expect(asked('abandonUpload')).toEqual([]);
  });

  it('gives one camera one id for ever, and each person’s their own', async () => {
    await world.run(['upload', path, path, ...options]);
    await world.run(['upload', path, ...what, '--camera', 'garage']);
    await world.run(['upload', path, ...options, '--as', 'reviewer']);
    const own = 'camera_01J9Z3DBCDEFGHJKMNPQRSTVWX';
    await world.run(['upload', path, ...what, '--camera', own]);
    const cameras = asked('openGrant').map((body) => (body as { cameraId: string }).cameraId);
    const [first, second, garage, reviewers, given] = cameras;
    expect(second).toBe(first);
    expect(new Set([first, garage, reviewers, given]).size).toBe(4);
    expect(given).toBe(own);
  });

  it('closes the grant with the reason when storage finds another file', async () => {
    world.storage = (request, response) =>
      void bodyOf(request).then(() =>
        response.writeHead(400).end('<Error><Code>BadDigest</Code></Error>'),
      );
    const { exitCode, document } = await world.read('upload', path, ...options);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      uploads: [{ result: 'refused', reason: 'checksum-differs' }],
    });
    expect(asked('abandonUpload')).toEqual([{ reason: 'checksum-differs' }]);
  });

  it('closes the grant when it is stopped', async () => {
    const controller = new AbortController();
    world.storage = (request) => {
      request.on('error', () => undefined);
      controller.abort(new Error('Stopped.'));
    };
    const ran = await world.run(['upload', path, ...options], { signal: controller.signal });
    expect(ran).toMatchObject({ exitCode: 1, err: 'Stopped.\n' });
    expect(asked('abandonUpload')).toEqual([{ reason: 'upload-abandoned' }]);
  });

  it('goes on with the next file when one is not taken', async () => {
    const text = await world.file('notes.txt', 'no video');
    let granted = 0;
    const grant = examples.openGrant.response as { upload: object };
    world.service.answer('openGrant', () => {
      granted += 1;
      if (granted === 1) return problem(422, 'file-too-large', 'A file may have 5 bytes here.');
      const url = `${world.service.origin}/landing/original`;
      return { body: { ...grant, upload: { ...grant.upload, url } } };
    });
    world.nowMilliseconds = Date.parse('2026-12-18T09:02:00.000Z');
    const { exitCode, document } = await world.read('upload', path, text, path, ...options);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      uploads: [
        { result: 'not-given', reason: 'file-too-large' },
        { result: 'not-given', sentence: expect.stringContaining('no video file') },
        { result: 'uploaded' },
      ],
    });
  });

  it('follows the clip to its end when asked', async () => {
    const states = ['granted', 'analyzing', 'refused'];
    const seen = examples.getClip.response as object;
    world.service.answer('getClip', () => ({
      body: {
        ...seen,
        state: states.shift(),
        reason: 'truncated',
        reasonSentence: 'The end of the clip is missing.',
      },
    }));
    const ran = await world.run(['upload', path, ...options, '--wait']);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toContain('refused');
    expect(ran.out).toContain('The end of the clip is missing.');
  });

  it('draws progress for a person only, and leaves a clean line', async () => {
    const { err } = await world.run(['upload', path, ...options], { watched: true });
    expect(err).toContain('100 %');
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect((await world.run(['upload', path, ...options])).err).toBe('');
  });
});
