import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { fuzzer, type Tally } from './findings.ts';
import { measured } from './measure.ts';
import { mutantOf } from './mutate.ts';
import { madeSources, sourcesIn } from './sources.ts';

/** What the worker is told: whose mutants, which numbers, and where to say which one it is at. */
export const taskShape = z.object({
  folder: z.string().optional(),
  seed: z.number(),
  first: z.number(),
  /** Milliseconds since the epoch. */
  endsAt: z.number(),
  only: z.boolean(),
  /** One 32-bit number: the mutant that is being probed. */
  at: z.instanceof(SharedArrayBuffer),
});
export type FuzzTask = z.output<typeof taskShape>;

/** What the worker answers when it has ended. */
export interface FuzzAnswer extends Tally {
  readonly sources: number;
  /** What the heap and buffers hold after all mutants more than before, garbage collected. */
  readonly retainedBytes: number;
  /** False for what was seen so far: kept in case that the next mutant ends the worker. */
  readonly isLast: boolean;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heldBytes = (): number => {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Mutants probed before counting, so that code is compiled. */
const warmUpMutants = 3_000;
/** Mutants between two reports. */
const tellEvery = 1_000;

const work = async (task: FuzzTask): Promise<FuzzAnswer> => {
  const sources = await (task.folder === undefined ? madeSources() : sourcesIn(task.folder));
  const { seed, first, endsAt, only } = task;
  const at = new Uint32Array(task.at);
  for (let number = 0; number < (only ? 0 : warmUpMutants); number += 1) {
    at[0] = number;
    await measured(mutantOf(seed, number, sources).reader);
  }
  const { run, tally } = fuzzer(sources, { seed, collectGarbage });
  const soFar = () => ({ ...tally(), sources: sources.length });
  const before = heldBytes();
  let number = first;
  do {
    at[0] = number;
    await run(number);
    number += 1;
    if (number % tellEvery === 0) {
      parentPort?.postMessage({ ...soFar(), retainedBytes: 0, isLast: false });
    }
  } while (!only && Date.now() < endsAt);
  return { ...soFar(), retainedBytes: heldBytes() - before, isLast: true };
};

parentPort?.postMessage(await work(taskShape.parse(workerData)));
