import { keyText } from '../../../core/adapters/memory/tables.ts';
import { programItems, slotShards } from '../../../core/contracts/layout/items.ts';
import type { Category } from '../../../core/domain/campaigns/campaign.ts';
import type { Clip } from '../../../core/domain/intake/clip.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { ruleOfProgress } from '../engine/result.ts';
import { limits } from './program.ts';
import type { Landing, Program } from './running.ts';

/**
 * How long after its landing a file may wait to be started, whatever became of its event. Of a
 * single PUT: its URL's 15 minutes, 5 until the sweep looks, and what failed deliveries take.
 * Of parts: a reservation's hour instead, renewed by the last part to arrive.
 */
const longestWaitSeconds = { atOnce: 3_600, inParts: 2 * 3_600 };

/** Slots that are taken of a category. */
export const takenOf = ({ tables, campaign }: Program, category: Category): number => {
  let taken = 0;
  for (let shard = 0; shard < slotShards; shard += 1) {
    const key = keyText(programItems.slots(campaign.campaignId, category, shard));
    taken += tables.slots.get(key)?.taken ?? 0;
  }
  return taken;
};

/** What must hold whenever a grant was opened. */
export const checkOpened = (program: Program, clip: Clip): void => {
  const { campaign, tables, violate } = program;
  for (const { category, wanted } of campaign.terms) {
    if (category !== clip.declared?.category) continue;
    const taken = takenOf(program, category);
    if (taken > wanted || taken < 0) violate(3, `${taken} of ${wanted} ${category} are taken`);
  }
  const open = tables.openGrants.get(clip.contributorId) ?? 0;
  if (open > limits.maxOpenGrants) violate(3, `${clip.contributorId} has ${open} grants open`);
};

/** What a program came to, beyond what it counted on the way. */
export interface Outcome {
  readonly started: number;
  readonly lost: number;
  readonly startedTwice: number;
  /** From the landing to the start, of what came by one PUT. */
  readonly worstDelaySeconds: number;
  /** Of what came in parts. */
  readonly worstDelayInPartsSeconds: number;
}

/** Checks what must hold once nothing is left to happen. */
export const checkAtRest = (program: Program): Outcome => {
  const { facts, tables, violate } = program;
  const starts = startsByClip(program);
  let lost = 0;
  let startedTwice = 0;
  const worst = { atOnce: 0, inParts: 0 };
  for (const clip of tables.clips.values()) {
    const { clipId } = clip;
    const began = starts.get(clipId) ?? [];
    const landing = facts.landed.get(clipId);
    if (began.length > 1) {
      startedTwice += 1;
      violate(6, `${clipId} was started ${began.length} times`);
    }
    if (landing !== undefined && began.length === 0 && mustStart(program, clip)) {
      lost += 1;
      violate(6, `${clipId} landed and was never started: it is ${clip.state}`);
    }
    if (landing !== undefined) noteDelay(program, { clipId, landing, began }, worst);
    checkEnd(program, clip, began.length);
  }
  checkCounters(program);
  return {
    started: starts.size,
    lost,
    startedTwice,
    worstDelaySeconds: worst.atOnce,
    worstDelayInPartsSeconds: worst.inParts,
  };
};

/** When the workflow of each clip began, in milliseconds: once, if all is well. */
const startsByClip = ({ facts }: Program): ReadonlyMap<ClipId, readonly number[]> => {
  const starts = new Map<ClipId, number[]>();
  for (const { clipId, atMilliseconds } of facts.executions.values()) {
    starts.set(clipId, [...(starts.get(clipId) ?? []), atMilliseconds]);
  }
  return starts;
};

/** A sound file that landed, of a grant that nobody has given up. */
const mustStart = ({ facts }: Program, { clipId, reason }: Clip): boolean =>
  facts.contentOf.get(clipId) === 'valid' &&
  !(facts.abandoned.has(clipId) && reason === 'upload-abandoned');

const noteDelay = (
  { violate }: Program,
  {
    clipId,
    landing,
    began: [first],
  }: { clipId: ClipId; landing: Landing; began: readonly number[] },
  worst: { atOnce: number; inParts: number },
): void => {
  if (first === undefined) return;
  const delaySeconds = (first - landing.atMilliseconds) / 1_000;
  const way = landing.inParts ? 'inParts' : 'atOnce';
  worst[way] = Math.max(worst[way], delaySeconds);
  const bound = longestWaitSeconds[way];
  if (delaySeconds > bound) {
    violate(6, `${clipId} was started ${delaySeconds} s after it landed, not ${bound}`);
  }
};

const checkEnd = ({ facts, violate, tally }: Program, clip: Clip, starts: number): void => {
  const { clipId, state } = clip;
  tally(`ended: ${state}`);
  if (state === 'granted') violate(ruleOfProgress, `${clipId} is still granted`);
  if (starts > 0 && state !== 'analyzing') violate(6, `${clipId} was started and is ${state}`);
  if (starts === 0 && state === 'analyzing') violate(6, `${clipId} is ${state} and not started`);
  if (state === 'expired' && facts.landed.has(clipId)) {
    violate(6, `${clipId} landed and was taken for unused`);
  }
  if (starts > 0 && facts.contentOf.get(clipId) !== 'valid') {
    violate(6, `${clipId} was started and is no sound file`);
  }
};

/** Counters must be what the clips' states imply: each slot came back once, and no other. */
const checkCounters = (program: Program): void => {
  const { tables, campaign, violate, storage } = program;
  const clips = [...tables.clips.values()];
  const holding = clips.filter(holdsSlot);
  for (const { category } of campaign.terms) {
    const held = holding.filter(({ declared }) => declared?.category === category).length;
    const taken = takenOf(program, category);
    if (taken !== held) violate(3, `${taken} slots of ${category} are taken by ${held} clips`);
  }
  const caps = sum(tables.capCounts.values());
  // One count of the camera and one of the contributor.
  if (caps !== 2 * holding.length) violate(3, `Caps count ${caps} for ${holding.length} clips`);
  const inActs = sum([...tables.acts.values()].map((act) => act.clips.length));
  if (inActs !== holding.length) violate(3, `Acts hold ${inActs} of ${holding.length} clips`);
  const open = sum(tables.openGrants.values());
  if (open !== 0) violate(3, `${open} grants are open, of no clip`);
  if (storage.openUploads() > 0) program.tally('uploadsLeftOpen', storage.openUploads());
};

/** Clips that hold a slot. */
export const holdsSlot = ({ state }: Clip): boolean => ['granted', 'analyzing'].includes(state);

const sum = (counts: Iterable<number>): number => {
  let total = 0;
  for (const count of counts) total += count;
  return total;
};
