import { fromBase64 } from '../../vocabulary/bytes.ts';
import type { CampaignId, ClipId } from '../../vocabulary/ids.ts';
import { align, readyToAlign, type AlignedSide, type Match } from './align.ts';
import { anchorsOf } from './anchors.ts';
import { bandsOf, probesOf, type Findable } from './bands.ts';
import { withCoarse } from './change-planes.ts';
import type { ChangeRecord, FootageMatch } from './fingerprint.ts';
import { decodePlanes } from './plane-codec.ts';
import type { FingerprintIndex, IndexedClip } from './ports.ts';

/** What a lookup took, to be told and bounded. */
export interface LookupCost {
  /** Bands asked for: at most `maxProbes`. */
  readonly queries: number;
  /** Band items read: at most `maxBandMembers` a query. */
  readonly itemsRead: number;
  /** Fingerprints compared: at most `maxCandidates`. */
  readonly compared: number;
}

/** Earlier clips that are compared with one, those first that share the rarest bands. */
export const maxCandidates = 10;

/** What agreement is taken for the same footage: bench/near-duplicates.ts says on what chosen. */
const verdicts = [
  // Most of one clip is in the other.
  { coverage: 0.6, score: 0.9, weight: 5 },
  // A part of it: longer, and closer.
  { coverage: 0.3, score: 0.95, weight: 20 },
] as const;

/** How much less a cut-out may agree: its fields are laid on others' borders. */
const cutAllowance = 0.04;
/** A picture this much smaller or larger is a cut-out; events before one camera are none. */
const leastCut = 0.04;

/** Whether two clips agree so far that they show the same footage. */
export const isSameFootage = ({ placing, score, coverage, weight }: Match): boolean => {
  const isCut = [placing.zoomX, placing.zoomY].every((zoom) => Math.abs(zoom - 1) >= leastCut);
  const allowance = isCut ? cutAllowance : 0;
  return verdicts.some(
    (least) =>
      score >= least.score - allowance && coverage >= least.coverage && weight >= least.weight,
  );
};

/** What a stored or fresh record is compared by. */
export const sideOf = ({ backdrop, steadiness, stretches }: ChangeRecord): AlignedSide => {
  const planes = withCoarse(decodePlanes(stretches));
  const fields = fromBase64(backdrop);
  return readyToAlign({ planes, anchors: anchorsOf(planes), backdrop: { fields, steadiness } });
};

/**
 * Clips that share bands with this one, the likeliest first. A band counts the more, the fewer are
 * in it: what everybody's empty scene falls into says nothing.
 */
const likeliest = async (
  { clipId, campaignId }: { clipId: ClipId; campaignId: CampaignId },
  findable: Findable,
  fingerprints: FingerprintIndex,
): Promise<{
  readonly clipIds: readonly ClipId[];
  readonly cost: Omit<LookupCost, 'compared'>;
}> => {
  const probes = probesOf(findable);
  const votes = new Map<ClipId, number>();
  let itemsRead = 0;
  const found = probes.length === 0 ? [] : await fingerprints.members(campaignId, probes);
  for (const { clipIds } of found) {
    itemsRead += clipIds.length;
    for (const other of new Set(clipIds)) {
      if (other !== clipId) votes.set(other, (votes.get(other) ?? 0) + 1 / clipIds.length);
    }
  }
  const clipIds = [...votes]
    .toSorted(
      ([one, votesOfOne], [other, votesOfOther]) =>
        votesOfOther - votesOfOne || (one < other ? -1 : 1),
    )
    .slice(0, maxCandidates)
    .map(([other]) => other);
  return { clipIds, cost: { queries: probes.length, itemsRead } };
};

const interval = ({ startSeconds, endSeconds }: Match['here']) => ({
  startSeconds: Math.round(startSeconds * 100) / 100,
  endSeconds: Math.round(endSeconds * 100) / 100,
});

/**
 * Earlier clips of the campaign that show the same footage, the best match first. Stores the clip's
 * own fingerprint before it looks, so that of two clips analyzed at once one sees the other.
 */
export const findFootageMatches = async (
  clip: IndexedClip,
  {
    fingerprints,
    observe,
  }: {
    readonly fingerprints: FingerprintIndex;
    readonly observe?: (cost: LookupCost) => void;
  },
): Promise<readonly FootageMatch[]> => {
  const { clipId, campaignId, actId, fingerprint } = clip;
  const here = sideOf(fingerprint.changes);
  const stored = { clipId, campaignId, actId, changes: fingerprint.changes };
  await fingerprints.put(stored, bandsOf(here));
  const { clipIds, cost } = await likeliest(clip, here, fingerprints);
  const shared: FootageMatch[] = [];
  const others = clipIds.length === 0 ? [] : await fingerprints.fetch(clipIds);
  for (const other of others) {
    const match = align(here, sideOf(other.changes));
    if (match === undefined || !isSameFootage(match)) continue;
    shared.push({
      clipId: other.clipId,
      actId: other.actId,
      sameAct: other.actId === actId,
      here: interval(match.here),
      there: interval(match.there),
      mirrored: match.placing.mirrored,
      speed: Math.round(match.placing.speed * 1_000) / 1_000,
      score: Math.round(Math.min(1, match.score) * 1_000) / 1_000,
    });
  }
  observe?.({ ...cost, compared: others.length });
  return shared.toSorted((one, other) => other.score - one.score);
};
