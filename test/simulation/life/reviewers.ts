import { keyText } from '../../../core/adapters/memory/tables.ts';
import { programItems } from '../../../core/contracts/layout/items.ts';
import {
  claimReview,
  decideReview,
  listOpenReviews,
  showReview,
  type WorkQueuePorts,
} from '../../../core/domain/review/work-queue.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { httpTimeoutSeconds, persist } from './people.ts';
import type { Program } from './running.ts';
import type { World } from './world.ts';

/** A reviewer comes to a task: looks at the queue, claims, decides, and may do all of it twice. */
export const visitTask = async (
  program: Program,
  reviewer: Actor,
  clipId: ClipId,
): Promise<void> => {
  const { random, schedule } = program;
  await ask(program, 'list-reviews', async (ports) => {
    const { tasks } = await listOpenReviews(reviewer, { limit: 5 }, ports);
    return tasks.map((task) => task.clipId);
  });
  await ask(program, 'show-review', async (ports) => {
    const { task, mayLook } = await showReview(reviewer, clipId, ports);
    return mayLook ? [task.clipId] : [];
  });
  const claimed = await ask(program, 'claim-review', async (ports) => [
    (await claimReview(reviewer, clipId, ports)).clipId,
  ]);
  if (claimed === undefined) return;
  await schedule.pause(random.fraction() * 1_200);
  const verdict = random.chance(0.7)
    ? ({ outcome: 'accepted' } as const)
    : ({ outcome: 'rejected', reason: 'poor-quality' } as const);
  const times = random.chance(0.2) ? 2 : 1;
  for (let time = 0; time < times; time += 1) {
    await ask(program, 'decide-review', async (ports) => [
      (await decideReview(reviewer, clipId, verdict, ports)).clipId,
    ]);
  }
};

/**
 * Asks one of the reviewers' routes, which answers with the clips that it told of. None of them may
 * be one whose consent had ended before the route was asked; undefined when it refused.
 */
const ask = async (
  program: Program,
  useCase: string,
  run: (ports: WorkQueuePorts) => Promise<readonly ClipId[]>,
): Promise<readonly ClipId[] | undefined> => {
  const { world, invoke } = program;
  const { reviews, clips, consents, clock } = world.stores;
  const ended = new Set(
    [...world.tables.reviews.keys()].filter((clipId) => !isUnderConsent(world, clipId)),
  );
  const told = await persist(program, useCase, () =>
    invoke(
      { useCase, timeoutSeconds: httpTimeoutSeconds },
      { reviews, clips, consents, clock },
      run,
    ),
  );
  for (const clipId of told ?? []) {
    if (!ended.has(clipId)) continue;
    program.violate(8, `${useCase} told a reviewer of ${clipId} after its consent had ended`);
  }
  return told;
};

/** Whether the consent that a clip was given under stands at this moment. */
const isUnderConsent = ({ tables }: World, clipId: ClipId): boolean => {
  const clip = tables.clips.get(clipId);
  if (clip === undefined) return false;
  const key = keyText(programItems.consentInForce(clip.contributorId, clip.campaignId));
  const latest = tables.consentsInForce.get(key);
  return latest?.withdrawnAt === undefined && latest?.epoch === clip.consentEpoch;
};
