import { mayMove, type Clip } from '../intake/clip.ts';
import type { CampaignId, ConsentId, ContributorId } from '../vocabulary/ids.ts';
import { addSeconds, secondsBetween, type Clock, type Instant } from '../vocabulary/time.ts';
import { endClip, type EndClipPorts } from './end-clip.ts';

/** A consent that has ended, and how far the clips that were given under it have followed. */
export interface OpenWithdrawal {
  readonly consentId: ConsentId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  /** The last epoch that ended: clips of a later one were given under a new consent. */
  readonly epoch: number;
  readonly withdrawnAt: Instant;
  /** Where the contributor's next page of clips begins; absent before the first. */
  readonly cursor?: string;
}

/** Keeps withdrawals until all clips have followed. Each begins with the withdrawal itself. */
export interface OpenWithdrawals {
  /** Oldest first, at most `limit`. */
  list(limit: number): Promise<readonly OpenWithdrawal[]>;
  /** Remembers where to go on. Does nothing when the withdrawal is closed. */
  advance(withdrawal: OpenWithdrawal, cursor: string): Promise<void>;
  /** Removes one whose clips have all followed. An absent one is fine. */
  close(withdrawal: OpenWithdrawal): Promise<void>;
}

/** What following withdrawals needs. */
export interface FollowWithdrawalsPorts extends EndClipPorts {
  readonly withdrawals: OpenWithdrawals;
}

/**
 * Bounds of one run of a minute. Most withdrawals have one page; 200 of them a minute are 12,000 an
 * hour. Eight clips at a time in about 40 ms are 200 a second, so 201,531 clips take 1,008 s: 26
 * runs.
 */
export interface FollowLimits {
  readonly maxWithdrawals: number;
  readonly clipsPerPage: number;
  readonly clipsAtOnce: number;
  readonly maxPages: number;
  /** No page is begun later: the function ends at 60 s, and a page takes a second or two. */
  readonly runSeconds: number;
}

/** The bounds that the function runs with. */
export const followLimits: FollowLimits = {
  maxWithdrawals: 200,
  clipsPerPage: 100,
  clipsAtOnce: 8,
  maxPages: 400,
  runSeconds: 40,
};

/** What a run did. */
export interface FollowCounts {
  readonly clips: number;
  readonly closed: number;
}

/** Some withdrawals met a fault; all others were followed. The next run tries those again. */
export class WithdrawalsBehind extends AggregateError {
  override readonly name = 'WithdrawalsBehind';
}

/** Seconds since the oldest consent ended whose clips have not all followed; 0 without one. */
export const oldestWithdrawalSeconds = async ({
  withdrawals,
  clock,
}: {
  readonly withdrawals: Pick<OpenWithdrawals, 'list'>;
  readonly clock: Clock;
}): Promise<number> => {
  const [oldest] = await withdrawals.list(1);
  // Another machine's clock wrote it: it may be ahead of this one's.
  return oldest === undefined ? 0 : Math.max(0, secondsBetween(oldest.withdrawnAt, clock.now()));
};

/**
 * Withdraws the clips of consents that have ended. They were stopped when the consent ended; this
 * makes each fall due for erasure. A page of each open withdrawal in turn, so that nobody waits for
 * the one with 201,531 clips; where each stands is stored, so a run that is killed is gone on with.
 */
export const followWithdrawals = async (
  ports: FollowWithdrawalsPorts,
  limits: FollowLimits = followLimits,
): Promise<FollowCounts> => {
  const endsAt = addSeconds(ports.clock.now(), limits.runSeconds);
  const faults: unknown[] = [];
  const counts = { clips: 0, closed: 0 };
  let open = await ports.withdrawals.list(limits.maxWithdrawals);
  let pages = 0;
  while (open.length > 0 && pages < limits.maxPages && ports.clock.now() < endsAt) {
    const goingOn: OpenWithdrawal[] = [];
    for (const withdrawal of open) {
      if (pages === limits.maxPages || ports.clock.now() >= endsAt) break;
      pages += 1;
      try {
        const { clips, next } = await followPage(withdrawal, ports, limits);
        counts.clips += clips;
        if (next === undefined) counts.closed += 1;
        else goingOn.push(next);
      } catch (fault) {
        faults.push(fault);
      }
    }
    open = goingOn;
  }
  if (faults.length > 0) {
    throw new WithdrawalsBehind(faults, `${faults.length} withdrawals could not be followed`);
  }
  return counts;
};

/** One page of a contributor's clips. Stores how far it is last, so that nothing is passed over. */
const followPage = async (
  withdrawal: OpenWithdrawal,
  ports: FollowWithdrawalsPorts,
  { clipsPerPage, clipsAtOnce }: FollowLimits,
): Promise<{ clips: number; next: OpenWithdrawal | undefined }> => {
  const { contributorId, cursor: from } = withdrawal;
  const { clips, cursor } = await ports.clips.listByContributor(contributorId, {
    limit: clipsPerPage,
    ...(from === undefined ? {} : { cursor: from }),
  });
  const followers = clips.filter((clip) => mustFollow(clip, withdrawal));
  let moved = 0;
  for (let at = 0; at < followers.length; at += clipsAtOnce) {
    const outcomes = await Promise.all(
      followers
        .slice(at, at + clipsAtOnce)
        .map(({ clipId }) =>
          endClip({ clipId, to: 'withdrawn', reason: 'withdrawn-by-contributor' }, ports),
        ),
    );
    moved += outcomes.filter((outcome) => outcome === 'moved').length;
  }
  if (cursor === undefined) {
    await ports.withdrawals.close(withdrawal);
    return { clips: moved, next: undefined };
  }
  await ports.withdrawals.advance(withdrawal, cursor);
  return { clips: moved, next: { ...withdrawal, cursor } };
};

/** Whether a clip was given under the consent that ended and has not left by itself. */
const mustFollow = (clip: Clip, { campaignId, epoch }: OpenWithdrawal): boolean =>
  clip.campaignId === campaignId && clip.consentEpoch <= epoch && mayMove(clip.state, 'withdrawn');
