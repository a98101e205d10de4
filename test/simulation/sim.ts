import { parseArgs } from 'node:util';
import { simulateLife, type LifeResult } from './life/life.ts';

const usage = 'npm run sim -- life [--seed 1] [--count 4000] [--json]';

/** Reads a count from the command line. Throws `RangeError` with the usage. */
const wholeNumber = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`--${name} takes a whole number, not "${text}". ${usage}`);
};

const print = (result: LifeResult): void => {
  const { seed, count, figures, uncovered, violations } = result;
  console.log(`life: ${count} lives from seed ${seed}`);
  console.table(figures);
  if (uncovered.length > 0) {
    console.log(`Never injected: ${uncovered.length}, such as ${uncovered.slice(0, 5).join(', ')}`);
  }
  for (const { rule, detail, at, reproduce } of violations) {
    console.log(`Rule ${rule} does not hold at ${at}: ${detail}\n  ${reproduce}`);
  }
  console.log(violations.length === 0 ? 'Every rule held.' : `${figures['violations']} violations`);
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '4000' },
      json: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  if (name !== 'life') throw new RangeError(`There is no simulation "${name ?? ''}". ${usage}`);
  const result = await simulateLife({
    seed: wholeNumber(values.seed, 'seed'),
    count: wholeNumber(values.count, 'count'),
  });
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else print(result);
  if (result.violations.length > 0) process.exitCode = 1;
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
