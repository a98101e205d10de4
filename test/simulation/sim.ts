import { parseArgs } from 'node:util';
import type { SimulationResult } from './engine/result.ts';
import { simulateIntake } from './intake/simulate.ts';
import { simulateLife } from './life/life.ts';
import { simulateScaling } from './scaling/simulate.ts';

/** What is asked of any simulation. */
interface Asked {
  readonly seed: number;
  readonly count: number;
}

interface Simulation {
  /** What `--count` counts. */
  readonly counts: string;
  readonly usualCount: number;
  readonly run: (asked: Asked) => Promise<SimulationResult>;
}

const simulations: Readonly<Record<string, Simulation>> = {
  life: { counts: 'lives', usualCount: 4_000, run: simulateLife },
  intake: { counts: 'uploads', usualCount: 10_000, run: simulateIntake },
  scaling: { counts: 'clips of each trace', usualCount: 20_000, run: simulateScaling },
};

const usage = Object.entries(simulations)
  .map(
    ([name, { usualCount }]) =>
      `npm run sim -- ${name} [--seed 1] [--count ${usualCount}] [--json]`,
  )
  .join('\n');

/** Reads a count from the command line. Throws `RangeError` with the usage. */
const wholeNumber = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`--${name} takes a whole number, not "${text}".\n${usage}`);
};

const print = ({ sim, seed, count, figures, violations }: SimulationResult): void => {
  console.log(`${sim}: ${count} ${simulations[sim]?.counts} from seed ${seed}`);
  console.table(figures);
  for (const { rule, detail, at, reproduce } of violations) {
    console.log(`Rule ${rule} does not hold at ${at}: ${detail}\n  ${reproduce}`);
  }
  console.log(violations.length === 0 ? 'Every rule held.' : `${violations.length} violations`);
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [name = ''] = positionals;
  const simulation = simulations[name];
  if (simulation === undefined) {
    throw new RangeError(`There is no simulation "${name}".\n${usage}`);
  }
  const { sim, seed, count, faults, violations, figures } = await simulation.run({
    seed: wholeNumber(values.seed, 'seed'),
    count: wholeNumber(values.count ?? String(simulation.usualCount), 'count'),
  });
  const result = { sim, seed, count, faults, violations, figures };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else print(result);
  if (violations.length > 0) process.exitCode = 1;
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
