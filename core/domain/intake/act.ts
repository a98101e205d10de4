import type { Category } from '../campaigns/campaign.ts';
import type { ActId, CameraId, CampaignId, ClipId, ContributorId } from '../vocabulary/ids.ts';

/**
 * One event, possibly filmed by several cameras of one contributor. Its clips share a cap, are
 * reviewed with sight of each other, and later stay on one side of a split.
 */
export interface Act {
  readonly actId: ActId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  readonly category: Category;
  /** What holds a place in the act now; a clip that ends unpaid leaves it. */
  readonly clips: readonly ClipOfAct[];
}

/** A clip in an act, and the camera that filmed it. */
export interface ClipOfAct {
  readonly clipId: ClipId;
  readonly cameraId: CameraId;
}
