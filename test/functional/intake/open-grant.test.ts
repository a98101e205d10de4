import { describe, expect, it } from '@jest/globals';
import { registerCamera, retireCamera } from '../../../core/domain/intake/cameras.ts';
import { readAct } from '../../../core/domain/intake/read-act.ts';
import { maxCamerasPerContributor } from '../../../core/domain/intake/camera.ts';
import { addSeconds, hourOf } from '../../../core/domain/vocabulary/time.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { newId, sampleNow } from '../../support/samples.ts';
import { codeOf, createGrantWorld } from './grant-world.ts';

describe('a grant', () => {
  it('keeps where and when, and the reward that was promised', async () => {
    const world = await createGrantWorld();
    const giver = await world.join('CA');
    const capturedHour = '2026-11-22T07Z';
    const clip = await world.given(giver, { capturedHour });
    expect(clip.declared).toMatchObject({ area: 'CA', capturedHour, cameraId: giver.cameraId });
    expect(clip.reward).toEqual(money(200, 'USD'));
    expect(await world.ports.clips.find(clip.clipId)).toMatchObject({ reward: clip.reward });
  });

  it('of a file below 100 MB is one signed PUT', async () => {
    const world = await createGrantWorld();
    const { upload, parts } = await world.ask(await world.join(), { bytes: 99_999_999 });
    expect(upload?.method).toBe('PUT');
    expect(parts).toBeUndefined();
  });

  it('of a file from 100 MB is a plan of parts, and no URL yet', async () => {
    const world = await createGrantWorld();
    const { clip, upload, parts } = await world.ask(await world.join(), { bytes: 100_000_000 });
    expect(upload).toBeUndefined();
    expect(parts).toMatchObject({ partBytes: 16_777_216, partCount: 6, arrivedBytes: 0 });
    expect(clip.lastUploadEndsBy).toBe(parts?.reservedUntil);
    const grant = await world.ports.clips.findGrant(clip.clipId);
    expect(grant?.parts).toEqual(parts);
    expect(grant?.urlExpiresAt).toBe(sampleNow);
  });

  it('needs a camera of one’s own, in use', async () => {
    const world = await createGrantWorld();
    const [giver, other] = [await world.join(), await world.join()];
    expect(await codeOf(world.ask({ ...giver, cameraId: newId('camera') }))).toBe('camera-unknown');
    expect(await codeOf(world.ask({ ...giver, cameraId: other.cameraId }))).toBe('camera-unknown');
    await retireCamera(giver.actor, giver.cameraId, world.ports);
    expect(await codeOf(world.ask(giver))).toBe('camera-unknown');
    await world.given(other);
  });

  it('is for clips from where the campaign wants them; a country includes its parts', async () => {
    const world = await createGrantWorld({}, { regions: ['US', 'CA-ON'] });
    await world.given(await world.join('US'));
    await world.given(await world.join('US-OR'));
    await world.given(await world.join('CA-ON'));
    for (const area of ['CA', 'CA-QC', 'GB']) {
      expect([area, await codeOf(world.ask(await world.join(area)))]).toEqual([
        area,
        'region-not-wanted',
      ]);
    }
  });

  it('is for what was recorded by now', async () => {
    const world = await createGrantWorld();
    const giver = await world.join();
    await world.given(giver, { capturedHour: hourOf(sampleNow) });
    await world.given(giver, { capturedHour: '2019-01-01T00Z' });
    const next = hourOf(addSeconds(sampleNow, 3_600));
    expect(await codeOf(world.ask(giver, { capturedHour: next }))).toBe('hour-in-future');
  });

  it('is refused for a file that was given before, without telling by whom', async () => {
    const world = await createGrantWorld();
    const [giver, other] = [await world.join(), await world.join()];
    const sha256 = 'ab'.repeat(32);
    await world.given(giver, { sha256 });
    await expect(world.ask(other, { sha256 })).rejects.toMatchObject({
      code: 'already-given',
      facts: {},
      message: expect.not.stringContaining('_'),
    });
    await world.given(other);
  });
});

