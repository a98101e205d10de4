import { describe, expect, it } from '@jest/globals';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryLedger } from '../../../core/adapters/memory/ledger.ts';
import { createMemoryPaidFiles } from '../../../core/adapters/memory/paid-files.ts';
import { createMemoryReviewStore } from '../../../core/adapters/memory/review-store.ts';
import { hmacSha256 } from '../../../core/adapters/node/hmac-sha256.ts';
import type { Campaign, Purpose } from '../../../core/domain/campaigns/campaign.ts';
import { withdrawConsent } from '../../../core/domain/campaigns/withdraw-consent.ts';
import { followWithdrawals } from '../../../core/domain/retention/follow-withdrawals.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import {
  claimReview,
  decideReview,
  listOpenReviews,
  showReview,
  type Verdict,
} from '../../../core/domain/review/work-queue.ts';
import { settleClip } from '../../../core/domain/rewards/settle-clip.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { sampleTask } from '../../support/samples.ts';
import { throughCalls } from '../../support/through-calls.ts';
import {
  consentTo,
  createProgram,
  everything,
  giveClip,
  openCampaign,
  personWith,
  refusalOf,
} from './program.ts';

const reviewer = personWith('reviewer');
const accept: Verdict = { outcome: 'accepted' };
const reject: Verdict = { outcome: 'rejected', reason: 'poor-quality' };

/** A program whose clips are also reviewed and settled. */
const createReviewing = () => {
  const program = createProgram();
  const { tables } = program;
  return {
    ...program,
    reviews: createMemoryReviewStore(tables),
    ledger: createMemoryLedger(tables),
    due: createMemoryDueIndex(tables),
    paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
  };
};
type Reviewing = ReturnType<typeof createReviewing>;

/** A clip of theirs that waits for a reviewer. */
const clipInReview = async (
  program: Reviewing,
  campaign: Campaign,
  person: Actor,
): Promise<ClipId> => {
  const { clipId } = await giveClip(program, campaign, person, ['analyzing', 'in-review']);
  const { campaignId } = campaign;
  const task = sampleTask({ clipId, campaignId, contributorId: person.actorId });
  await program.reviews.open(task, `token of ${clipId}`);
  return clipId;
};

/** Somebody who consented to everything, and their clip before a reviewer. */
const someoneGives = async () => {
  const program = createReviewing();
  const campaign = await openCampaign(program);
  const person = personWith('contributor');
  const { consentId } = await consentTo(program, campaign, person, { purposes: everything });
  const clipId = await clipInReview(program, campaign, person);
  const withdraw = (purposes?: readonly Purpose[]) =>
    withdrawConsent(
      person,
      { consentId, ...(purposes === undefined ? {} : { purposes }) },
      program,
    );
  return { program, campaign, person, clipId, withdraw };
};

const listed = async (program: Reviewing): Promise<readonly ClipId[]> =>
  (await listOpenReviews(reviewer, { limit: 100 }, program)).tasks.map(({ clipId }) => clipId);

/** How each of a reviewer's routes is refused. */
const refusals = async (program: Reviewing, clipId: ClipId) => ({
  show: await refusalOf(showReview(reviewer, clipId, program)),
  claim: await refusalOf(claimReview(reviewer, clipId, program)),
  accept: await refusalOf(decideReview(reviewer, clipId, accept, program)),
  reject: await refusalOf(decideReview(reviewer, clipId, reject, program)),
});

const nothing = {
  show: 'not-in-review',
  claim: 'not-in-review',
  accept: 'not-in-review',
  reject: 'not-in-review',
};

describe('a clip whose consent has ended', () => {
  it('is nobody’s to review from that moment, before it has followed', async () => {
    const { program, clipId, withdraw } = await someoneGives();
    await claimReview(reviewer, clipId, program);
    expect(await listed(program)).toEqual([clipId]);
    await withdraw();
    expect((await program.clips.find(clipId))?.state).toBe('in-review');
    expect(await listed(program)).toEqual([]);
    expect(await refusals(program, clipId)).toEqual(nothing);
    expect((await program.reviews.find(clipId))?.decision).toBeUndefined();
  });

  it('stays so when consent is given again, under which others are reviewed', async () => {
    const { program, campaign, person, clipId, withdraw } = await someoneGives();
    await withdraw();
    await consentTo(program, campaign, person);
    const later = await clipInReview(program, campaign, person);
    expect(await listed(program)).toEqual([later]);
    expect(await refusals(program, clipId)).toEqual(nothing);
    expect((await showReview(reviewer, later, program)).mayLook).toBe(true);
  });

  it('is not told of after it was decided either', async () => {
    const { program, clipId, withdraw } = await someoneGives();
    await claimReview(reviewer, clipId, program);
    await decideReview(reviewer, clipId, reject, program);
    await settleClip(clipId, program);
    expect((await showReview(reviewer, clipId, program)).mayLook).toBe(false);
    await withdraw();
    expect(await refusalOf(showReview(reviewer, clipId, program))).toBe('not-in-review');
  });
});

