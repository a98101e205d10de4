import { describe, expect, it } from '@jest/globals';
import { readConsent } from '../../../core/domain/campaigns/read-consent.ts';
import { withdrawConsent } from '../../../core/domain/campaigns/withdraw-consent.ts';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import { makeReceipt } from '../../../core/domain/evidence/make-receipt.ts';
import { verifyReceipt } from '../../../core/domain/evidence/receipt.ts';
import { commit, type Leaf } from '../../../core/domain/evidence/leaf.ts';
import type { ClipState } from '../../../core/domain/intake/clip.ts';
import {
  followWithdrawals,
  followLimits,
  WithdrawalsBehind,
  type FollowLimits,
} from '../../../core/domain/retention/follow-withdrawals.ts';
import { fromBase64 } from '../../../core/domain/vocabulary/bytes.ts';
import { createLogWorld, origin } from '../evidence/log-world.ts';
import { throughCalls } from '../../support/through-calls.ts';
import {
  consentTo,
  createProgram,
  everything,
  giveClip,
  openCampaign,
  personWith,
  refusalOf,
  type Program,
} from './program.ts';

/** A process died: what it awaited never comes back to it. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Two clips a page and two pages a run: everything takes several runs. */
const narrow: FollowLimits = { ...followLimits, clipsPerPage: 2, clipsAtOnce: 2, maxPages: 2 };

const states: readonly (readonly ClipState[])[] = [
  [],
  ['analyzing'],
  ['analyzing', 'in-review'],
  ['analyzing', 'in-review', 'accepted'],
  ['analyzing', 'in-review', 'rejected'],
  ['refused'],
  ['expired', 'erasing'],
];

/** Somebody with clips in every state of two campaigns, who ended one of the consents. */
const someoneLeaves = async (program: Program) => {
  const person = personWith('contributor');
  const [left, kept] = [await openCampaign(program), await openCampaign(program)];
  for (const campaign of [left, kept]) {
    await consentTo(program, campaign, person);
    for (const way of states) await giveClip(program, campaign, person, way);
  }
  const { consentId } = await consentTo(program, left, person);
  await withdrawConsent(person, { consentId }, program);
  return { person, left, kept };
};

const statesIn = (program: Program, campaignId: string): readonly ClipState[] =>
  [...program.tables.clips.values()]
    .filter((clip) => clip.campaignId === campaignId)
    .map(({ state }) => state);

const withdrawn = 'withdrawn' as const;
const afterwards = [withdrawn, withdrawn, withdrawn, withdrawn, withdrawn, 'refused', 'erasing'];
const asBefore = [
  'granted',
  'analyzing',
  'in-review',
  'accepted',
  'rejected',
  'refused',
  'erasing',
];

/** Runs until nothing is open; each run is bounded, and so is their number. */
const followAll = async (program: Program, limits: FollowLimits = narrow): Promise<number> => {
  for (let runs = 0; runs < 50; runs += 1) {
    if ((await program.withdrawals.list(1)).length === 0) return runs;
    await followWithdrawals(program, limits);
  }
  throw new Error('Withdrawals were still open after 50 runs');
};

