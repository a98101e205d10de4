import { givesSlotBack, isLive, sourcesOf, type Clip } from '../../domain/intake/clip.ts';
import type { ClipMove, ClipStore, GrantDenial, GrantOpening } from '../../domain/intake/ports.ts';
import type { ContributorId } from '../../domain/vocabulary/ids.ts';
import { consentInForce } from './consent-store.ts';
import { putDue } from './due-index.ts';
import { cameraKey, changeOpenGrants, changeSlot, findFreeShard } from './slots.ts';
import type { MemoryTables } from './tables.ts';

const openGrant = (tables: MemoryTables, opening: GrantOpening): 'opened' | GrantDenial => {
  const { clip, grant, capPerCamera, wanted, maxOpenGrants, due } = opening;
  if (tables.clips.has(clip.clipId)) return 'opened';
  if (!isLive(clip)) throw new TypeError(`Clip ${clip.clipId} declares no event`);
  const consent = consentInForce(tables, clip.contributorId, clip.campaignId);
  if (consent?.epoch !== clip.consentEpoch) return 'consent-missing';
  if ((tables.openGrants.get(clip.contributorId) ?? 0) >= maxOpenGrants) {
    return 'too-many-open-grants';
  }
  if ((tables.cameras.get(cameraKey(clip)) ?? 0) >= capPerCamera) return 'camera-cap-reached';
  const slotShard = findFreeShard(tables, clip, wanted);
  if (slotShard === undefined) return 'campaign-full';
  const opened = { ...clip, slotShard };
  changeSlot(tables, opened, 1);
  changeOpenGrants(tables, opened, 1);
  tables.clips.set(clip.clipId, opened);
  tables.grants.set(clip.clipId, grant);
  const own = tables.clipsByContributor.get(clip.contributorId) ?? new Set();
  tables.clipsByContributor.set(clip.contributorId, own.add(clip.clipId));
  putDue(tables, due);
  return 'opened';
};

/** The clip after a move. An erased one keeps opaque ids, state and times. */
const afterMove = (clip: Clip, { to, at, reason }: ClipMove): Clip => {
  const moved = {
    ...clip,
    state: to,
    at: { ...clip.at, [to]: at },
    ...(reason === undefined ? {} : { reason }),
  };
  if (to !== 'erased') return moved;
  const { declared: _declared, reason: _reason, ...stub } = moved;
  return stub;
};

const moveClip = (tables: MemoryTables, move: ClipMove): 'moved' | 'already' | 'stale' => {
  const clip = tables.clips.get(move.clipId);
  if (clip?.state === move.to) return 'already';
  const sources = sourcesOf(move.to).filter((state) => move.from?.includes(state) ?? true);
  if (clip === undefined || !sources.includes(clip.state)) return 'stale';
  if (isLive(clip)) {
    if (clip.state === 'granted') changeOpenGrants(tables, clip, -1);
    if (givesSlotBack(clip.state, move.to)) changeSlot(tables, clip, -1);
  }
  tables.clips.set(clip.clipId, afterMove(clip, move));
  if (move.due !== undefined) putDue(tables, move.due);
  return 'moved';
};

const pageOf = (
  tables: MemoryTables,
  contributorId: ContributorId,
  { limit, cursor }: { limit: number; cursor?: string },
) => {
  const newestFirst = [...(tables.clipsByContributor.get(contributorId) ?? [])].sort().reverse();
  const rest = newestFirst.filter((clipId) => cursor === undefined || clipId < cursor);
  const clips = rest.slice(0, limit).flatMap((clipId) => tables.clips.get(clipId) ?? []);
  const last = clips.at(-1);
  return rest.length > limit && last !== undefined ? { clips, cursor: last.clipId } : { clips };
};

/** Clips and their grants in memory. */
export const createMemoryClipStore = (tables: MemoryTables): ClipStore => ({
  openGrant: async (opening) => openGrant(tables, opening),
  find: async (clipId) => tables.clips.get(clipId),
  findGrant: async (clipId) => tables.grants.get(clipId),
  listByContributor: async (contributorId, page) => pageOf(tables, contributorId, page),
  move: async (move) => moveClip(tables, move),
  async recordMedia(clipId, media) {
    const state = tables.clips.get(clipId)?.state ?? 'erased';
    if (['granted', 'analyzing'].includes(state)) tables.media.set(clipId, media);
  },
  findMedia: async (clipId) => tables.media.get(clipId),
  async recordAnalysis(clipId, summary) {
    if (tables.clips.get(clipId)?.state === 'analyzing') tables.analyses.set(clipId, summary);
  },
  findAnalysis: async (clipId) => tables.analyses.get(clipId),
  async eraseDetails(clipId) {
    for (const details of [tables.grants, tables.media, tables.analyses]) details.delete(clipId);
  },
  async countDetails(clipId) {
    const places = [tables.grants, tables.media, tables.analyses];
    return places.filter((details) => details.has(clipId)).length;
  },
});
