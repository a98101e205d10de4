import { buryBatch, verifyAbsence } from '../../../core/domain/retention/bury-batch.ts';
import type { BucketId } from '../../../core/domain/retention/due.ts';
import { eraseBatch } from '../../../core/domain/retention/erase-batch.ts';
import { findDue } from '../../../core/domain/retention/find-due.ts';
import type { Program } from './running.ts';

/** As the workflow's definition retries its steps (infra/workflows). */
const maxAttempts = 6;
const firstPauseSeconds = 2;

/** Runs a step until it succeeds or its retries are used up. */
const step = async <Answer>(
  program: Program,
  run: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    try {
      const answer = await run();
      program.onState('expiry workflow', answer);
      return answer;
    } catch (error) {
      program.onExpected(error);
      await program.schedule.pause(firstPauseSeconds * 2 ** attempt);
    }
  }
  program.tally('expiry workflow: steps given up');
  return undefined;
};

/**
 * One run of the expiry workflow: "Find what is due", then for each batch "Erase the batch",
 * "Verify absence", "Write tombstones". What it gives up the next run finds again.
 */
export const runExpiryMachine = async (runName: string, program: Program): Promise<void> => {
  const { due, clock } = program.world.stores;
  const found = await step(program, () =>
    program.invoke({ useCase: 'find-due', timeoutSeconds: 60 }, { due, clock }, (ports) =>
      findDue(runName, ports),
    ),
  );
  program.tally('expiry workflow: runs');
  await Promise.all((found?.buckets ?? []).map((bucket) => eraseOne(bucket, program)));
};

const eraseOne = async (bucket: BucketId, program: Program): Promise<void> => {
  const { invoke, world } = program;
  const {
    fingerprints,
    clips,
    reviews,
    footage,
    erasures,
    due,
    policies,
    clock,
    clockSkewSeconds,
  } = world.stores;
  const looking = { fingerprints, clips, reviews, footage, erasures, due, clock };
  const workflow = world.tokens.workflow;
  const erased = await step(program, () =>
    invoke(
      { useCase: 'erase-batch', timeoutSeconds: 300 },
      { ...looking, workflow, policies, clockSkewSeconds },
      (ports) => eraseBatch(bucket, ports),
    ),
  );
  if (erased === undefined) return;
  const verified = await step(program, () =>
    invoke({ useCase: 'verify-absence', timeoutSeconds: 300 }, looking, (ports) =>
      verifyAbsence(bucket, ports),
    ),
  );
  if (verified === undefined) return;
  const { randomness, sha256 } = world.stores;
  await step(program, () =>
    invoke(
      { useCase: 'write-tombstones', timeoutSeconds: 300 },
      { ...looking, randomness, sha256 },
      (ports) => buryBatch(bucket, ports),
    ),
  );
};