describe('withdrawing consent', () => {
  it('is for one’s own only', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const { consentId } = await consentTo(program, campaign, personWith('contributor'));
    const others = personWith('contributor', 'compliance', 'platform');
    expect(await refusalOf(withdrawConsent(others, { consentId }, program))).toBe('not-found');
  });

  it('for an optional purpose leaves the rest; for a required one ends everything', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, campaign, person, { purposes: everything });
    const without = (purpose: (typeof everything)[number]) =>
      withdrawConsent(person, { consentId, purposes: [purpose] }, program);
    const left = { purposes: ['human-review', 'model-training'], epoch: 1 };
    expect(await without('redacted-publication')).toMatchObject(left);
    expect(await without('redacted-publication')).toMatchObject(left);
    const ended = await without('model-training');
    expect(ended).toMatchObject({ purposes: [], withdrawnAt: program.clock.now() });
    expect(await without('human-review')).toEqual(ended);
    expect(await readConsent(person, consentId, program)).toEqual(ended);
    expect(await program.consents.inForce(person.actorId, campaign.campaignId)).toBeUndefined();
  });

  it('leaves a sealed leaf for each withdrawal, which its document opens', async () => {
    const program = createProgram();
    const leaves: Leaf[] = [];
    program.tables.onChange((change) => {
      if (change.table === 'programs') leaves.push(change.leaf);
    });
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const given = await consentTo(program, campaign, person, { purposes: everything });
    const { consentId } = given;
    await withdrawConsent(person, { consentId, purposes: ['redacted-publication'] }, program);
    await withdrawConsent(person, { consentId }, program);
    await withdrawConsent(person, { consentId }, program);
    const kinds = leaves.map(({ kind }) => kind);
    expect(kinds).toEqual(['consent-given', 'consent-withdrawn', 'consent-withdrawn']);
    expect(new Set(leaves.map(({ leafId }) => leafId)).size).toBe(3);
    for (const { leafId } of leaves)
      expect(leafId).toMatch(/^leaf_[a-z-]+_[0-9A-HJKMNP-TV-Z]{26}$/);
    const { leaf, opening } = given.sealed;
    expect(commit(opening, fromBase64(opening.salt), program.sha256)).toBe(leaf.commitment);
  });

  it('works with the receipt of a consent that was replaced since', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const first = await consentTo(program, campaign, person);
    await consentTo(program, campaign, person, { purposes: everything });
    const ended = await withdrawConsent(person, { consentId: first.consentId }, program);
    expect(ended.purposes).toEqual([]);
    expect(await program.consents.inForce(person.actorId, campaign.campaignId)).toBeUndefined();
  });

  it('ends nothing that was given again since, when it is repeated late', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const replaced = await consentTo(program, campaign, person);
    const second = await consentTo(program, campaign, person, { purposes: everything });
    await withdrawConsent(person, { consentId: second.consentId }, program);
    program.clock.advance(60);
    const again = await consentTo(program, campaign, person);
    expect(again.epoch).toBe(2);
    expect(again.consentId).not.toBe(second.consentId);
    for (const { consentId } of [replaced, second]) {
      const repeated = await withdrawConsent(person, { consentId }, program);
      expect(repeated).toMatchObject({ purposes: [], withdrawnAt: expect.any(String) });
    }
    const stands = await program.consents.inForce(person.actorId, campaign.campaignId);
    expect(stands?.consentId).toBe(again.consentId);
  });

  it('is one withdrawal when it is asked several times at once', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, campaign, person);
    const work = Array.from({ length: 5 }, () => withdrawConsent(person, { consentId }, program));
    for (const record of await Promise.all(work)) expect(record.purposes).toEqual([]);
    expect(await program.withdrawals.list(10)).toHaveLength(1);
  });

  it('is whole or not begun after a crash before or after any call, and repeatable', async () => {
    const run = async (killAt: number, moment: 'before' | 'after'): Promise<number> => {
      const program = createProgram();
      const campaign = await openCampaign(program);
      const person = personWith('contributor');
      const { consentId } = await consentTo(program, campaign, person);
      let calls = 0;
      const mortal = throughCalls(program, async (call) => {
        calls += 1;
        if (calls === killAt && moment === 'before') throw new Killed();
        const answer = await call.run();
        if (calls === killAt) throw new Killed();
        return answer;
      });
      await withdrawConsent(person, { consentId }, mortal).catch(() => undefined);
      const isOver = (await program.consents.find(consentId))?.withdrawnAt !== undefined;
      expect(await program.withdrawals.list(10)).toHaveLength(isOver ? 1 : 0);
      const ended = await withdrawConsent(person, { consentId }, program);
      expect(ended.purposes).toEqual([]);
      expect(await program.withdrawals.list(10)).toHaveLength(1);
      const latest = await program.consents.latest(person.actorId, campaign.campaignId);
      expect(latest?.epoch).toBe(2);
      return calls;
    };
    const calls = await run(0, 'before');
    for (let killAt = 1; killAt <= calls; killAt += 1) {
      for (const moment of ['before', 'after'] as const) await run(killAt, moment);
    }
  });

  it('has a receipt that verifies, as the consent before it has', async () => {
    const program = createProgram();
    const log = createLogWorld();
    const leaves: Leaf[] = [];
    program.tables.onChange((change) => {
      if (change.table === 'programs') leaves.push(change.leaf);
    });
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId, sealed } = await consentTo(program, campaign, person, { language: 'fr' });
    await withdrawConsent(person, { consentId }, program);
    await appendLeaves(leaves, log.ports);
    const trust = { ...log.ports, origin, publicKey: await log.ports.signer.publicKey() };
    const made = await makeReceipt(
      { leafId: sealed.leaf.leafId, opening: sealed.opening },
      log.ports,
    );
    const text = made.ok ? made.text : made.why;
    expect(verifyReceipt(text, trust)).toMatchObject({
      ok: true,
      kind: 'consent-given',
      document: { 'dct:identifier': consentId, 'dpv:hasNotice': { 'dct:language': 'fr' } },
    });
    const place = await log.ports.sequence.find(leaves[1]?.leafId ?? 'leaf_none');
    expect(place?.leaf.kind).toBe('consent-withdrawn');
  });

  it('stops a grant that counted on the consent', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, campaign, person);
    await withdrawConsent(person, { consentId }, program);
    await expect(giveClip(program, campaign, person)).rejects.toThrow('consent-missing');
    await consentTo(program, campaign, person);
    const clip = await giveClip(program, campaign, person);
    expect(clip.consentEpoch).toBe(2);
  });
});

