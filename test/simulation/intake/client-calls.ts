import { StorageRefusal } from '../../../core/adapters/memory/buckets.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { Refusal, type RefusalCode } from '../../../core/domain/vocabulary/refusal.ts';
import type { UploadPlan } from './plans.ts';
import type { Program } from './running.ts';

/** As the functions behind the API are stopped. */
export const httpTimeoutSeconds = 20;

/** How often a client repeats what failed. */
const maxClientAttempts = 6;

/** Who gives the file. */
export const actorOf = ({ contributorId }: UploadPlan): Actor => ({
  actorId: contributorId,
  roles: ['contributor'],
});

/** A client that repeats what failed; a refusal's code, or `given-up`. */
export const persist = async <Answer extends object>(
  program: Program,
  run: () => Promise<Answer>,
): Promise<Answer | RefusalCode | 'given-up'> => {
  for (let attempt = 0; attempt < maxClientAttempts; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Refusal) {
        if (attempt > 0) program.tally(`refused when repeated: ${error.code}`);
        return error.code;
      }
      program.onExpected(error);
      await program.schedule.pause(1 + attempt * 5);
    }
  }
  return 'given-up';
};

/** Does it; what storage refuses is counted. */
export const tryStorage = ({ tally }: Program, send: () => void): boolean => {
  try {
    send();
    return true;
  } catch (error) {
    if (!(error instanceof StorageRefusal)) throw error;
    tally(`storage: ${error.code}`);
    return false;
  }
};

/** Closes the grant of an upload that will not come. */
export const abandon = async (
  program: Program,
  plan: UploadPlan,
  clipId: ClipId,
): Promise<void> => {
  program.facts.abandoned.add(clipId);
  const request = { clipId, reason: 'upload-abandoned' } as const;
  const call = { useCase: 'abandon-upload', timeoutSeconds: httpTimeoutSeconds };
  const answer = await persist(program, () =>
    program.invoke(call, program.stores, (ports) => abandonUpload(actorOf(plan), request, ports)),
  );
  if (typeof answer === 'string') program.tally(`abandoning: ${answer}`);
};
