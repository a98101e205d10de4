import {
  followWithdrawals,
  type FollowCounts,
} from '../../../core/domain/retention/follow-withdrawals.ts';
import type { FollowContainer } from '../container.ts';

/** One tick of the minute: what followed, as counts. */
export const follow = (container: FollowContainer): Promise<FollowCounts> =>
  followWithdrawals(container);