describe('following a withdrawal', () => {
  it('withdraws each clip that was given under it and is not leaving already', async () => {
    const program = createProgram();
    const { left, kept } = await someoneLeaves(program);
    expect(statesIn(program, left.campaignId)).toEqual(asBefore);
    expect(await followAll(program)).toBeGreaterThan(1);
    expect(statesIn(program, left.campaignId)).toEqual(afterwards);
    expect(statesIn(program, kept.campaignId)).toEqual(asBefore);
    for (const clip of program.tables.clips.values()) {
      const reason = clip.state === 'withdrawn' ? 'withdrawn-by-contributor' : undefined;
      expect(clip.reason).toBe(reason);
    }
  });

  it('gives slots back but for those that were paid', async () => {
    const program = createProgram();
    const { left } = await someoneLeaves(program);
    await followAll(program);
    expect((await program.campaigns.taken(left.campaignId))['package-theft']).toBe(1);
  });

  it('leaves alone what was given under a consent given again', async () => {
    const program = createProgram();
    const { person, left } = await someoneLeaves(program);
    await consentTo(program, left, person);
    await giveClip(program, left, person);
    await followAll(program);
    expect(statesIn(program, left.campaignId)).toEqual([...afterwards, 'granted']);
  });

  it('gives each withdrawal a page in turn: a short one does not wait for a long one', async () => {
    const program = createProgram();
    await someoneLeaves(program);
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, campaign, person);
    await giveClip(program, campaign, person);
    program.clock.advance(1);
    await withdrawConsent(person, { consentId }, program);
    expect(await followWithdrawals(program, narrow)).toMatchObject({ closed: 1 });
    expect(statesIn(program, campaign.campaignId)).toEqual(['withdrawn']);
    expect(await program.withdrawals.list(10)).toHaveLength(1);
  });

  it('follows thousands of clips over several runs', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, campaign, person);
    for (let clips = 0; clips < 2_015; clips += 1) await giveClip(program, campaign, person);
    await withdrawConsent(person, { consentId }, program);
    const runs = await followAll(program, { ...followLimits, maxPages: 4 });
    expect(runs).toBe(6);
    expect(new Set(statesIn(program, campaign.campaignId))).toEqual(new Set(['withdrawn']));
  }, 30_000);

  it('goes on with the others when one of them meets a fault, and tells of it', async () => {
    const program = createProgram();
    const { left } = await someoneLeaves(program);
    const other = await openCampaign(program);
    const person = personWith('contributor');
    const { consentId } = await consentTo(program, other, person);
    await giveClip(program, other, person);
    program.clock.advance(1);
    await withdrawConsent(person, { consentId }, program);
    const [first] = await program.withdrawals.list(1);
    const faulty = throughCalls(program, async (call) => {
      const isFirst = call.given[0] === first?.contributorId;
      if (call.method === 'clips.listByContributor' && isFirst) throw new Error('Throttled');
      return call.run();
    });
    await expect(followWithdrawals(faulty, followLimits)).rejects.toThrow(WithdrawalsBehind);
    expect(statesIn(program, other.campaignId)).toEqual(['withdrawn']);
    await followAll(program);
    expect(statesIn(program, left.campaignId)).toEqual(afterwards);
  });

  it('ends the same after a crash before or after any call', async () => {
    const run = async (killAt: number, moment: 'before' | 'after') => {
      const program = createProgram();
      const { left, kept } = await someoneLeaves(program);
      let calls = 0;
      let isDead = false;
      const mortal = throughCalls(program, async (call) => {
        if (isDead) throw new Killed();
        calls += 1;
        isDead = calls === killAt;
        if (isDead && moment === 'before') throw new Killed();
        const answer = await call.run();
        if (isDead) throw new Killed();
        return answer;
      });
      const limits = { ...narrow, maxPages: 50 };
      await followWithdrawals(mortal, limits).catch(() => undefined);
      await followAll(program, limits);
      const due = [...program.tables.due.values()].flatMap((entries) => [...entries.values()]);
      return {
        calls,
        end: {
          left: statesIn(program, left.campaignId),
          kept: statesIn(program, kept.campaignId),
          taken: (await program.campaigns.taken(left.campaignId))['package-theft'],
          erasures: due.filter(({ task }) => task === 'erase').length,
          open: (await program.withdrawals.list(10)).length,
        },
      };
    };
    const undisturbed = await run(0, 'before');
    expect(undisturbed.end).toEqual({
      left: afterwards,
      kept: asBefore,
      taken: 1,
      erasures: 5,
      open: 0,
    });
    for (let killAt = 1; killAt <= undisturbed.calls; killAt += 1) {
      for (const moment of ['before', 'after'] as const) {
        const { end } = await run(killAt, moment);
        expect({ killAt, moment, end }).toEqual({ killAt, moment, end: undisturbed.end });
      }
    }
  });
});
