import { createHash } from 'node:crypto';
import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import { openCliWorld, type CliWorld } from './cli-world.ts';
import { bodyOf, problem, type ServedCall } from './fake-api.ts';
import { eventually } from './parts-world.ts';

const campaign = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const camera = 'camera_01J9Z3DBCDEFGHJKMNPQRSTVWX';
const clip = 'clip_01J9Z3BBCDEFGHJKMNPQRSTVWX';
const act = 'act_01J9Z3EBCDEFGHJKMNPQRSTVWX';
const what = ['--campaign', campaign, '--category', 'package-theft', '--scenario', 'staged'];
const options = [...what, '--camera', 'front door'];
const content = Buffer.concat([Buffer.from('0000001866747970', 'hex'), Buffer.alloc(100_000, 'x')]);

let world: CliWorld;
let path: string;

beforeEach(async () => {
  world = await openCliWorld();
  path = await aFile('porch.mp4', content);
  world.service.answer('openGrant', grant);
  world.service.answer('getClip', () => ({ body: { clipId: clip, state: 'granted', at: {} } }));
});
afterEach(() => world.stop());

const aFile = async (name: string, bytes: string | Uint8Array): Promise<string> => {
  const file = await world.file(name, bytes);
  await utimes(file, new Date('2026-11-01T21:40:00Z'), new Date('2026-11-01T21:40:00Z'));
  return file;
};

const grant = () => {
  const given = examples.openGrant.response as { upload: object };
  const url = `${world.service.origin}/landing/original`;
  const expiresAt = new Date(world.nowMilliseconds + 900_000).toISOString();
  return { body: { ...given, upload: { ...given.upload, url, expiresAt } } };
};

const asked = (operationId: string): readonly ServedCall['body'][] =>
  world.service.calls.filter((call) => call.operationId === operationId).map(({ body }) => body);

/** Storage that remembers what it was sent. */
const remembering = (): Buffer[] => {
  const stored: Buffer[] = [];
  world.storage = (request, response) =>
    void bodyOf(request).then((body) => {
      stored.push(body);
      response.end();
    });
  return stored;
};

