import { describe, expect, it } from '@jest/globals';
import type { ClipState, LiveClip } from '../../../core/domain/intake/clip.ts';
import { settleClip } from '../../../core/domain/rewards/settle-clip.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { sampleTask } from '../../support/samples.ts';
import { throughCalls } from '../../support/through-calls.ts';
import { codeOf, createGrantWorld, type GrantPorts } from './grant-world.ts';

type World = Awaited<ReturnType<typeof createGrantWorld>>;

const sha256 = 'ab'.repeat(32);

const moveThrough = async (
  { clips, clock }: GrantPorts,
  { clipId }: LiveClip,
  states: readonly ClipState[],
): Promise<void> => {
  for (const to of states) {
    expect(await clips.move({ clipId, to, at: clock.now() })).toBe('moved');
  }
};

/** A clip of the file that waits to be settled, as a person decided. */
const decided = async (
  world: World,
  outcome: 'accepted' | 'rejected' = 'accepted',
): Promise<LiveClip> => {
  const clip = await world.given(await world.join(), { sha256 });
  await moveThrough(world.ports, clip, ['analyzing', 'in-review']);
  const { clipId, campaignId, contributorId } = clip;
  const { reviews, clock } = world.ports;
  await reviews.open(sampleTask({ clipId, campaignId, contributorId }), 'token');
  const decision = { outcome, by: 'rule' as const, ruleVersion: 'r', decidedAt: clock.now() };
  await reviews.decide(clipId, decision, { now: clock.now() });
  return clip;
};

const erase = async (ports: GrantPorts, clip: LiveClip): Promise<void> => {
  await moveThrough(ports, clip, ['erasing']);
  await ports.clips.eraseDetails(clip.clipId);
  expect(await ports.clips.countDetails(clip.clipId)).toBe(0);
  await moveThrough(ports, clip, ['erased']);
};

const askAgain = async (world: World): Promise<string | undefined> =>
  codeOf(world.ask(await world.join(), { sha256 }));

describe('a file that was paid for', () => {
  it('cannot be given again after it was erased, with nothing of it left', async () => {
    const world = await createGrantWorld();
    const clip = await decided(world);
    expect(await settleClip(clip.clipId, world.ports)).toBe('awarded');
    expect(await askAgain(world)).toBe('already-given');
    await erase(world.ports, clip);
    expect(await askAgain(world)).toBe('already-given');
    const { campaignId } = world.campaign;
    expect(await world.ports.paidFiles.isPaid(campaignId, sha256)).toBe(true);
  });

  it('cannot be given again after its giver took it back and it was erased', async () => {
    const world = await createGrantWorld();
    const clip = await decided(world);
    await settleClip(clip.clipId, world.ports);
    await moveThrough(world.ports, clip, ['withdrawn']);
    expect(await settleClip(clip.clipId, world.ports)).toBe('stopped');
    await erase(world.ports, clip);
    expect(await askAgain(world)).toBe('already-given');
  });

  it('is paid what was promised with its grant, whatever the campaign pays since', async () => {
    const world = await createGrantWorld();
    const clip = await decided(world);
    const { campaign, ports } = world;
    const terms = campaign.terms.map((each) => ({ ...each, reward: money(900, 'USD') }));
    const changed = { ...campaign, version: 2, budget: money(90_000_000, 'USD'), terms };
    expect(await ports.campaigns.change(changed)).toBe('changed');
    await settleClip(clip.clipId, ports);
    expect((await ports.ledger.find(clip.clipId))?.reward).toEqual(money(200, 'USD'));
  });
});

describe('a file that was not paid for', () => {
  it('can be given again once a rejected clip of it was erased', async () => {
    const world = await createGrantWorld();
    const clip = await decided(world, 'rejected');
    expect(await settleClip(clip.clipId, world.ports)).toBe('rejected');
    expect(await askAgain(world)).toBe('already-given');
    await erase(world.ports, clip);
    expect(await askAgain(world)).toBeUndefined();
  });

  it('is forgotten when its giver took it back while it was being paid', async () => {
    const world = await createGrantWorld();
    const clip = await decided(world);
    const late = throughCalls(world.ports, async ({ method, run }) => {
      if (method === 'ledger.award') await moveThrough(world.ports, clip, ['withdrawn']);
      return run();
    });
    expect(await settleClip(clip.clipId, late)).toBe('stopped');
    expect(await askAgain(world)).toBeUndefined();
  });

  it('is forgotten by the next try after a crash before its award', async () => {
    const world = await createGrantWorld();
    const clip = await decided(world);
    const dying = throughCalls(world.ports, async ({ method, run }) => {
      if (method === 'ledger.award') throw new Error('killed');
      return run();
    });
    await expect(settleClip(clip.clipId, dying)).rejects.toThrow('killed');
    await moveThrough(world.ports, clip, ['withdrawn']);
    expect(await askAgain(world)).toBe('already-given');
    expect(await settleClip(clip.clipId, world.ports)).toBe('stopped');
    expect(await askAgain(world)).toBeUndefined();
  });
});
