import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import { addSeconds, hourOf } from '../../../core/domain/vocabulary/time.ts';
import {
  sampleCampaign,
  sampleCampaignParts,
  sampleConsent,
  sampleNow,
  sampleTask,
} from '../../support/samples.ts';
import { openHttpWorld, type Caller } from './world.ts';

const ann: Caller = { subject: 'ann', roles: ['contributor'] };
const bob: Caller = { subject: 'bob', roles: ['contributor'] };
const rita: Caller = { subject: 'rita', roles: ['reviewer'] };

let world: ReturnType<typeof openHttpWorld>;
beforeEach(() => {
  world = openHttpWorld();
});
afterEach(() => world.close());

interface Camera {
  readonly cameraId: string;
  readonly label: string;
}

const register = async (caller: Caller, label = 'front door'): Promise<Camera> => {
  const body = { label, area: 'US-OR' };
  const { status, document } = await world.ask('registerCamera', caller, { body });
  expect(status).toBe(201);
  return document as Camera;
};

/** A campaign that wants so many clips of each category; Ann and Bob have consented. */
const openProgram = async (wanted = 100) => {
  const sample = sampleCampaign();
  const terms = sample.terms.map((each) => ({ ...each, wanted }));
  await world.ports.campaigns.create({ ...sample, terms }, sampleCampaignParts());
  const { campaignId } = sample;
  for (const { subject } of [ann, bob]) {
    const contributorId = `contributor_${subject}` as const;
    await world.ports.consents.give(sampleConsent({ contributorId, campaignId }));
  }
  return (caller: Caller, wishes: object) => {
    const body = {
      campaignId,
      category: 'package-theft',
      scenario: 'staged',
      capturedHour: hourOf(sampleNow),
      fileName: 'porch.mp4',
      bytes: 1_000,
      sha256: toHex(systemRandomness.bytes(32)),
      contentType: 'video/mp4',
      ...wishes,
    };
    return world.ask('openGrant', caller, { body });
  };
};

interface Grant {
  readonly clipId: ClipId;
  readonly actId: string;
}

describe('cameras over HTTP', () => {
  it('are registered once a label, listed to their owner, and retired', async () => {
    const door = await register(ann);
    world.ports.clock.advance(1);
    const yard = await register(ann, 'yard');
    expect(await register(ann)).toEqual(door);
    const listed = await world.ask('listCameras', ann);
    expect(listed.document).toEqual({ cameras: [door, yard] });
    expect((await world.ask('listCameras', bob)).document).toEqual({ cameras: [] });
    const of = { parameters: { cameraId: door.cameraId } };
    expect(await world.ask('retireCamera', bob, of)).toMatchObject({ status: 404 });
    const { document } = await world.ask('retireCamera', ann, of);
    expect(document).toEqual({ ...door, retiredAt: addSeconds(sampleNow, 1) });
    // Whose it is, nobody needs to be told.
    expect(JSON.stringify(document)).not.toContain('ann');
  });

  it.each([
    ['stands elsewhere', 'US-CA', 'is registered in US-OR'],
    ['was retired', 'US-OR', 'was retired'],
    ['was retired and stood elsewhere', 'US-CA', 'was retired'],
  ])('are not registered by the label of one that %s', async (what, area, how) => {
    const garage = await register(ann, 'garage');
    const of = { parameters: { cameraId: garage.cameraId } };
    if (what.includes('retired')) await world.ask('retireCamera', ann, of);
    const before = await world.ask('listCameras', ann);
    const body = { label: 'garage', area };
    expect(await world.ask('registerCamera', ann, { body })).toMatchObject({
      status: 409,
      document: {
        code: 'camera-differs',
        title: 'Camera differs',
        detail: `Your camera “garage” ${how}: give this one another label.`,
      },
    });
    expect(await world.ask('listCameras', ann)).toEqual(before);
    // Labels are everybody's own.
    expect(await world.ask('registerCamera', bob, { body })).toMatchObject({ status: 201 });
  });

  it.each(['', ' door', 'a'.repeat(41), 'door#2', 'door\u0000'])(
    'have no label like %j',
    async (label) => {
      const body = { label, area: 'US-OR' };
      expect(await world.ask('registerCamera', ann, { body })).toMatchObject({ status: 422 });
    },
  );
});

describe('acts over HTTP', () => {
  it('are shown to their owner, and to a reviewer as other clips of the same event', async () => {
    const grant = await openProgram();
    const [door, yard] = [await register(ann), await register(ann, 'yard')];
    const first = (await grant(ann, { cameraId: door.cameraId })).document as Grant;
    world.ports.clock.advance(1);
    const { actId, clipId } = first;
    const second = (await grant(ann, { cameraId: yard.cameraId, actId })).document as Grant;
    expect(second).toMatchObject({ actId, reward: { amountMinor: 200, currency: 'USD' } });
    const act = await world.ask('getAct', ann, { parameters: { actId } });
    expect(act.document).toMatchObject({
      actId,
      category: 'package-theft',
      clips: [
        { clipId, cameraId: door.cameraId },
        { clipId: second.clipId, cameraId: yard.cameraId },
      ],
    });
    expect(act.document).not.toHaveProperty('contributorId');
    expect(await world.ask('getAct', bob, { parameters: { actId } })).toMatchObject({
      status: 404,
    });
    const { clips, reviews } = world.ports;
    for (const to of ['analyzing', 'in-review'] as const) {
      await clips.move({ clipId, to, at: sampleNow });
    }
    await reviews.open(sampleTask({ clipId }), 'token');
    const shown = await world.ask('getReview', rita, { parameters: { clipId } });
    expect(shown).toMatchObject({ status: 200, document: { otherClipsOfAct: [second.clipId] } });
  });
});

describe('grants over HTTP', () => {
  it('from 100 MB come as a plan of parts', async () => {
    const grant = await openProgram();
    const { cameraId } = await register(ann);
    const { status, document } = await grant(ann, { cameraId, bytes: 200_000_000 });
    expect(status).toBe(201);
    expect(document).not.toHaveProperty('upload');
    expect((document as { parts: object }).parts).toEqual({
      partBytes: 16_777_216,
      partCount: 12,
      reservedUntil: addSeconds(sampleNow, 3_600),
    });
  });

  it('of a full category come as a position, for programs too', async () => {
    const grant = await openProgram(1);
    const [door, yard] = [await register(ann), await register(bob)];
    await grant(ann, { cameraId: door.cameraId });
    const { status, document } = await grant(bob, { cameraId: yard.cameraId });
    expect(status).toBe(409);
    const keptUntil = addSeconds(sampleNow, world.ports.limits.waitingPlaceSeconds);
    const facts = { position: 1, positionIs: 'exact', keptUntil };
    expect(document).toMatchObject({ code: 'campaign-full', facts });
  });

  it('that failed tell why in the language that was asked for', async () => {
    const grant = await openProgram();
    const { cameraId } = await register(ann);
    const { clipId } = (await grant(ann, { cameraId })).document as Grant;
    const of = { parameters: { clipId }, body: { reason: 'upload-abandoned' } };
    const headers = { 'accept-language': 'fr-CA, en;q=0.5' };
    const french = await world.ask('abandonUpload', ann, { ...of, headers });
    const reasonSentence = expect.stringContaining('Vous avez annulé');
    expect(french.document).toMatchObject({ reason: 'upload-abandoned', reasonSentence });
    const english = await world.ask('getClip', ann, { parameters: { clipId } });
    expect(english.document).toMatchObject({ reasonSentence: expect.stringContaining('You ') });
  });
});
