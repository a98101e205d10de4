import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { corpusFolder, hasCorpus } from '../corpus/folder.ts';
import type { FuzzAnswer, FuzzTask } from './fuzz-worker.ts';
import { limits, type Finding } from './findings.ts';
import { mutantOf } from './mutate.ts';
import { madeSources, sourcesIn } from './sources.ts';

const usage =
  'npm run fuzz -- --minutes N [--seed 1] [--dir FOLDER] [--mutant N] [--made] [--json]';

/** A mutant that takes longer is stopped: nothing that a probe does takes a hundredth of it. */
const stuckMilliseconds = 5_000;
/** How often is looked whether the worker got on. */
const watchMilliseconds = 500;
/** Workers started again after a mutant that stopped one. */
const maxRestarts = 50;
/** Where mutants of findings are written, beside everything else that is not kept. */
const findingsFolder = resolve('.local', 'fuzz');

interface Options {
  readonly folder: string | undefined;
  readonly seed: number;
  readonly endsAt: number;
  readonly mutant: number | undefined;
}

/** A mutant that ended a worker. */
interface Stop {
  readonly mutant: number;
  readonly kind: 'hang' | 'crash';
  readonly detail: string;
}

/** What one worker told last, and what ended it before its time. */
interface Leg {
  readonly answer: FuzzAnswer | undefined;
  readonly stop?: Stop;
}

/** Runs a worker and watches it: a probe that never ends can only be stopped from outside. */
const runLeg = (task: Omit<FuzzTask, 'at'>): Promise<Leg> => {
  const shared = new SharedArrayBuffer(4);
  const at = new Uint32Array(shared);
  const worker = new Worker(workerFile, {
    workerData: { ...task, at: shared },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise((resolveLeg, rejectLeg) => {
    let last = { mutant: -1, since: Date.now() };
    let isStarted = false;
    const watch = setInterval(() => {
      const mutant = at[0] ?? 0;
      isStarted ||= mutant > 0;
      if (!isStarted || mutant !== last.mutant) last = { mutant, since: Date.now() };
      else if (Date.now() - last.since > stuckMilliseconds && task.endsAt > Date.now()) {
        end({ mutant, kind: 'hang', detail: `More than ${stuckMilliseconds} ms` });
      }
    }, watchMilliseconds);
    let answer: FuzzAnswer | undefined;
    const end = (stop?: Stop): void => {
      clearInterval(watch);
      const leg = stop === undefined ? { answer } : { answer, stop };
      void worker.terminate().then(() => resolveLeg(leg), rejectLeg);
    };
    worker.on('message', (told: FuzzAnswer) => {
      answer = told;
      if (told.isLast) end();
    });
    worker.on('error', (error: unknown) => {
      // Before the first mutant it is no mutant's fault.
      if (at[0] === 0) rejectLeg(error);
      end({ mutant: at[0] ?? 0, kind: 'crash', detail: String(error) });
    });
  });
};

/** The worker as one file: a thread of Node 20 cannot be taught to read TypeScript. */
const workerFile = join(findingsFolder, 'fuzz-worker.mjs');
const bundleWorker = (): void => {
  buildSync({
    entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'fuzz-worker.ts')],
    outfile: workerFile,
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
  });
};

