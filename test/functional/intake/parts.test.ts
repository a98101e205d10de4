import { describe, expect, it } from '@jest/globals';
import { StorageRefusal } from '../../../core/adapters/memory/buckets.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import { closeGrants, GrantsBehind } from '../../../core/domain/intake/close-grants.ts';
import { completeUpload } from '../../../core/domain/intake/complete-upload.ts';
import { listParts } from '../../../core/domain/intake/list-parts.ts';
import { signParts } from '../../../core/domain/intake/sign-parts.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { newId, sampleNow } from '../../support/samples.ts';
import { throughCalls } from '../../support/through-calls.ts';
import {
  bodyOf,
  createUpload,
  endOf,
  partNumbers,
  requestsFor,
  takeUp,
  waitForLook,
  type Upload,
} from './one-upload.ts';

const hour = 3_600;

const sign = ({ actor, clipId, ports }: Upload, numbers: readonly number[] = partNumbers) =>
  signParts(actor, { clipId, parts: requestsFor(numbers) }, ports);

const signAndSend = async (upload: Upload, numbers: readonly number[] = partNumbers) => {
  const { parts } = await sign(upload, numbers);
  for (const part of parts) upload.send(part);
};

const complete = ({ actor, clipId, ports }: Upload) => completeUpload(actor, clipId, ports);

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

const codeOf = async (work: Promise<unknown>): Promise<string> => (await refusalOf(work)).code;

const storageCodeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    if (error instanceof StorageRefusal) return `${error.status} ${error.code}`;
    throw error;
  }
};

const stranger: Actor = {
  actorId: newId('contributor'),
  roles: ['contributor', 'platform', 'compliance', 'reviewer', 'ml'],
};

describe('giving a file in parts', () => {
  it('signs, lists, joins: one object of all bytes, and one event of it', async () => {
    const upload = await createUpload();
    await signAndSend(upload, [1, 3]);
    const { plan, arrived } = await listParts(upload.actor, upload.clipId, upload.ports);
    expect(plan.partCount).toBe(3);
    expect(arrived.map(({ partNumber, bytes }) => [partNumber, bytes])).toEqual([
      [1, 4],
      [3, 2],
    ]);
    await signAndSend(upload, [2]);
    expect((await complete(upload)).state).toBe('granted');
    expect(upload.landed().map(({ bytes }) => [...(bytes ?? [])])).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ]);
    expect(upload.told).toHaveLength(1);
  });

  it('says which parts are missing, and joins nothing until all are there', async () => {
    const upload = await createUpload();
    const untouched = await refusalOf(complete(upload));
    expect([untouched.code, untouched.facts]).toEqual(['parts-missing', { missing: 3 }]);
    await signAndSend(upload, [2]);
    const refusal = await refusalOf(complete(upload));
    expect([refusal.code, refusal.facts]).toEqual(['parts-missing', { missing: 2 }]);
    expect(refusal.message).toContain('1, 3');
    expect(upload.landed()).toEqual([]);
  });

  it('may be joined again, before and after the clip was taken up', async () => {
    const upload = await createUpload();
    await signAndSend(upload);
    await complete(upload);
    expect((await complete(upload)).state).toBe('granted');
    await takeUp(upload);
    expect((await complete(upload)).state).toBe('analyzing');
    expect(upload.landed()).toHaveLength(1);
  });

  it('signs and lists nothing more once it was joined: the clip says where it stands', async () => {
    const upload = await createUpload();
    await signAndSend(upload);
    await complete(upload);
    expect(await codeOf(sign(upload))).toBe('not-uploading');
    expect(await codeOf(listParts(upload.actor, upload.clipId, upload.ports))).toBe(
      'not-uploading',
    );
  });

  it('is one upload, however often and by how many it is asked for at once', async () => {
    const upload = await createUpload();
    const answers = await Promise.all([sign(upload), sign(upload), sign(upload)]);
    expect(upload.openUploads()).toHaveLength(1);
    const uploadIds = answers.flatMap(({ parts }) =>
      parts.map(({ url }) => /uploadId=([^&]+)/.exec(url)?.[1]),
    );
    expect(new Set(uploadIds)).toEqual(new Set([upload.openUploads()[0]?.uploadId]));
  });

  it('destroys the parts of an upload that is abandoned, and signs no more', async () => {
    const upload = await createUpload();
    await signAndSend(upload, [1]);
    const { actor, clipId, ports } = upload;
    await abandonUpload(actor, { clipId, reason: 'upload-abandoned' }, ports);
    expect(upload.openUploads()).toEqual([]);
    expect(await codeOf(sign(upload))).toBe('not-uploading');
    expect(endOf(upload)).toMatchObject({ state: 'refused', slotsTaken: 0, openGrants: 0 });
  });
});