describe('the upload command', () => {
  it('declares the file, sends its bytes to the granted URL, and says so', async () => {
    const stored = remembering();
    const { exitCode, document } = await world.read('upload', path, ...options);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ uploads: [{ file: path, result: 'uploaded' }] });
    expect(stored).toHaveLength(1);
    expect(stored[0]?.equals(content)).toBe(true);
    expect(asked('openGrant')).toEqual([
      {
        campaignId: campaign,
        category: 'package-theft',
        scenario: 'staged',
        cameraId: camera,
        capturedHour: '2026-11-01T21Z',
        fileName: 'porch.mp4',
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        contentType: 'video/mp4',
      },
    ]);
    expect(asked('abandonUpload')).toEqual([]);
  });

  it('tells the hour that it took from the file’s time, and takes another when told', async () => {
    const { err } = await world.run(['upload', path, ...options]);
    expect(err).toContain('porch.mp4: filmed in the hour 2026-11-01T21Z, by the file’s time');
    const other = await aFile('other.mp4', Buffer.concat([content, content]));
    const ran = await world.run(['upload', other, ...options, '--hour', '2026-10-31T05Z']);
    expect(ran.err).not.toContain('by the file’s time');
    expect(asked('openGrant').at(-1)).toMatchObject({ capturedHour: '2026-10-31T05Z' });
  });

  it('takes a camera by its label or its id, and no other', async () => {
    await world.run(['upload', path, ...what, '--camera', 'FRONT DOOR']);
    expect(asked('openGrant')).toMatchObject([{ cameraId: camera }]);
    const ran = await world.run(['upload', path, ...what, '--camera', 'garage']);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('clipledger camera add "garage"');
    const listed = asked('listCameras').length;
    await world.run(['upload', path, ...what, '--camera', camera]);
    expect(asked('listCameras')).toHaveLength(listed);
  });

  it('puts a clip into the act of the clip before, when told so', async () => {
    const first = await world.run(['upload', path, ...options, '--act', 'same']);
    expect(first.exitCode).toBe(2);
    await world.run(['upload', path, ...options]);
    const other = await aFile('garage.mp4', Buffer.concat([content, content]));
    await world.run(['upload', other, ...options, '--act', 'same']);
    expect(asked('openGrant').at(-1)).toMatchObject({ actId: act });
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

  it('tells each file’s sentence below a table that fits a terminal', async () => {
    const sentence = 'The recording is longer than this campaign takes. Give a shorter part of it.';
    world.service.answer('openGrant', () => problem(422, 'too-long', sentence));
    const { out } = await world.run(['upload', path, ...options]);
    const [head = '', row = '', gap, said] = out.split('\n');
    expect([head.trim(), gap, said]).toEqual([
      expect.stringMatching(/^file +clip +result$/),
      '',
      `${path}: ${sentence}`,
    ]);
    expect(row.endsWith('not-given')).toBe(true);
  });

  it('names the command that helps where the service asks for consent', async () => {
    world.service.answer('openGrant', () => problem(403, 'consent-missing', 'Agree first.'));
    const { document } = await world.read('upload', path, ...options);
    const sentence = `Agree first. Run: clipledger consent give ${campaign}`;
    expect(document).toMatchObject({ uploads: [{ reason: 'consent-missing', sentence }] });
  });

  it('asks for no grant for an empty file', async () => {
    const empty = await aFile('empty.mp4', '');
    const { exitCode, document } = await world.read('upload', empty, ...options);
    expect(exitCode).toBe(1);
    const sentence = 'The file is empty. Export the clip again and give it once more.';
    expect(document).toMatchObject({ uploads: [{ result: 'not-given', sentence }] });
    expect(asked('openGrant')).toEqual([]);
  });

  it.each(['2026-02-31T10Z', '2026-12-18T24Z', '2026-12-18T21', '2026-12-18T21:30Z', 'noon'])(
    'takes only an hour that there is: not %s',
    async (hour) => {
      const ran = await world.run(['upload', path, ...options, '--hour', hour]);
      expect(ran.exitCode).toBe(2);
      expect(ran.err).toContain('An hour of UTC like 2026-12-18T21Z is expected.');
      expect(asked('openGrant')).toEqual([]);
    },
  );

  it('goes on with the next file when one is not taken', async () => {
    const text = await aFile('notes.txt', 'no video');
    const other = await aFile('other.mp4', Buffer.concat([content, content]));
    const gone = join(world.folder, 'gone.mp4');
    let granted = 0;
    world.service.answer('openGrant', () => {
      granted += 1;
      return granted === 1 ? problem(422, 'file-too-large', 'A file may have 5 bytes.') : grant();
    });
    const given = [path, text, gone, world.folder, other];
    const { exitCode, document } = await world.read('upload', ...given, ...options);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      uploads: [
        { result: 'not-given', reason: 'file-too-large' },
        { result: 'not-given', sentence: expect.stringContaining('no video file') },
        { result: 'not-given', sentence: `There is no file ${gone}.` },
        { result: 'not-given', sentence: expect.stringContaining('is no file') },
        { result: 'uploaded' },
      ],
    });
  });

  it('gives two files at a time when told so, and each once', async () => {
    const files = [path];
    for (let index = 1; index < 5; index += 1) {
      files.push(await aFile(`${index}.mp4`, Buffer.concat([content, Buffer.from([index])])));
    }
    let open = 0;
    let most = 0;
    world.storage = (request, response) => {
      open += 1;
      most = Math.max(most, open);
      // Nobody is let through before there are two; a third would be counted.
      void bodyOf(request)
        .then(() => eventually(() => most >= 2))
        .then(() => {
          open -= 1;
          response.end();
        });
    };
    const { document } = await world.read('upload', ...files, ...options, '--at-once', '2');
    const { uploads } = document as { uploads: { file: string; result: string }[] };
    expect(uploads.map(({ file }) => file)).toEqual(files);
    expect(new Set(uploads.map(({ result }) => result))).toEqual(new Set(['uploaded']));
    expect(most).toBe(2);
    expect(asked('openGrant')).toHaveLength(files.length);
  });

  it('asks nothing for a file that is named twice', async () => {
    await world.run(['upload', path, path, ...options]);
    expect(asked('openGrant')).toHaveLength(1);
  });

  it('follows the clip to its end when asked', async () => {
    const states = ['granted', 'analyzing', 'in-review', 'refused'];
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
    expect(ran.err).toContain('in-review: a person looks at it, which can take days');
    expect(ran.out).toContain('The end of the clip is missing.');
  });

  it('draws a bar a file and one for all, for a person only, and cleans up', async () => {
    const other = await aFile('other.mp4', Buffer.concat([content, content]));
    const watched = await world.run(['upload', path, other, ...options], { watched: true });
    expect(watched.err).toMatch(/in all +[█░]{30}/);
    expect(watched.err).toMatch(/porch\.mp4 +[█░]{30}/);
    expect(watched.err).toMatch(/other\.mp4 +[█░]{30}/);
    expect(watched.err).toContain('100 %  300.0 kB of 300.0 kB');
    expect(watched.err).toContain('porch.mp4: uploaded 100.0 kB');
    // The cursor is shown again, and what is below it is cleared.
    expect(watched.err).toMatch(/\u001b\[\?25h[^█░]*\u001b\[0?J[^█░]*$/);
    const third = await aFile('third.mp4', Buffer.concat([content, content, content]));
    const { err } = await world.run(['upload', third, ...options]);
    expect(err).not.toMatch(/[█░\u001b]/);
    expect(err).toContain('third.mp4: uploaded 300.0 kB');
  });
});

