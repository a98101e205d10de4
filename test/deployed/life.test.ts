import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { listLeft, liveLife, type Life } from '../../local/life/life.ts';
import { startStopwatch } from '../../local/life/steps.ts';
import { drawPorchScene } from '../../local/scene/porch-scene.ts';
import { ffmpegPath, temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  consentTo,
  demoPeople,
  idOf,
  openCampaign,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { cloud, newPerson, type Person } from './support/session.ts';

jest.setTimeout(wholeLifeMilliseconds);

const silent = { began: () => undefined, ended: () => undefined };
const alias = 'Porch Wren';

describe('the whole life of a drawn porch scene', () => {
  let life: Life;
  let person: Person;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    const path = join(made.folder, 'porch.mp4');
    const [somebody, draft] = await Promise.all([
      newPerson('contributor'),
      openCampaign(),
      drawPorchScene({ ffmpegPath, outputPath: path, seed: 7 }),
    ]);
    person = somebody;
    const { consentId } = await consentTo(draft, person);
    await person.client.putWallProfile({ body: { listed: true, alias } });
    const campaign = await demoPeople.nobody.getCampaign({ campaignId: idOf(draft) });
    const people = { ...demoPeople, contributor: person.client };
    life = await liveLife(
      { path, scenario: 'staged' },
      { cloud, people, campaign, consentId, alias },
      startStopwatch(silent),
    );
  });
  afterAll(() => dispose());

  const clipId = () => {
    if (life.clipId === undefined) throw new Error('The life has no clip');
    return life.clipId;
  };

  it('passes every step in order', () => {
    expect(life.steps.map(({ step }) => step)).toEqual([
      'Upload granted',
      'Uploaded',
      'Validated',
      'Analyzed and moderated',
      'Decided',
      'Settled',
      'Awarded and ranked',
      'Erased after its period',
      'Buckets listed by hand',
      'Receipts verified offline',
    ]);
  });

  it('is measured from its real pixels, and moderated', () => {
    const analyzed = life.steps.find(({ step }) => step === 'Analyzed and moderated');
    expect(analyzed?.result).toMatch(/^24 frames, brightness \d+, peak motion [1-9]/);
    expect(analyzed?.result).toMatch(/4 frames kept, moderation done$/);
  });

  it('is decided by a person, because it is staged', () => {
    expect(life.decision).toMatchObject({ outcome: 'accepted', by: 'reviewer' });
  });

  it('is awarded two dollars, once', async () => {
    const reward = { amountMinor: 200, currency: 'USD' };
    expect(life.award).toEqual(reward);
    expect(life.balance).toEqual([reward]);
    expect(await person.client.getAward({ clipId: clipId() })).toMatchObject({ reward });
  });

  it('brings its giver to the top of the campaign’s Honor Wall, under the alias', () => {
    expect(life.standing).toEqual({ listed: true, alias, acceptedClips: 1, rank: 1 });
  });

  it('passes every state of the lifecycle, in the order of time', async () => {
    const { at, state } = await person.client.getClip({ clipId: clipId() });
    expect(state).toBe('erased');
    const passed = Object.entries(at)
      .toSorted(([, one], [, other]) => (one < other ? -1 : 1))
      .map(([name]) => name);
    expect(passed).toEqual(['granted', 'analyzing', 'in-review', 'accepted', 'erasing', 'erased']);
  });

  it('leaves nothing in any bucket, and a tombstone', async () => {
    expect(life.leftInBuckets).toBe(0);
    expect(await listLeft(clipId(), cloud)).toBe(0);
    const erasure = await person.client.getErasure({ clipId: clipId() });
    expect(erasure).toMatchObject({ state: 'erased', versionsListed: expect.any(Number) });
    // The original, four frames and the analysis.
    expect(erasure.versionsListed).toBe(6);
    expect(erasure.liveAbsentAt && erasure.liveAbsentAt >= erasure.verifyNotBefore).toBe(true);
  });

  it('keeps what was earned after the clip has left', async () => {
    const { balances } = await person.client.getEarnings();
    expect(balances).toEqual([{ amountMinor: 200, currency: 'USD' }]);
  });

  it('keeps no word of the contributor’s after the erasure', async () => {
    const clip = await person.client.getClip({ clipId: clipId() });
    expect(Object.keys(clip).sort()).toEqual(['at', 'campaignId', 'clipId', 'state']);
  });

  it.each(['consent', 'award', 'erasure'] as const)(
    'gives a receipt of the %s that verifies offline, and no longer with one byte changed',
    (of) => {
      const receipt = life.receipts.find((each) => each.of === of);
      expect(receipt).toMatchObject({ verified: true, tamperedRefused: true });
    },
  );
});