describe('a grant that is asked for again', () => {
  const sha256 = 'cd'.repeat(32);

  it.each([
    ['in one piece', 1_000],
    ['in parts', 200_000_000],
  ])('by a client that lost the answer is the same one: %s', async (_how, bytes) => {
    const world = await createGrantWorld({ wanted: 1 });
    const giver = await world.join();
    const first = await world.ask(giver, { sha256, bytes });
    world.ports.clock.advance(60);
    const again = await world.ask(giver, { sha256, bytes });
    expect(again).toMatchObject({ clip: { clipId: first.clip.clipId } });
    expect(again.parts).toEqual(first.parts);
    expect(again.upload?.expiresAt).toBe(first.upload?.expiresAt);
    expect(again.upload?.headers).toEqual(first.upload?.headers);
    const { clips } = await world.ports.clips.listByContributor(giver.actor.actorId, { limit: 9 });
    expect(clips).toHaveLength(1);
  });

  it.each([
    ['by somebody else', {}, 'already-given'],
    ['with another size', { bytes: 1_001 }, 'already-given'],
    ['as another scenario', { scenario: 'real' as const }, 'already-given'],
    ['for another category', { category: 'car-door' as const }, 'already-given'],
  ])('%s is not', async (what, wishes, code) => {
    const world = await createGrantWorld();
    const giver = await world.join();
    await world.ask(giver, { sha256 });
    const asking = what === 'by somebody else' ? await world.join() : giver;
    expect(await codeOf(world.ask(asking, { sha256, ...wishes }))).toBe(code);
  });

  it('is not given once it cannot be used any more', async () => {
    const world = await createGrantWorld();
    const giver = await world.join();
    const { upload, clip } = await world.ask(giver, { sha256 });
    world.ports.clock.advanceTo(upload?.expiresAt ?? sampleNow);
    expect(await codeOf(world.ask(giver, { sha256 }))).toBe('already-given');
    const at = world.ports.clock.now();
    await world.ports.clips.move({ clipId: clip.clipId, to: 'expired', at });
    expect((await world.given(giver, { sha256 })).clipId).not.toBe(clip.clipId);
  });
});

describe('an act', () => {
  it('is begun by a first clip and joined by other cameras of the same person', async () => {
    const world = await createGrantWorld({ capPerAct: 2 });
    const { ports } = world;
    const giver = await world.join();
    const first = await world.given(giver);
    const { actId } = first.declared;
    ports.clock.advance(1);
    expect(await codeOf(world.ask(giver, { actId }))).toBe('act-unfit');
    const label = 'back door';
    const camera = await registerCamera(giver.actor, { label, area: 'US-OR' }, ports);
    const second = await world.given(giver, { actId, cameraId: camera.cameraId });
    expect(await readAct(giver.actor, actId, ports)).toMatchObject({
      category: 'package-theft',
      clips: [{ clipId: first.clipId }, { clipId: second.clipId, cameraId: camera.cameraId }],
    });
    const third = await registerCamera(giver.actor, { label: 'yard', area: 'US-OR' }, ports);
    const late = world.ask(giver, { actId, cameraId: third.cameraId });
    expect(await codeOf(late)).toBe('act-cap-reached');
    const stranger = await world.join();
    expect(await codeOf(readAct(stranger.actor, actId, ports))).toBe('not-found');
    expect(await codeOf(world.ask(stranger, { actId }))).toBe('act-unfit');
  });
});

describe('cameras', () => {
  it('are as many as one person may have, however their labels are typed', async () => {
    const { ports, join } = await createGrantWorld();
    const { actor, cameraId } = await join();
    const area = 'US-OR';
    const again = await registerCamera(actor, { label: 'front door ', area }, ports);
    expect(again.cameraId).toBe(cameraId);
    const composed = await registerCamera(actor, { label: 'caf\u00e9', area }, ports);
    const combined = await registerCamera(actor, { label: 'cafe\u0301', area }, ports);
    expect(combined).toEqual(composed);
    for (let at = 2; at < maxCamerasPerContributor; at += 1) {
      await registerCamera(actor, { label: `camera ${at}`, area }, ports);
    }
    const more = registerCamera(actor, { label: 'one more', area }, ports);
    expect(await codeOf(more)).toBe('too-many-cameras');
    await registerCamera(actor, { label: 'front door', area }, ports);
  });

  it('of somebody else cannot be retired', async () => {
    const { ports, join } = await createGrantWorld();
    const [giver, other] = [await join(), await join()];
    const retiring = retireCamera(giver.actor, other.cameraId, ports);
    expect(await codeOf(retiring)).toBe('not-found');
  });
});
