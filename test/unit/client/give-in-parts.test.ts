import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createApiClient } from '../../../client/api-client.ts';
import { giveFile, type GiftOptions } from '../../../client/uploader/core/give-file.ts';
import { createPauseGate } from '../../../client/uploader/core/pause-gate.ts';
import type { TransferProgress } from '../../../client/uploader/core/progress.ts';
import { openFileSource } from '../../../client/uploader/file-source.ts';
import { openJournalFile } from '../../../client/uploader/journal-file.ts';
import { nodeMachine } from '../../../client/uploader/node-machine.ts';
import { problem } from './fake-api.ts';
import { eventually, startPartsWorld, type Fault, type PartsWorld } from './parts-world.ts';

const partCount = 21;
const partBytes = 65_536;
/** The last part is a short one. */
const content = Buffer.concat([
  Buffer.from('0000001866747970', 'hex'),
  randomBytes((partCount - 1) * partBytes + 1_000),
]);
const sha256 = createHash('sha256').update(content).digest('hex');
const eachOnce = new Map(Array.from({ length: partCount }, (_, index) => [index + 1, 1]));

let world: PartsWorld;
let folder: string;
let path: string;
let journalFile: string;

beforeEach(async () => {
  world = await startPartsWorld(partBytes);
  folder = await mkdtemp(join(tmpdir(), 'clipledger-parts-'));
  path = join(folder, 'porch.mp4');
  journalFile = join(folder, 'state', 'uploads.json');
  await writeFile(path, content);
  // Long enough ago for its hash to be remembered.
  await utimes(path, new Date('2026-11-01'), new Date('2026-11-01'));
});
afterEach(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

const terms = {
  campaignId: 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX',
  category: 'package-theft',
  scenario: 'staged',
  cameraId: 'camera_01J9Z3DBCDEFGHJKMNPQRSTVWX',
  capturedHour: '2026-11-01T00Z',
} as const;

/** Hashes that were made of the whole file: one each time that none is remembered. */
let wholeHashes = 0;

/** Gives the file as a program that has just been started would. */
const give = async (options: Partial<GiftOptions> = {}) => {
  const token = async (): Promise<string> => 'token';
  const machine = nodeMachine({ pause: async () => undefined });
  const ports = {
    api: createApiClient({ baseUrl: world.service.baseUrl, token }),
    machine,
    journal: openJournalFile(journalFile),
    scope: 'here me',
  };
  const onReading = (): void => void (wholeHashes += 1);
  const gate = createPauseGate();
  return giveFile(await openFileSource(path), terms, ports, { gate, onReading, ...options });
};

/** Storage has heard the end of every PUT, so that what it took is what it lists. */
const whenIdle = (): Promise<void> => eventually(() => world.open() === 0);

const operations = (): readonly string[] =>
  world.service.calls.map(({ operationId }) => operationId);

describe('giving a file in parts', () => {
  it('sends each part once, five at a time, and has them joined into the very file', async () => {
    // Nobody is let through before there are five; a sixth would be counted.
    world.fault = async ({ number }): Promise<Fault> => {
      if (number <= 20) await eventually(() => world.mostOpen() >= 5);
      return 'none';
    };
    expect(await give()).toMatchObject({
      outcome: 'uploaded',
      clipId: world.clipId,
      bytes: content.length,
      attempts: partCount,
      parts: { sent: partCount, before: 0 },
    });
    expect(world.accepted).toEqual(eachOnce);
    expect(world.joined()).toBe(sha256);
    expect(world.mostOpen()).toBe(5);
    expect(operations().filter((name) => name === 'listParts')).toEqual([]);
  });

  it('sends as many at a time as it is told', async () => {
    world.fault = async ({ number }): Promise<Fault> => {
      if (number <= 20) await eventually(() => world.mostOpen() >= 2);
      return 'none';
    };
    await give({ parallelParts: 2 });
    expect(world.mostOpen()).toBe(2);
    expect(world.joined()).toBe(sha256);
  });

  it('tells how far it is over all parts, to the last byte and the last part', async () => {
    const told: TransferProgress[] = [];
    await give({ onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toMatchObject({
      doneBytes: content.length,
      totalBytes: content.length,
      parts: { done: partCount, count: partCount },
    });
  });

  it.each(['internal-error', 'reset', 'expired', 'wrong-signature'] as const)(
    'sends a part again after %s, and no other',
    async (fault) => {
      world.fault = ({ number, tries }) => (number % 4 === 0 && tries === 1 ? fault : 'none');
      expect(await give()).toMatchObject({ outcome: 'uploaded' });
      expect(world.accepted).toEqual(eachOnce);
      expect(world.begun()).toBe(partCount + 5);
      expect(world.joined()).toBe(sha256);
    },
  );

  it('does not send a part again whose answer was lost: it asks what has arrived', async () => {
    world.fault = ({ tries }) => (tries === 1 ? 'lost-answer' : 'none');
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
    expect(world.accepted).toEqual(eachOnce);
    expect(world.begun()).toBe(partCount);
  });

  it('does not use a link that has ended while its part waited', async () => {
    world.endedLinks = 3;
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
    expect(world.begun()).toBe(partCount);
  });

  it('signs a part again without counting it as an attempt, but not for ever', async () => {
    world.fault = ({ tries }) => (tries === 1 ? 'expired' : 'none');
    expect(await give({ maxAttempts: 1 })).toMatchObject({ outcome: 'uploaded' });
    world.lose(1);
    await rm(journalFile);
    world.fault = () => 'expired';
    expect(await give({ parallelParts: 1 })).toMatchObject({
      outcome: 'failed',
      sentence: expect.stringContaining('storage answered 403 AccessDenied'),
    });
  });

  it('gives a line up that moves nothing, and takes another', async () => {
    world.fault = ({ number, tries }) => (number === 3 && tries === 1 ? 'silent' : 'none');
    expect(await give({ idleTimeoutSeconds: 0.2 })).toMatchObject({ outcome: 'uploaded' });
    expect(world.accepted).toEqual(eachOnce);
  });

  it('ends after five attempts at one part with a sentence, and can be gone on with', async () => {
    world.fault = ({ number }) => (number === 7 ? 'internal-error' : 'none');
    const failed = await give();
    expect(failed).toMatchObject({
      outcome: 'failed',
      attempts: 5,
      sentence: 'Part 7 did not arrive after 5 attempts: storage answered 500 InternalError.',
    });
    await whenIdle();
    world.fault = () => 'none';
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
    expect(world.accepted).toEqual(eachOnce);
  });

  it('sends what storage misses when the parts are to be joined', async () => {
    let lost = false;
    world.fault = ({ number }) => {
      // The first part has arrived long ago.
      if (number === partCount && !lost) {
        lost = true;
        world.lose(1);
      }
      return 'none';
    };
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
    expect(world.accepted).toEqual(new Map([...eachOnce, [1, 2]]));
    expect(world.joined()).toBe(sha256);
  });

  it('closes the grant with the reason when the bytes are not those that were signed', async () => {
    world.fault = ({ number }) => (number === 2 ? 'wrong-checksum' : 'none');
    expect(await give()).toMatchObject({ outcome: 'refused', reason: 'checksum-differs' });
    const abandoned = world.service.calls.find((call) => call.operationId === 'abandonUpload');
    expect(abandoned?.body).toEqual({ reason: 'checksum-differs' });
  });

  it('closes the grant when the reservation has ended', async () => {
    world.service.answer('signParts', () => problem(409, 'reservation-ended', 'Too late.'));
    expect(await give()).toMatchObject({
      outcome: 'expired',
      sentence: 'The reservation has ended before all parts arrived. Start again.',
    });
    expect(operations()).toContain('abandonUpload');
  });

  it('says what became of a clip that takes no parts any more', async () => {
    world.fault = () => {
      world.state = 'withdrawn';
      return 'unknown-upload';
    };
    world.service.answer('completeUpload', () => problem(409, 'not-uploading', 'No more.'));
    expect(await give()).toMatchObject({
      outcome: 'closed',
      sentence: expect.stringContaining('withdrawn'),
    });
  });

  it('is done when another run has joined the parts meanwhile', async () => {
    world.fault = () => 'unknown-upload';
    world.service.answer('completeUpload', () => problem(409, 'not-uploading', 'Joined.'));
    world.service.answer('getClip', () => ({
      body: { clipId: world.clipId, state: 'analyzing', at: {} },
    }));
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
  });
});

describe('stopping and going on', () => {
  it('stops sending while it is paused, and sends each part once all the same', async () => {
    const gate = createPauseGate();
    let paused = false;
    world.fault = ({ number }) => {
      if (number === 8 && !paused) {
        paused = true;
        gate.pause();
      }
      return 'none';
    };
    const giving = give({ gate });
    await eventually(() => paused);
    // What was on its way at the pause may still be heard of; then nothing more is.
    let begun = -1;
    let looks = 0;
    await eventually(() => {
      const stands = world.open() === 0 && world.begun() === begun;
      looks = stands ? looks + 1 : 0;
      begun = world.begun();
      return looks === 20;
    });
    expect(begun).toBeLessThan(partCount);
    expect(world.joined()).toBeUndefined();
    gate.resume();
    expect(await giving).toMatchObject({ outcome: 'uploaded' });
    expect(world.accepted).toEqual(eachOnce);
  });

  it('goes on after being stopped at any moment, and sends each part once', async () => {
    // Stopped at every third PUT, before storage has taken it.
    let stops = 0;
    for (; world.accepted.size < partCount - 6; stops += 1) {
      const controller = new AbortController();
      const last = world.begun() + 3;
      world.fault = () => {
        if (world.begun() >= last) controller.abort(new Error('Ctrl-C'));
        return 'none';
      };
      const giving = give({ signal: controller.signal, parallelParts: 2 });
      await expect(giving).rejects.toThrow('Ctrl-C');
      await whenIdle();
    }
    expect(stops).toBeGreaterThan(2);
    const { clipId } = world;
    world.fault = () => 'none';
    const begun: unknown[] = [];
    expect(await give({ onBegin: (each) => begun.push(each) })).toMatchObject({
      outcome: 'uploaded',
    });
    expect(begun).toEqual([{ clipId, resumed: true }]);
    expect(world.accepted).toEqual(eachOnce);
    expect(world.joined()).toBe(sha256);
    expect(operations().filter((name) => name === 'openGrant')).toHaveLength(1);
  });

  it('hashes the whole file once, however often it goes on', async () => {
    wholeHashes = 0;
    const controller = new AbortController();
    world.fault = () => {
      controller.abort(new Error('Ctrl-C'));
      return 'none';
    };
    await expect(give({ signal: controller.signal })).rejects.toThrow('Ctrl-C');
    const first = wholeHashes;
    expect(first).toBeGreaterThan(0);
    world.fault = () => 'none';
    await give();
    expect(wholeHashes).toBe(first);
  });

  it('sends a part again that is not the file’s any more, whatever is remembered', async () => {
    world.fault = ({ number }) => (number === 12 ? 'internal-error' : 'none');
    await give();
    await whenIdle();
    world.fault = () => 'none';
    const changed = Buffer.from(content);
    changed.fill('x', partBytes, 2 * partBytes);
    await writeFile(path, changed);
    // The same path, size and time: as treacherous as a file can be.
    await utimes(path, new Date('2026-11-01'), new Date('2026-11-01'));
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
    expect(world.accepted.get(2)).toBe(2);
    expect(world.joined()).toBe(createHash('sha256').update(changed).digest('hex'));
  });

  it('never sends a file twice: another run says that it was given', async () => {
    await give();
    const begun = world.begun();
    world.state = 'in-review';
    expect(await give()).toMatchObject({
      outcome: 'given-before',
      clipId: world.clipId,
      state: 'in-review',
    });
    expect(world.begun()).toBe(begun);
    expect(operations().filter((name) => name === 'openGrant')).toHaveLength(1);
  });

  it('says of a file that was judged before what was said of it', async () => {
    await give();
    const reasonSentence = 'The picture is too dark.';
    const judged = { clipId: world.clipId, state: 'rejected', at: {}, reasonSentence };
    world.service.answer('getClip', () => ({ body: judged }));
    expect(await give()).toMatchObject({
      outcome: 'closed',
      sentence: `You have given this file before, and it was rejected. ${reasonSentence}`,
    });
  });

  it.each(['expired', 'withdrawn', 'erased'])(
    'asks for a new grant when the clip of an earlier run is %s',
    async (state) => {
      world.fault = () => 'internal-error';
      await give();
      await whenIdle();
      world.state = state;
      world.fault = () => 'none';
      expect(await give()).toMatchObject({ outcome: 'uploaded' });
      expect(operations().filter((name) => name === 'openGrant')).toHaveLength(2);
    },
  );

  it('asks for a new grant when the reservation ended between two runs', async () => {
    world.fault = () => 'internal-error';
    await give();
    await whenIdle();
    world.fault = () => 'none';
    let refused = 0;
    const sign = world.service.calls.length;
    expect(sign).toBeGreaterThan(0);
    world.service.answer('listParts', () => {
      refused += 1;
      return problem(409, 'reservation-ended', 'Too late.');
    });
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
    expect(refused).toBe(1);
    expect(operations().filter((name) => name === 'openGrant')).toHaveLength(2);
  });
});

describe('the journal', () => {
  it('is readable by its owner only, and holds no link of what has landed', async () => {
    await give();
    expect((await stat(journalFile)).mode & 0o777).toBe(0o600);
  });

  it('counts as empty when it is damaged', async () => {
    world.fault = () => 'internal-error';
    await give();
    await writeFile(journalFile, '{"version":1,"hash');
    world.fault = () => 'none';
    await whenIdle();
    expect(await give()).toMatchObject({ outcome: 'uploaded' });
  });

  it('does not trust a hash after the file has grown', async () => {
    wholeHashes = 0;
    world.fault = () => 'internal-error';
    await give();
    await appendFile(path, 'more');
    world.fault = () => 'none';
    await whenIdle();
    expect(await give()).toMatchObject({ outcome: 'uploaded', bytes: content.length + 4 });
  });

  it('is whole when several programs write it at once', async () => {
    const journals = Array.from({ length: 6 }, () => openJournalFile(journalFile));
    const file = (index: number) => ({
      path: `/clips/${index}.mp4`,
      bytes: index,
      modifiedMilliseconds: 1,
    });
    await Promise.all(
      journals.map((journal, index) => journal.rememberHash(file(index), `hash ${index}`)),
    );
    const [reader] = journals;
    for (const index of journals.keys()) {
      expect(await reader?.knownHash(file(index))).toBe(`hash ${index}`);
    }
  });

  it('is taken over from a program that ended while it wrote', async () => {
    const journal = openJournalFile(journalFile);
    const file = { path: '/clips/1.mp4', bytes: 1, modifiedMilliseconds: 1 };
    await journal.rememberHash(file, 'one');
    await writeFile(`${journalFile}.lock`, '');
    await utimes(`${journalFile}.lock`, new Date('2026-11-01'), new Date('2026-11-01'));
    await journal.rememberHash(file, 'two');
    expect(await journal.knownHash(file)).toBe('two');
  });
});
