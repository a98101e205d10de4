import { parseWorkerEnvironment } from '../../core/contracts/functions/analysis-worker.ts';
import { analysisContainer } from '../hosts/analysis-container.ts';
import { errorName, jsonLog } from '../hosts/host-log.ts';
import { startWorker } from './worker.ts';

/*
 * The container's entry point: takes jobs from the analysis queue until it is told to end.
 * Exit codes: 0 stopped as told; 1 it could not start, or AWS did not answer for minutes.
 */

const log = jsonLog((line) => process.stdout.write(line), {
  now: () => new Date().toISOString(),
});

const main = async (): Promise<void> => {
  // Until it runs nothing is in hand.
  let stop = (why: string): void => {
    log.info('worker ended', { why });
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  const { analysis, worker } = parseWorkerEnvironment(process.env);
  const { visibilitySeconds: hiddenSeconds } = worker;
  const host = await analysisContainer(analysis, { log, hiddenSeconds });
  const ecsAgentAddress = process.env['ECS_AGENT_URI'] ?? '';
  const running = startWorker({ ...host, hiddenSeconds }, { ...worker, ecsAgentAddress });
  stop = running.stop;
  await running.ended;
  log.info('worker ended');
};

main().then(
  // Idle connections would keep the process for minutes.
  () => process.exit(0),
  (error: unknown) => {
    // What is missing or wrong at start is ours to read; no job has been seen then.
    const detail = error instanceof Error ? error.message : '';
    log.warn('worker failed', { error: errorName(error), detail });
    process.exit(1);
  },
);
