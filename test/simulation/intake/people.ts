import { openGrant, type OpenedGrant } from '../../../core/domain/intake/open-grant.ts';
import type { SignedUpload } from '../../../core/domain/intake/ports.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { hourOf, secondsBetween } from '../../../core/domain/vocabulary/time.ts';
import { abandon, actorOf, httpTimeoutSeconds, persist, tryStorage } from './client-calls.ts';
import { sendInParts } from './parts.ts';
import type { UploadPlan } from './plans.ts';
import { programStart, sha256OfFile } from './program.ts';
import type { Program } from './running.ts';

/**
 * Of those who are told that a category is full, so many wait; the others film something else. More
 * would make the simulation slow: the list in memory is counted place by place.
 */
const waitingShare = 0.1;

/** How often, and after how long, somebody asks again who waits. */
const maxTurns = 4;
const askAgainSeconds = 400;

/** How long a PUT of a small file takes at most: what a grant allows for. */
const slowestPutSeconds = 1;

/** One file, from asking for a grant to the end of its upload. */
export const giveOneFile = async (program: Program, plan: UploadPlan): Promise<void> => {
  const granted = await askForGrant(program, plan);
  if (granted !== undefined) {
    const { clipId } = granted.clip;
    program.tally('granted');
    program.facts.contentOf.set(clipId, plan.content);
    if (granted.upload === undefined) await sendInParts(program, plan, clipId);
    else await sendAtOnce(program, plan, { clipId, upload: granted.upload });
  }
  program.facts.busy -= 1;
};

/** Asks until there is a grant, or no use in asking. */
const askForGrant = async (
  program: Program,
  plan: UploadPlan,
): Promise<OpenedGrant | undefined> => {
  const waits = program.random.chance(waitingShare);
  let wanted = plan;
  for (let turn = 0; turn < maxTurns; turn += 1) {
    const answer = await persist(program, () => grantOnce(program, wanted));
    if (typeof answer === 'object') return answer;
    program.tally(`asked: ${answer}`);
    if (answer !== 'campaign-full') return undefined;
    if (waits) await program.schedule.pause(askAgainSeconds);
    else wanted = { ...plan, category: 'car-door' };
  }
  return undefined;
};

const grantOnce = ({ invoke, stores, campaign }: Program, plan: UploadPlan) =>
  invoke({ useCase: 'open-grant', timeoutSeconds: httpTimeoutSeconds }, stores, (ports) =>
    openGrant(
      actorOf(plan),
      {
        campaignId: campaign.campaignId,
        category: plan.category,
        scenario: 'staged',
        cameraId: plan.cameraId,
        capturedHour: hourOf(programStart),
        fileName: 'porch.mp4',
        bytes: plan.bytes,
        sha256: sha256OfFile(plan.serial),
        contentType: 'video/mp4',
      },
      ports,
    ),
  );

interface SingleUpload {
  readonly clipId: ClipId;
  readonly upload: SignedUpload;
}

const sendAtOnce = async (
  program: Program,
  plan: UploadPlan,
  single: SingleUpload,
): Promise<void> => {
  const { schedule, random } = program;
  const { expiresAt } = single.upload;
  const leftSeconds = (): number => secondsBetween(schedule.clock.now(), expiresAt);
  switch (plan.put) {
    case 'never':
      return;
    case 'once':
      await schedule.pause(random.fraction() * 600);
      return putWithRetry(program, plan, single);
    case 'last-second':
      await schedule.pause(Math.max(0, leftSeconds() - random.fraction() * 2));
      return put(program, plan, single);
    case 'late':
      await schedule.pause(leftSeconds() + random.fraction() * 1_200);
      return put(program, plan, single);
    case 'other-bytes':
      await schedule.pause(random.fraction() * 600);
      await put(program, { ...plan, serial: -1 }, single);
      return abandon(program, plan, single.clipId);
    case 'abandoned':
      await schedule.pause(random.fraction() * 600);
      return abandon(program, plan, single.clipId);
    case 'abandoned-and-sent': {
      await schedule.pause(random.fraction() * 600);
      const abandoning = abandon(program, plan, single.clipId);
      await schedule.pause(random.fraction() * 2);
      await put(program, plan, single);
      return abandoning;
    }
  }
};

/** Storage's answer may get lost, and then the client sends the same again. */
const putWithRetry = async (
  program: Program,
  plan: UploadPlan,
  single: SingleUpload,
): Promise<void> => {
  await put(program, plan, single);
  if (program.random.chance(program.rates.putAnswerLost)) await put(program, plan, single);
};

const put = async (program: Program, plan: UploadPlan, { upload }: SingleUpload): Promise<void> => {
  const { schedule, random, storage } = program;
  const beganAt = schedule.clock.now();
  await schedule.pause(random.fraction() * slowestPutSeconds);
  const file = { bytes: plan.bytes, sha256: sha256OfFile(plan.serial) };
  tryStorage(program, () => storage.put(upload, file, beganAt));
};