describe('signing while the clip ends', () => {
  it('signs nothing and leaves no upload open', async () => {
    const upload = await createUpload();
    const { actor, clipId, ports } = upload;
    await signAndSend(upload, [1]);
    const interrupted = throughCalls(ports, async (call) => {
      if (call.method === 'clips.renewReservation') await withdrawClip(actor, clipId, ports);
      return call.run();
    });
    const parts = requestsFor([2]);
    expect(await codeOf(signParts(actor, { clipId, parts }, interrupted))).toBe('not-uploading');
    expect(upload.openUploads()).toEqual([]);
  });
});

describe('a grant in parts cannot be abused', () => {
  it('by somebody else, whatever roles they have: there is no such clip', async () => {
    const upload = await createUpload();
    await signAndSend(upload, [1]);
    const { clipId, ports } = upload;
    const parts = requestsFor([2]);
    expect(await codeOf(signParts(stranger, { clipId, parts }, ports))).toBe('not-found');
    expect(await codeOf(listParts(stranger, clipId, ports))).toBe('not-found');
    expect(await codeOf(completeUpload(stranger, clipId, ports))).toBe('not-found');
  });

  it.each([0, 4, -1, 1.5])('by part %d, which the plan has not', async (partNumber) => {
    const upload = await createUpload();
    const { actor, clipId, ports } = upload;
    const parts = [{ partNumber, sha256: '0'.repeat(64) }];
    expect(await codeOf(signParts(actor, { clipId, parts }, ports))).toBe('part-unfit');
    expect(upload.openUploads()).toEqual([]);
  });

  it('by other bytes, more bytes or fewer than a part has', async () => {
    const upload = await createUpload();
    const [first] = (await sign(upload, [1])).parts;
    if (first === undefined) throw new Error('Nothing was signed');
    const send = (body: Uint8Array) => storageCodeOf(() => upload.sendOther(first, body));
    expect(send(Uint8Array.from([9, 9, 9, 9]))).toBe('400 BadDigest');
    expect(send(bodyOf(1).slice(1))).toBe('400 IncompleteBody');
    expect(send(Uint8Array.from([...bodyOf(1), 5]))).toBe('400 IncompleteBody');
    expect(send(bodyOf(1))).toBe('taken');
  });

  it('by a URL that has ended, or whose upload was joined', async () => {
    const upload = await createUpload();
    const { parts } = await sign(upload);
    upload.clock.advance(901);
    for (const part of parts) {
      expect(storageCodeOf(() => upload.send(part))).toBe('403 AccessDenied');
    }
    const again = await sign(upload);
    for (const part of again.parts) upload.send(part);
    await complete(upload);
    for (const part of again.parts) {
      expect(storageCodeOf(() => upload.send(part))).toBe('404 NoSuchUpload');
    }
    expect(upload.landed()).toHaveLength(1);
  });
});

