import type { CampaignId, ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Money } from '../vocabulary/money.ts';
import type { Standing, WallLine, WallProfile } from './honor-wall.ts';
import type { Award } from './ledger.ts';

/** What an award conditions on besides the clip's state. */
export interface AwardCondition {
  /** The epoch under which the clip was granted; a withdrawal since then stops the award. */
  readonly consentEpoch: number;
}

/** Why no award was written. */
export type AwardDenial = 'consent-withdrawn' | 'clip-not-in-review';

/** Writes the ledger. Only one adapter file may, and only its function is granted it. */
export interface LedgerWriter {
  /**
   * One transaction of four items: the award (unless the clip has one), the payable balance, the
   * clip from `in-review` to `accepted`, and the consent epoch. `already` when the clip has its
   * award, whatever else changed since.
   */
  award(
    award: Award,
    condition: AwardCondition & { trainingExcluded: boolean },
  ): Promise<'awarded' | 'already' | AwardDenial>;
}

/** Reads the ledger. */
export interface LedgerReader {
  find(clipId: ClipId): Promise<Award | undefined>;
  /** What the contributor is owed, per currency. */
  balances(contributorId: ContributorId): Promise<readonly Money[]>;
}

/** Keeps the Honor Wall, which is a projection of the ledger and can be rebuilt from it. */
export interface HonorWall {
  /** Counts an award once, however often it is told. */
  count(award: Pick<Award, 'clipId' | 'campaignId' | 'contributorId'>): Promise<void>;
  profile(contributorId: ContributorId): Promise<WallProfile>;
  /** Lists or hides a person, at once, on every campaign's wall. */
  setProfile(profile: WallProfile): Promise<void>;
  standing(campaignId: CampaignId, contributorId: ContributorId): Promise<Standing>;
  top(campaignId: CampaignId, lines: number): Promise<readonly WallLine[]>;
}