describe('an upload that was stopped', () => {
  const stopAt = async (when: 'sent' | 'stored') => {
    const controller = new AbortController();
    let puts = 0;
    world.storage = (request) => {
      puts += 1;
      request.on('error', () => undefined);
      if (when === 'sent') return controller.abort(new Error('Stopped.'));
      void bodyOf(request).then(() => controller.abort(new Error('Stopped.')));
    };
    const ran = await world.run(['upload', path, ...options], { signal: controller.signal });
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('run the same command again to go on.');
    expect(ran.err.endsWith('Stopped.\n')).toBe(true);
    expect(puts).toBe(1);
    expect(asked('abandonUpload')).toEqual([]);
  };

  it('goes on under the same grant', async () => {
    await stopAt('sent');
    const stored = remembering();
    const { exitCode, document } = await world.read('upload', path, ...options);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ uploads: [{ result: 'uploaded', clipId: clip }] });
    expect(stored).toHaveLength(1);
    expect(asked('openGrant')).toHaveLength(1);
  });

  it('is done when storage had it: an object that is there is taken for its own', async () => {
    await stopAt('stored');
    world.storage = (request, response) =>
      void bodyOf(request).then(() =>
        response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>'),
      );
    expect(await world.read('upload', path, ...options)).toMatchObject({
      exitCode: 0,
      document: { uploads: [{ result: 'uploaded' }] },
    });
    expect(asked('openGrant')).toHaveLength(1);
  });

  it('begins anew, and gives the old slot back, when its link has ended meanwhile', async () => {
    await stopAt('sent');
    world.nowMilliseconds += 3_600_000;
    const stored = remembering();
    expect((await world.run(['upload', path, ...options])).exitCode).toBe(0);
    expect(asked('abandonUpload')).toEqual([{ reason: 'upload-abandoned' }]);
    expect(asked('openGrant')).toHaveLength(2);
    expect(stored).toHaveLength(1);
  });
});

describe('a file that was given before', () => {
  it('is not sent again, which is no failure', async () => {
    await world.run(['upload', path, ...options]);
    world.service.answer('getClip', () => ({ body: { clipId: clip, state: 'accepted', at: {} } }));
    const copy = await aFile('copy.mp4', content);
    const stored = remembering();
    for (const file of [path, copy]) {
      const { exitCode, document } = await world.read('upload', file, ...options);
      expect(exitCode).toBe(0);
      expect(document).toMatchObject({
        uploads: [{ result: 'given-before', clipId: clip, sentence: expect.any(String) }],
      });
    }
    expect(stored).toEqual([]);
    expect(asked('openGrant')).toHaveLength(1);
  });

  it('is another person’s gift when another person gives it', async () => {
    await world.run(['upload', path, ...options]);
    await world.run(['upload', path, ...options, '--as', 'reviewer']);
    expect(asked('openGrant')).toHaveLength(2);
  });

  it('is refused by the service in a line of its own, and the next file is given', async () => {
    const other = await aFile('other.mp4', Buffer.concat([content, content]));
    let granted = 0;
    world.service.answer('openGrant', () => {
      granted += 1;
      return granted === 1 ? problem(409, 'already-given', 'It was given before.') : grant();
    });
    const { exitCode, document } = await world.read('upload', path, other, ...options);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      uploads: [
        { result: 'already-given', sentence: 'It was given before.' },
        { result: 'uploaded' },
      ],
    });
  });

  it('is remembered where the person says', async () => {
    const journal = join(world.folder, 'my journal.json');
    await world.run(['upload', path, ...options, '--journal', journal]);
    expect((await stat(journal)).mode & 0o777).toBe(0o600);
    await expect(stat(join(world.folder, 'state'))).rejects.toThrow('ENOENT');
  });
});

describe('a campaign that is full', () => {
  const full = (position: number) => () => {
    const keptUntil = new Date(world.nowMilliseconds + 3_600_000).toISOString();
    return problem(409, 'campaign-full', `You are number ${position}.`, { position, keptUntil });
  };

  it('answers with a place in its waiting list, before anything is sent', async () => {
    world.service.answer('openGrant', full(3));
    const stored = remembering();
    const { exitCode, document } = await world.read('upload', path, ...options);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      uploads: [
        {
          result: 'waiting',
          position: 3,
          keptUntil: expect.any(String),
          sentence: 'You are number 3.',
        },
      ],
    });
    expect(stored).toEqual([]);
    expect((await world.run(['upload', path, ...options])).out).toContain('You are number 3.');
  });

  it('is asked again while the person waits, until there is a place', async () => {
    const positions = [3, 2, 1];
    world.service.answer('openGrant', () => {
      const position = positions.shift();
      return position === undefined ? grant() : full(position)();
    });
    world.service.answer('getClip', () => ({ body: { clipId: clip, state: 'accepted', at: {} } }));
    const ran = await world.run(['upload', path, ...options, '--wait']);
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toMatch(/number 3\n(.*\n)*.*number 2\n(.*\n)*.*number 1\n/);
    expect(asked('openGrant')).toHaveLength(4);
  });

  it('is not asked for longer than was said', async () => {
    world.service.answer('openGrant', full(9));
    const startedAt = world.nowMilliseconds;
    const ran = await world.run(['upload', path, ...options, '--wait', '--timeout', '150']);
    expect(ran.exitCode).toBe(1);
    expect(world.nowMilliseconds - startedAt).toBe(150_000);
    expect(asked('openGrant')).toHaveLength(4);
  });
});
