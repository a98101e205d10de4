import type { Category } from '../../domain/campaigns/campaign.ts';
import type { Account } from '../../domain/rewards/ledger.ts';
import { parseBucket, type BucketId, type DueTask } from '../../domain/retention/due.ts';
import type { WaitingPlace } from '../../domain/intake/ports.ts';
import type {
  ActId,
  CameraId,
  CampaignId,
  ClipId,
  ConsentId,
  ContributorId,
  ViewId,
} from '../../domain/vocabulary/ids.ts';
import type { Currency } from '../../domain/vocabulary/money.ts';
import type { Instant } from '../../domain/vocabulary/time.ts';

/** The primary key of an item: every table is keyed the same way. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Table `programs`. */
export const programItems = {
  campaign: (campaignId: CampaignId): ItemKey => ({ pk: `CAMPAIGN#${campaignId}`, sk: 'CAMPAIGN' }),
  /** Every version for ever, so that what somebody agreed to can be read. */
  notice: (campaignId: CampaignId, version: string): ItemKey => ({
    pk: `CAMPAIGN#${campaignId}`,
    sk: `NOTICE#${version}`,
  }),
  /** Keys the marks of the campaign's paid files. */
  fileKey: (campaignId: CampaignId): ItemKey => ({ pk: `CAMPAIGN#${campaignId}`, sk: 'FILE-KEY' }),
  /** `mark`: hexadecimal HMAC of a paid file's SHA-256 under the campaign's key. */
  paidFile: (campaignId: CampaignId, mark: string): ItemKey => ({
    pk: `PAID-FILE#${campaignId}#${mark}`,
    sk: 'PAID-FILE',
  }),
  /** One item a campaign under one key, for the short list of all. */
  campaignListing: (campaignId: CampaignId): ItemKey => ({ pk: 'CAMPAIGNS', sk: campaignId }),
  /** A shard of the slots of a category: contended by many, so there are several. */
  slots: (campaignId: CampaignId, category: Category, shard: number): ItemKey => ({
    pk: `SLOTS#${campaignId}#${category}#${shard}`,
    sk: 'SLOTS',
  }),
  /** Scoped to its owner: nobody can use up, or learn of, another's cap. */
  camera: (
    { contributorId, cameraId }: { contributorId: ContributorId; cameraId: CameraId },
    campaignId: CampaignId,
    category: Category,
  ): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `CAMERA#${cameraId}#CAP#${campaignId}#${category}`,
  }),
  /** A camera as registered. */
  registeredCamera: (contributorId: ContributorId, cameraId: CameraId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `CAMERA#${cameraId}`,
  }),
  /** Holds a label for one camera. */
  cameraLabel: (contributorId: ContributorId, label: string): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `LABEL#${label}`,
  }),
  /** How many cameras a contributor has. */
  cameraCount: (contributorId: ContributorId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: 'CAMERAS',
  }),
  /** What a contributor holds of a category, over all cameras. */
  contributorCap: (
    contributorId: ContributorId,
    campaignId: CampaignId,
    category: Category,
  ): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `CAP#${campaignId}#${category}`,
  }),
  act: (contributorId: ContributorId, actId: ActId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `ACT#${actId}`,
  }),
  /** Those who wait for a category's slots, in the order of their asking. */
  waitingPlace: ({ campaignId, category, contributorId, joinedAt }: WaitingPlace): ItemKey => ({
    pk: waitingPartition(campaignId, category),
    sk: `${joinedAt}#${contributorId}`,
  }),
  waitingPartition: (campaignId: CampaignId, category: Category): string =>
    waitingPartition(campaignId, category),
  /** Points to a contributor's own place: not among their consents, since places are deleted. */
  ownPlace: ({ campaignId, category, contributorId }: Omit<WaitingPlace, 'joinedAt'>): ItemKey => ({
    pk: `${waitingPrefix}${contributorId}`,
    sk: `PLACE#${campaignId}#${category}`,
  }),
  openGrants: (contributorId: ContributorId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: 'OPEN-GRANTS',
  }),
  /** The consent in force: what grants, awards and reads condition on. */
  consentInForce: (contributorId: ContributorId, campaignId: CampaignId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `CONSENT#${campaignId}`,
  }),
  consentRecord: (consentId: ConsentId): ItemKey => ({ pk: `CONSENT#${consentId}`, sk: 'CONSENT' }),
  /** A withdrawal, beside the consent that it takes back; one an epoch and set of purposes. */
  consentWithdrawal: (consentId: ConsentId, withdrawnAt: Instant): ItemKey => ({
    pk: `CONSENT#${consentId}`,
    sk: `WITHDRAWAL#${withdrawnAt}`,
  }),
};

/** What the partitions of waiting places begin with, and those of nothing else in `programs`. */
export const waitingPrefix = 'WAITING#';

const waitingPartition = (campaignId: CampaignId, category: Category): string =>
  `${waitingPrefix}${campaignId}#${category}`;