/** What all legs of a run found. */
const fuzz = async ({ folder, seed, endsAt, mutant }: Options) => {
  const answers: FuzzAnswer[] = [];
  const stops: Stop[] = [];
  let first = mutant ?? 0;
  for (let restart = 0; restart <= maxRestarts; restart += 1) {
    const leg = await runLeg({ folder, seed, first, endsAt, only: mutant !== undefined });
    if (leg.answer !== undefined) answers.push(leg.answer);
    if (leg.stop === undefined) break;
    stops.push(leg.stop);
    first = leg.stop.mutant + 1;
    if (mutant !== undefined || Date.now() >= endsAt) break;
  }
  return { answers, stops };
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const most = (findings: readonly (Finding | undefined)[]): Finding | undefined =>
  findings
    .filter((finding) => finding !== undefined)
    .toSorted((one, other) => other.value - one.value)[0];

const reportOf = async (options: Options, startedAt: number) => {
  const { folder, seed } = options;
  const { answers, stops } = await fuzz(options);
  const sources = await (folder === undefined ? madeSources() : sourcesIn(folder));
  const stopping = stops.map((stop): Finding => {
    const { source, changes } = mutantOf(seed, stop.mutant, sources);
    return { ...stop, source, changes, outcome: stop.kind, value: 0 };
  });
  const findings = [...answers.flatMap((answer) => answer.findings), ...stopping];
  const withReproducers = [];
  for (const finding of findings) {
    withReproducers.push({ ...finding, reproduce: await reproducerOf(finding, options, sources) });
  }
  const outcomes: Record<string, number> = {};
  for (const [name, count] of answers.flatMap((answer) => Object.entries(answer.outcomes))) {
    outcomes[name] = (outcomes[name] ?? 0) + count;
  }
  const countOf = (kind: Finding['kind']) => findings.filter((each) => each.kind === kind).length;
  return {
    fuzz: 'probe',
    seed,
    folder: folder ?? 'made files',
    sources: sources.length,
    mutants: sum(answers.map(({ mutants }) => mutants)) + stops.length,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    outcomes,
    ...{ crashes: countOf('crash'), hangs: countOf('hang'), overMemory: countOf('memory') },
    slowest: most(answers.map(({ slowest }) => slowest)),
    mostMemory: most(answers.map(({ mostMemory }) => mostMemory)),
    retainedBytes: sum(answers.map(({ retainedBytes }) => retainedBytes)),
    rssBytes: process.memoryUsage.rss(),
    limits,
    findings: withReproducers,
  };
};

/** Writes the mutant where `npm run test:corpus -- --dir` finds it, and says how to make it. */
const reproducerOf = async (
  { mutant }: Finding,
  { folder, seed }: Options,
  sources: Awaited<ReturnType<typeof sourcesIn>>,
): Promise<string> => {
  const file = join(findingsFolder, `${seed}-${mutant}.bin`);
  const { reader } = mutantOf(seed, mutant, sources);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await reader.read(0, reader.bytes));
  const from = folder === undefined ? '--made' : `--dir ${folder}`;
  const again = `npm run fuzz -- --seed ${seed} --mutant ${mutant} ${from}`;
  return `${again} (written to ${relative('.', file)})`;
};

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(2)} MiB`;

const print = (report: Awaited<ReturnType<typeof reportOf>>): void => {
  const { mutants, seconds, seed, sources, folder, slowest, mostMemory } = report;
  console.log(`${mutants} mutants of ${sources} files (${folder}), seed ${seed}, ${seconds} s`);
  console.table(report.outcomes);
  console.log(
    `crashes ${report.crashes}, hangs ${report.hangs}, too much memory ${report.overMemory}`,
  );
  if (slowest !== undefined) {
    const { value, mutant, source } = slowest;
    console.log(`slowest: ${value.toFixed(1)} ms of CPU, mutant ${mutant} of ${source}`);
  }
  if (mostMemory !== undefined) {
    const { value, mutant, source } = mostMemory;
    console.log(`most memory: ${megabytes(value)}, mutant ${mutant} of ${source}`);
  }
  console.log(
    `held after all, garbage collected: ${megabytes(report.retainedBytes)} more than before; ` +
      `process ${megabytes(report.rssBytes)}, garbage and code included`,
  );
  for (const { kind, source, changes, outcome, value, detail, reproduce } of report.findings) {
    console.log(`${kind} (${outcome}, ${value}) ${detail}\n  ${source}: ${changes.join('; ')}`);
    console.log(`  ${reproduce}`);
  }
};

const wholeNumber = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`--${name} takes a whole number, not "${text}". ${usage}`);
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      dir: { type: 'string' },
      mutant: { type: 'string' },
      made: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 1_440)) throw new RangeError(`--minutes: 0 to 1440. ${usage}`);
  const folder =
    values.dir !== undefined
      ? resolve(values.dir)
      : hasCorpus() && !values.made
        ? corpusFolder
        : undefined;
  if (folder !== undefined && !existsSync(folder)) {
    console.error(`There is no folder ${folder}: nothing was fuzzed. ${usage}`);
    return 2;
  }
  bundleWorker();
  const startedAt = Date.now();
  const report = await reportOf(
    {
      folder,
      seed: wholeNumber('seed', values.seed) ?? 1,
      endsAt: startedAt + minutes * 60_000,
      mutant: wholeNumber('mutant', values.mutant),
    },
    startedAt,
  );
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return report.findings.length === 0 ? 0 : 1;
};

process.exitCode = await main();
