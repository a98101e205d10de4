import { programItems } from '../../contracts/layout/items.ts';
import type { LiveClip } from '../../domain/intake/clip.ts';
import type { GrantDenial, GrantOpening } from '../../domain/intake/ports.ts';
import { keyText, type MemoryTables } from './tables.ts';

/** The key of the act that a clip belongs to. */
const actKey = ({ contributorId, declared }: LiveClip): string =>
  keyText(programItems.act(contributorId, declared.actId));

/** Why a clip cannot enter its act; undefined when it can. */
export const actDenial = (
  tables: MemoryTables,
  clip: LiveClip,
  { beginsAct, caps }: GrantOpening,
): GrantDenial | undefined => {
  const act = tables.acts.get(actKey(clip));
  if (beginsAct) return act === undefined ? undefined : 'act-unfit';
  const { category, cameraId } = clip.declared;
  if (act?.campaignId !== clip.campaignId || act.category !== category) return 'act-unfit';
  if (act.clips.some((other) => other.cameraId === cameraId)) return 'act-unfit';
  return act.clips.length >= caps.perAct ? 'act-cap-reached' : undefined;
};

/** Enters the clip into its act, which begins with it when there is none. */
export const enterAct = (tables: MemoryTables, clip: LiveClip): void => {
  const { clipId, contributorId, campaignId } = clip;
  const { actId, category, cameraId } = clip.declared;
  const { clips } = tables.acts.get(actKey(clip)) ?? { clips: [] };
  tables.acts.set(actKey(clip), {
    actId,
    contributorId,
    campaignId,
    category,
    clips: [...clips, { clipId, cameraId }].toSorted((one, other) =>
      one.clipId < other.clipId ? -1 : 1,
    ),
  });
};

/** Takes the clip out of its act. */
export const leaveAct = (tables: MemoryTables, clip: LiveClip): void => {
  const act = tables.acts.get(actKey(clip));
  if (act === undefined) return;
  const clips = act.clips.filter(({ clipId }) => clipId !== clip.clipId);
  tables.acts.set(actKey(clip), { ...act, clips });
};