describe('a clip whose consent stands', () => {
  it('is reviewed as before when only an optional purpose was taken back', async () => {
    const { program, clipId, withdraw } = await someoneGives();
    await withdraw(['redacted-publication']);
    expect(await listed(program)).toEqual([clipId]);
    expect((await showReview(reviewer, clipId, program)).mayLook).toBe(true);
  });

  it('is reviewed under a consent that replaced the first', async () => {
    const { program, campaign, person, clipId } = await someoneGives();
    await consentTo(program, campaign, person, { language: 'fr' });
    expect(await listed(program)).toEqual([clipId]);
  });

  it('is not listed once the clip itself was taken back', async () => {
    const { program, person, clipId } = await someoneGives();
    await withdrawClip(person, clipId, program);
    expect(await listed(program)).toEqual([]);
  });
});

describe('a page of the queue', () => {
  it('has one read of tasks, of clips and of consents, however many there are', async () => {
    const { program, campaign, person, clipId } = await someoneGives();
    const ids = [clipId];
    for (let at = 0; at < 20; at += 1) ids.push(await clipInReview(program, campaign, person));
    const other = personWith('contributor');
    await consentTo(program, campaign, other);
    ids.push(await clipInReview(program, campaign, other));
    const calls: string[] = [];
    const counted = throughCalls(program, async ({ method, run }) => {
      calls.push(method);
      return run();
    });
    expect(new Set(await listed(counted))).toEqual(new Set(ids));
    expect(calls).toEqual(['reviews.listOpen', 'clips.findMany', 'consents.epochsInForce']);
  });

  it('goes on to the next one where all of its clips have left', async () => {
    const { program, campaign, clipId, withdraw } = await someoneGives();
    const other = personWith('contributor');
    await consentTo(program, campaign, other);
    const later = await clipInReview(program, campaign, other);
    await withdraw();
    const first = await listOpenReviews(reviewer, { limit: 1 }, program);
    const { cursor = '' } = first;
    const second = await listOpenReviews(reviewer, { limit: 1, cursor }, program);
    const ids = [...first.tasks, ...second.tasks].map((task) => task.clipId);
    expect(ids).toEqual([later]);
    expect(clipId < later).toBe(true);
  });
});

describe('a consent that ends while a reviewer decides', () => {
  /** Ends the consent after the reviewer's check and right before the decision is written. */
  const decideTooLate = async (verdict: Verdict) => {
    const { program, person, clipId, withdraw } = await someoneGives();
    await claimReview(reviewer, clipId, program);
    const racing = throughCalls(program, async ({ method, run }) => {
      if (method === 'reviews.decide') await withdraw();
      return run();
    });
    const { decision } = await decideReview(reviewer, clipId, verdict, racing);
    expect(decision?.outcome).toBe(verdict.outcome);
    return { program, person, clipId };
  };

  it('leaves an acceptance that pays nothing', async () => {
    const { program, person, clipId } = await decideTooLate(accept);
    expect(await settleClip(clipId, program)).toBe('stopped');
    expect(await program.ledger.find(clipId)).toBeUndefined();
    expect(program.tables.balances.has(person.actorId)).toBe(false);
    await followWithdrawals(program);
    expect((await program.clips.find(clipId))?.state).toBe('withdrawn');
  });

  it('leaves a rejection that the withdrawal still overtakes', async () => {
    const { program, clipId } = await decideTooLate(reject);
    expect(await settleClip(clipId, program)).toBe('rejected');
    expect(await refusalOf(showReview(reviewer, clipId, program))).toBe('not-in-review');
    await followWithdrawals(program);
    expect((await program.clips.find(clipId))?.state).toBe('withdrawn');
  });
});

describe('a clip that is withdrawn while it is settled', () => {
  it('is not settled, and nothing breaks, when its grant is erased in between', async () => {
    const { program, person, clipId } = await someoneGives();
    await claimReview(reviewer, clipId, program);
    await decideReview(reviewer, clipId, accept, program);
    const racing = throughCalls(program, async ({ method, run }) => {
      if (method === 'clips.findGrant') {
        await withdrawClip(person, clipId, program);
        await program.clips.eraseDetails(clipId);
      }
      return run();
    });
    expect(await settleClip(clipId, racing)).toBe('stopped');
    expect(await program.ledger.find(clipId)).toBeUndefined();
    expect(program.tables.paidFiles.size).toBe(0);
  });
});
