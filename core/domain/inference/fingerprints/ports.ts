import type { ActId, CampaignId, ClipId } from '../../vocabulary/ids.ts';
import type { ChangeRecord, Fingerprint } from './fingerprint.ts';

/** A clip whose footage is looked for among the campaign's earlier clips. */
export interface IndexedClip {
  readonly clipId: ClipId;
  readonly campaignId: CampaignId;
  readonly actId: ActId;
  readonly fingerprint: Fingerprint;
}

/** What the index keeps of a clip. */
export interface StoredFingerprint {
  readonly clipId: ClipId;
  readonly campaignId: CampaignId;
  readonly actId: ActId;
  readonly changes: ChangeRecord;
}

/** The newest clips under one band. */
export interface BandMembers {
  readonly band: string;
  /** At most `maxBandMembers`, the newest first. */
  readonly clipIds: readonly ClipId[];
}

/**
 * Clips read of one band. An item is 90 bytes, so 40 are 3.6 kB: one read unit of 4 kB, however
 * many clips there are in the band.
 */
export const maxBandMembers = 40;

/**
 * Remembers the fingerprints of a campaign's clips. Banded: a clip is found under any of its bands;
 * what a lookup costs does not grow with what is stored.
 */
export interface FingerprintIndex {
  /**
   * Stores a clip's fingerprint under its bands (at most `maxBands`), all or nothing, while the
   * clip is being analyzed; else nothing, so that a late analyzer does not put back what was
   * erased. Again is fine.
   */
  put(clip: StoredFingerprint, bands: readonly string[]): Promise<void>;
  /** Who is under these bands of a campaign, as every answered `put` left it. Empty ones too. */
  members(campaignId: CampaignId, bands: readonly string[]): Promise<readonly BandMembers[]>;
  /** The stored fingerprints of clips, in no order, without those that are gone. */
  fetch(clipIds: readonly ClipId[]): Promise<readonly StoredFingerprint[]>;
  /** Removes everything of a clip. */
  erase(clipId: ClipId): Promise<void>;
  /** Items still there; 0 proves absence. */
  count(clipId: ClipId): Promise<number>;
}
