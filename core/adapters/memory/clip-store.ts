import { programItems } from '../../contracts/layout/items.ts';
import {
  isCurrent,
  taskAfter,
  type AnalysisAttempt,
  type AnalysisBegun,
} from '../../domain/inference/attempt.ts';
import {
  givesSlotBack,
  isLive,
  sourcesOf,
  type Clip,
  type LiveClip,
} from '../../domain/intake/clip.ts';
import { compositeContent, contentsOf, freesContent } from '../../domain/intake/content.ts';
import type {
  ClipMove,
  ClipStore,
  GrantDenial,
  GrantOpening,
  ReservationRenewal,
} from '../../domain/intake/ports.ts';
import { afterRenewal, isInParts } from '../../domain/intake/reservation.ts';
import type { ClipId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { actDenial, enterAct, leaveAct } from './acts.ts';
import { consentInForce } from './consent-store.ts';
import { claimContent, countClaims, eraseClaims, freeContents, isTaken } from './contents.ts';
import { putDue } from './due-index.ts';
import { capKeysOf, changeOpenGrants, changeSlot, countFreeSlots, findFreeShard } from './slots.ts';
import { keyText, type MemoryTables } from './tables.ts';

/** Why this contributor may not open this grant, whatever slots there are. */
const denialOf = (
  tables: MemoryTables,
  clip: LiveClip,
  opening: GrantOpening,
): GrantDenial | undefined => {
  const { grant, caps, maxOpenGrants } = opening;
  const consent = consentInForce(tables, clip.contributorId, clip.campaignId);
  if (consent?.epoch !== clip.consentEpoch) return 'consent-missing';
  if (contentsOf(grant).some((content) => isTaken(tables, content, clip.clipId))) {
    return 'already-given';
  }
  if ((tables.openGrants.get(clip.contributorId) ?? 0) >= maxOpenGrants) {
    return 'too-many-open-grants';
  }
  const keys = capKeysOf(clip);
  if ((tables.capCounts.get(keys.contributor) ?? 0) >= caps.perContributor) {
    return 'contributor-cap-reached';
  }
  if ((tables.capCounts.get(keys.camera) ?? 0) >= caps.perCamera) return 'camera-cap-reached';
  return actDenial(tables, clip, opening);
};

const openGrant = (tables: MemoryTables, opening: GrantOpening): 'opened' | GrantDenial => {
  const { clip, grant, place, due } = opening;
  if (tables.clips.has(clip.clipId)) return 'opened';
  if (!isLive(clip)) throw new TypeError(`Clip ${clip.clipId} declares no event`);
  const denial = denialOf(tables, clip, opening);
  if (denial !== undefined) return denial;
  const slotShard = findFreeShard(tables, clip);
  if (slotShard === undefined) return 'campaign-full';
  const opened = { ...clip, slotShard };
  changeSlot(tables, opened, 1);
  changeOpenGrants(tables, opened, 1);
  enterAct(tables, opened);
  for (const content of contentsOf(grant)) claimContent(tables, content, clip.clipId);
  if (place !== undefined) tables.waitingPlaces.delete(keyText(programItems.ownPlace(place)));
  tables.clips.set(clip.clipId, opened);
  tables.grants.set(clip.clipId, grant);
  const own = tables.clipsByContributor.get(clip.contributorId) ?? new Set();
  tables.clipsByContributor.set(clip.contributorId, own.add(clip.clipId));
  putDue(tables, due);
  return 'opened';
};

/** The grant of a clip that is given in parts and still `granted`. */
const openParts = (tables: MemoryTables, clipId: ClipId) => {
  const clip = tables.clips.get(clipId);
  const grant = tables.grants.get(clipId);
  return clip?.state === 'granted' && grant !== undefined && isInParts(grant)
    ? { clip, grant }
    : undefined;
};

const recordUploadId = (
  tables: MemoryTables,
  clipId: ClipId,
  uploadId: string,
): string | undefined => {
  const found = openParts(tables, clipId);
  if (found === undefined) return undefined;
  const { grant } = found;
  const parts = { ...grant.parts, uploadId: grant.parts.uploadId ?? uploadId };
  tables.grants.set(clipId, { ...grant, parts });
  return parts.uploadId;
};

const renewReservation = (
  tables: MemoryTables,
  renewal: ReservationRenewal,
): 'renewed' | 'stale' => {
  const found = openParts(tables, renewal.clipId);
  if (found === undefined) return 'stale';
  const { clip, grant } = afterRenewal(found, renewal);
  tables.clips.set(renewal.clipId, clip);
  tables.grants.set(renewal.clipId, grant);
  return 'renewed';
};

const claimComposite = (
  tables: MemoryTables,
  clipId: ClipId,
  compositeSha256: string,
): 'claimed' | 'taken' => {
  const content = compositeContent(compositeSha256);
  if (isTaken(tables, content, clipId)) return 'taken';
  const found = openParts(tables, clipId);
  if (found === undefined) return 'claimed';
  const { grant } = found;
  claimContent(tables, content, clipId);
  tables.grants.set(clipId, { ...grant, parts: { ...grant.parts, compositeSha256 } });
  return 'claimed';
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
  const { declared: _declared, reward: _reward, reason: _reason, ...stub } = moved;
  return stub;
};

const moveClip = (tables: MemoryTables, move: ClipMove): 'moved' | 'already' | 'stale' => {
  const clip = tables.clips.get(move.clipId);
  if (clip?.state === move.to) return 'already';
  const sources = sourcesOf(move.to).filter((state) => move.from?.includes(state) ?? true);
  if (clip === undefined || !sources.includes(clip.state)) return 'stale';
  if (move.under && !isCurrent(tables.analysisTasks.get(move.clipId), move.under)) return 'stale';
  if (isLive(clip)) {
    if (clip.state === 'granted') changeOpenGrants(tables, clip, -1);
    if (givesSlotBack(clip.state, move.to)) {
      changeSlot(tables, clip, -1);
      leaveAct(tables, clip);
    }
  }
  if (freesContent(clip.state, move.to)) freeContents(tables, clip.clipId);
  tables.clips.set(clip.clipId, afterMove(clip, move));
  if (move.due !== undefined) putDue(tables, move.due);
  return 'moved';
};

const beginAnalysis = (
  tables: MemoryTables,
  clipId: ClipId,
  attempt: AnalysisAttempt,
): AnalysisBegun => {
  const task = taskAfter(tables.analysisTasks.get(clipId), attempt);
  if (task === 'late') return { status: 'late' };
  if (tables.clips.get(clipId)?.state !== 'analyzing') return { status: 'stale' };
  tables.analysisTasks.set(clipId, task);
  return { status: 'begun', tries: task.tries };
};

const excuseTry = (tables: MemoryTables, clipId: ClipId, attempt: AnalysisAttempt): void => {
  const task = tables.analysisTasks.get(clipId);
  if (task === undefined || !isCurrent(task, attempt) || task.tries === 0) return;
  tables.analysisTasks.set(clipId, { ...task, tries: task.tries - 1 });
};

/** Where the details of a clip are, all but the claims on its content. */
const detailsOf = (tables: MemoryTables) => [
  tables.grants,
  tables.media,
  tables.analyses,
  tables.analysisTasks,
];

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
  freeSlots: async (campaignId, category, limit) =>
    Math.min(limit, countFreeSlots(tables, campaignId, category)),
  findAct: async (contributorId, actId) =>
    tables.acts.get(keyText(programItems.act(contributorId, actId))),
  recordUploadId: async (clipId, uploadId) => recordUploadId(tables, clipId, uploadId),
  renewReservation: async (renewal) => renewReservation(tables, renewal),
  claimComposite: async (clipId, compositeSha256) =>
    claimComposite(tables, clipId, compositeSha256),
  find: async (clipId) => tables.clips.get(clipId),
  findMany: async (clipIds) => [...new Set(clipIds)].flatMap((id) => tables.clips.get(id) ?? []),
  findGrant: async (clipId) => tables.grants.get(clipId),
  listByContributor: async (contributorId, page) => pageOf(tables, contributorId, page),
  move: async (move) => moveClip(tables, move),
  async recordMedia(clipId, media) {
    const state = tables.clips.get(clipId)?.state ?? 'erased';
    if (['granted', 'analyzing'].includes(state)) tables.media.set(clipId, media);
  },
  findMedia: async (clipId) => tables.media.get(clipId),
  beginAnalysis: async (clipId, attempt) => beginAnalysis(tables, clipId, attempt),
  excuseTry: async (clipId, attempt) => excuseTry(tables, clipId, attempt),
  async recordAnalysis(clipId, summary, attempt) {
    if (!isCurrent(tables.analysisTasks.get(clipId), attempt)) return 'late';
    if (tables.clips.get(clipId)?.state !== 'analyzing') return 'stale';
    tables.analyses.set(clipId, summary);
    return 'recorded';
  },
  findAnalysis: async (clipId) => tables.analyses.get(clipId),
  async eraseDetails(clipId) {
    eraseClaims(tables, clipId);
    for (const details of detailsOf(tables)) details.delete(clipId);
  },
  async countDetails(clipId) {
    const details = detailsOf(tables).filter((place) => place.has(clipId)).length;
    return details + countClaims(tables, clipId);
  },
});