describe('a reservation', () => {
  it('ends after an hour in which nothing arrived, however often one asks', async () => {
    const upload = await createUpload();
    const { reservedUntil } = await sign(upload);
    expect(reservedUntil).toBe(addSeconds(sampleNow, hour));
    for (let minutes = 10; minutes < 60; minutes += 10) {
      upload.clock.advance(600);
      expect((await sign(upload)).reservedUntil).toBe(reservedUntil);
    }
    upload.clock.advance(600);
    expect(await codeOf(sign(upload))).toBe('reservation-ended');
    while (await waitForLook(upload)) await closeGrants(upload.ports);
    expect(endOf(upload)).toMatchObject({ state: 'expired', slotsTaken: 0, openGrants: 0 });
    expect(upload.openUploads()).toEqual([]);
    const heldSeconds = (Date.parse(upload.clock.now()) - Date.parse(sampleNow)) / 1_000;
    expect(heldSeconds).toBeLessThan(hour + 180);
  });

  it('is renewed by an hour when parts arrive, and not by the same part again', async () => {
    const upload = await createUpload();
    await signAndSend(upload, [1]);
    upload.clock.advance(1_800);
    expect((await sign(upload, [1])).reservedUntil).toBe(addSeconds(upload.clock.now(), hour));
    const renewed = (await signAndSend(upload, [1]), upload.clock.now());
    upload.clock.advance(600);
    expect((await sign(upload)).reservedUntil).toBe(addSeconds(renewed, hour));
  });

  it('is renewed even late when parts arrived while nobody asked', async () => {
    const upload = await createUpload();
    await signAndSend(upload, [1]);
    upload.clock.advance(hour + 60);
    expect((await sign(upload, [2])).reservedUntil).toBe(addSeconds(upload.clock.now(), hour));
  });

  it('never lasts longer than a day, even while parts arrive, and no URL outlives it', async () => {
    const upload = await createUpload(30);
    const { actor, clipId, clock, ports } = upload;
    const dayEnd = addSeconds(sampleNow, 24 * hour);
    const signOne = (partNumber: number) =>
      signParts(actor, { clipId, parts: requestsFor([partNumber], 30) }, ports);
    for (let partNumber = 1; clock.now() < addSeconds(dayEnd, -600); partNumber += 1) {
      for (const part of (await signOne(partNumber)).parts) upload.send(part);
      clock.advanceTo(
        addSeconds(sampleNow, partNumber < 24 ? partNumber * (hour - 60) : 24 * hour - 600),
      );
    }
    const { parts, reservedUntil } = await signOne(30);
    expect(reservedUntil).toBe(dayEnd);
    expect(parts.map(({ expiresAt }) => expiresAt)).toEqual([dayEnd]);
    clock.advanceTo(dayEnd);
    for (const part of parts) upload.send(part);
    expect(await codeOf(signOne(29))).toBe('reservation-ended');
    while (await waitForLook(upload)) await closeGrants(ports);
    expect(endOf(upload)).toMatchObject({ state: 'expired', slotsTaken: 0 });
    expect(clock.now() < addSeconds(dayEnd, 180)).toBe(true);
  });

  it('stores when the last upload can end before it signs, and never an earlier end', async () => {
    const upload = await createUpload();
    const { tables, clipId, clock } = upload;
    const endsBy = () => tables.clips.get(clipId)?.lastUploadEndsBy ?? '';
    await sign(upload);
    const first = endsBy();
    expect(first > addSeconds(clock.now(), 900)).toBe(true);
    expect(tables.grants.get(clipId)?.urlExpiresAt).toBe(addSeconds(clock.now(), 900));
    await signParts(
      upload.actor,
      { clipId, parts: requestsFor([1]) },
      { ...upload.ports, limits: { uploadUrlSeconds: 60 } },
    );
    expect(endsBy()).toBe(first);
    clock.advance(60);
    await sign(upload);
    expect(endsBy()).toBe(addSeconds(first, 60));
  });
});

describe('the sweep', () => {
  it('joins parts that have all arrived and that nobody joined', async () => {
    const upload = await createUpload();
    await signAndSend(upload);
    await waitForLook(upload);
    expect(await closeGrants(upload.ports)).toEqual({ expired: 0, resent: 0, joined: 1, kept: 0 });
    await takeUp(upload);
    expect(endOf(upload)).toMatchObject({ state: 'analyzing', landed: 1 });
  });

  it('looks again after joining, so that a lost event of it loses nothing', async () => {
    const upload = await createUpload();
    await signAndSend(upload);
    await waitForLook(upload);
    await closeGrants(upload.ports);
    upload.told.splice(0);
    await waitForLook(upload);
    expect(await closeGrants(upload.ports)).toEqual({ expired: 0, resent: 1, joined: 0, kept: 0 });
    await takeUp(upload);
    expect(endOf(upload)).toMatchObject({ state: 'analyzing', landed: 1 });
  });

  it('keeps an upload while parts arrive, then ends it and gives the slot back', async () => {
    const upload = await createUpload();
    await signAndSend(upload, [1]);
    await waitForLook(upload);
    expect(await closeGrants(upload.ports)).toEqual({ expired: 0, resent: 0, joined: 0, kept: 1 });
    expect(upload.tables.grants.get(upload.clipId)?.parts?.arrivedBytes).toBe(4);
    await signAndSend(upload, [2]);
    while (await waitForLook(upload)) await closeGrants(upload.ports);
    expect(endOf(upload)).toMatchObject({ state: 'expired', landed: 0, slotsTaken: 0 });
    expect(upload.openUploads()).toEqual([]);
    expect(upload.clock.now() > addSeconds(sampleNow, 2 * hour)).toBe(true);
  });

  it('does not let one grant that cannot be looked at hold up those behind it', async () => {
    const upload = await createUpload();
    const earlier = newId('clip');
    const dueAt = addSeconds(sampleNow, 60);
    await upload.ports.due.put({ task: 'close-grant', clipId: earlier, dueAt });
    upload.clock.advance(hour + 100);
    const broken = throughCalls(upload.ports, async ({ method, given, run }) => {
      if (method === 'clips.find' && given[0] === earlier) throw new RangeError('Unreadable');
      return run();
    });
    await expect(closeGrants(broken)).rejects.toThrow(GrantsBehind);
    expect(endOf(upload).state).toBe('expired');
    await waitForLook({ ...upload, clipId: earlier });
    await closeGrants(upload.ports);
    expect(endOf(upload).looks).toBe(0);
  });
});
