import { analysisTimeoutSeconds } from '../../../core/contracts/workflows/clip-workflow.ts';
import type { TaskResult } from '../../../core/adapters/memory/task-tokens.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { requestDecision } from '../../../core/domain/review/request-decision.ts';
import { settleClip } from '../../../core/domain/rewards/settle-clip.ts';
import type { Program } from './running.ts';

/** As the workflow's definition retries its steps (infra/workflows). */
const stepRetry = { maxAttempts: 6, firstPauseSeconds: 2 };
const settleRetry = { maxAttempts: 9, firstPauseSeconds: 5 };

/** How long until an operator starts a failed execution again, and how often at most. */
const restartSeconds = 3_600;
const maxRestarts = 5;

/** The execution's input. */
export interface ClipMachineInput {
  readonly clipId: ClipId;
  readonly decisionSeconds: number;
}

/** An execution lives a year; a flagged clip that nobody decides waits as often as that holds. */
const maxRounds = 3;

type StepEnd = TaskResult | { readonly status: 'timed-out' } | { readonly status: 'broken' };

/**
 * The clip workflow, as Step Functions would run it: "Analyze the clip", "Decide or ask a
 * reviewer", "Settle". A failed execution is started again by an operator.
 */
export const runClipMachine = async (
  { clipId, decisionSeconds }: ClipMachineInput,
  program: Program,
): Promise<void> => {
  program.onState('clip workflow', { clipId, decisionSeconds });
  for (let start = 0; start <= maxRestarts; start += 1) {
    if (await runOnce({ clipId, decisionSeconds }, program)) return;
    program.tally('clip workflow: executions failed and started again');
    await program.schedule.pause(restartSeconds);
  }
  program.onStuck('clip workflow', `The workflow of ${clipId} fails for ever`);
};

/** One execution; false when it failed. */
const runOnce = async (
  { clipId, decisionSeconds }: ClipMachineInput,
  program: Program,
): Promise<boolean> => {
  const analyzed = await waitForAnswer(program, analysisTimeoutSeconds, (taskToken) => {
    const enteredAt = program.world.stores.clock.now();
    program.pipeline.requestAnalysis({ clipId, taskToken, enteredAt, retry: 0 });
    return undefined;
  });
  program.tally(`analyze: ${analyzed.status}`);
  if (analyzed.status === 'failed' && analyzed.code === 'UndecodableFootage') return true;
  for (let round = 0; round < maxRounds; round += 1) {
    const decided = await decide({ clipId, decisionSeconds }, program);
    program.tally(`decide: ${decided}`);
    const settled = await settle(clipId, program);
    if (settled !== 'escalated') return settled === 'settled';
  }
  return true;
};

/** Hands a token over and waits for its answer, for the step to break, or for the timeout. */
const waitForAnswer = async (
  { world: { tokens }, schedule }: Program,
  timeoutSeconds: number,
  hand: (taskToken: string) => Promise<unknown> | undefined,
): Promise<StepEnd> => {
  let token = '';
  const end = await new Promise<StepEnd>((resolve) => {
    const callOff = schedule.after(timeoutSeconds, () => {
      resolve({ status: 'timed-out' });
    });
    token = tokens.issue((result) => {
      callOff();
      resolve(result);
    });
    hand(token)?.catch(() => {
      callOff();
      resolve({ status: 'broken' });
    });
  });
  tokens.revoke(token);
  return end;
};

const decide = async (
  { clipId, decisionSeconds }: ClipMachineInput,
  program: Program,
): Promise<StepEnd['status']> => {
  const { clips, campaigns, reviews, clock } = program.world.stores;
  const ports = { clips, campaigns, reviews, workflow: program.world.tokens.workflow, clock };
  for (let attempt = 0; attempt < stepRetry.maxAttempts; attempt += 1) {
    const end = await waitForAnswer(program, decisionSeconds, (taskToken) =>
      program.invoke({ useCase: 'request-decision', timeoutSeconds: 60 }, ports, (mine) =>
        requestDecision({ clipId, taskToken }, mine),
      ),
    );
    if (end.status === 'succeeded') program.onState('clip workflow', end.output);
    if (end.status !== 'broken') return end.status;
    await program.schedule.pause(stepRetry.firstPauseSeconds * 2 ** attempt);
  }
  return 'broken';
};

const settle = async (
  clipId: ClipId,
  program: Program,
): Promise<'settled' | 'escalated' | 'failed'> => {
  const { stores } = program.world;
  const { clips, paidFiles, reviews, ledger, policies, due, clock, randomness, sha256 } = stores;
  const ports = { clips, paidFiles, reviews, ledger, policies, due, clock, randomness, sha256 };
  for (let attempt = 0; attempt < settleRetry.maxAttempts; attempt += 1) {
    try {
      const settlement = await program.invoke(
        { useCase: 'settle-clip', timeoutSeconds: 60 },
        ports,
        (mine) => settleClip(clipId, mine),
      );
      program.tally(`settle: ${settlement}`);
      return settlement === 'escalated' ? 'escalated' : 'settled';
    } catch (error) {
      program.onExpected(error);
      await program.schedule.pause(settleRetry.firstPauseSeconds * 2 ** attempt);
    }
  }
  return 'failed';
};