/** Table `clips`. */
export const clipItems = {
  clip: (clipId: ClipId): ItemKey => ({ pk: `CLIP#${clipId}`, sk: 'CLIP' }),
  grant: (clipId: ClipId): ItemKey => ({ pk: `CLIP#${clipId}`, sk: 'GRANT' }),
  media: (clipId: ClipId): ItemKey => ({ pk: `CLIP#${clipId}`, sk: 'MEDIA' }),
  analysis: (clipId: ClipId): ItemKey => ({ pk: `CLIP#${clipId}`, sk: 'ANALYSIS' }),
  /** The newest attempt to analyze the clip: what makes an older one's answer late. */
  analysisTask: (clipId: ClipId): ItemKey => ({ pk: `CLIP#${clipId}`, sk: 'ANALYSIS-TASK' }),
  /** Claims a content (a SHA-256, or what storage computed over parts) for one clip. */
  content: (sum: string): ItemKey => ({ pk: `CONTENT#${sum}`, sk: 'CONTENT' }),
  /** The contributor's index: ids sort by creation. */
  byContributor: (contributorId: ContributorId, clipId: ClipId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `CLIP#${clipId}`,
  }),
};

/** Table `fingerprints`. */
export const fingerprintItems = {
  fingerprint: (clipId: ClipId): ItemKey => ({ pk: `CLIP#${clipId}`, sk: 'FINGERPRINT' }),
  /** A band's clips, by the order of their ids: the newest last. */
  band: (campaignId: CampaignId, band: string, clipId: ClipId): ItemKey => ({
    pk: `BAND#${campaignId}#${band}`,
    sk: `CLIP#${clipId}`,
  }),
};

/** Table `reviews`. The index `open` lists undecided tasks by deadline. */
export const reviewItems = {
  task: (clipId: ClipId): ItemKey => ({ pk: `REVIEW#${clipId}`, sk: 'TASK' }),
  token: (clipId: ClipId): ItemKey => ({ pk: `REVIEW#${clipId}`, sk: 'TOKEN' }),
  /** A look at the clip's footage; ids sort by when it was given. */
  view: (clipId: ClipId, viewId: ViewId): ItemKey => ({
    pk: `REVIEW#${clipId}`,
    sk: `VIEW#${viewId}`,
  }),
  openQueue: 'OPEN',
  openOrder: (deadlineAt: Instant, clipId: ClipId): string => `${deadlineAt}#${clipId}`,
};

/** Table `ledger`. */
export const ledgerItems = {
  award: (clipId: ClipId): ItemKey => ({ pk: `AWARD#${clipId}`, sk: 'AWARD' }),
  balance: (account: Account, currency: Currency): ItemKey => ({
    pk: `ACCOUNT#${account}`,
    sk: `BALANCE#${currency}`,
  }),
};

/** Table `wall`. The index `standing` orders a campaign's listed people by score. */
export const wallItems = {
  profile: (contributorId: ContributorId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: 'PROFILE',
  }),
  score: (campaignId: CampaignId, contributorId: ContributorId): ItemKey => ({
    pk: `CONTRIBUTOR#${contributorId}`,
    sk: `SCORE#${campaignId}`,
  }),
  /** Proof that an award was counted. */
  counted: (clipId: ClipId): ItemKey => ({ pk: `COUNTED#${clipId}`, sk: 'COUNTED' }),
  board: (campaignId: CampaignId): string => `BOARD#${campaignId}`,
};

const openWithdrawals = 'WITHDRAWALS';

/** Table `retention`. */
export const retentionItems = {
  policy: (version: number): ItemKey => ({
    pk: 'POLICY',
    // Zero-padded so that text order is version order.
    sk: `VERSION#${String(version).padStart(8, '0')}`,
  }),
  due: (bucket: BucketId, dueAt: Instant, clipId: ClipId): ItemKey => ({
    pk: duePartition(bucket),
    sk: `${dueAt}#${clipId}`,
  }),
  duePartition: (bucket: BucketId): string => duePartition(bucket),
  /** A consent whose clips are still to be withdrawn, oldest first. */
  openWithdrawal: (withdrawnAt: Instant, consentId: ConsentId): ItemKey => ({
    pk: openWithdrawals,
    sk: `${withdrawnAt}#${consentId}`,
  }),
  openWithdrawals: 'WITHDRAWALS',
  cursor: (task: DueTask): ItemKey => ({ pk: `CURSOR#${task}`, sk: 'CURSOR' }),
  lease: (bucket: BucketId): ItemKey => ({ pk: `LEASE#${bucket}`, sk: 'LEASE' }),
};

const duePartition = (bucket: BucketId): string => {
  const { task, minute, shard } = parseBucket(bucket);
  return `DUE#${task}#${minute}#${shard}`;
};

/** Table `erasures`. */
export const erasureItems = {
  intent: (clipId: ClipId): ItemKey => ({ pk: `ERASURE#${clipId}`, sk: 'INTENT' }),
  progress: (clipId: ClipId): ItemKey => ({ pk: `ERASURE#${clipId}`, sk: 'PROGRESS' }),
  tombstone: (clipId: ClipId): ItemKey => ({ pk: `ERASURE#${clipId}`, sk: 'TOMBSTONE' }),
};

/** Shards a category's slots are split into: 16 × 1,000 writes a second, halved by transactions. */
export const slotShards = 16;

/** Slots that a shard begins with: shards before the remainder hold one more. */
export const slotsOfShard = (wanted: number, shard: number): number =>
  Math.floor(wanted / slotShards) + (shard < wanted % slotShards ? 1 : 0);

const reviewPattern = /^REVIEW#(clip_[0-9A-HJKMNP-TV-Z]{26})$/;

/** The clip whose review a partition of table `reviews` holds; undefined for anything else. */
export const clipOfReviewKey = (pk: string): ClipId | undefined =>
  reviewPattern.exec(pk)?.[1] as ClipId | undefined;
