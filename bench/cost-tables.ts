import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import {
  gpuChoices,
  gpuClip,
  inputs,
  lambdaClip,
  lambdaParts,
  loneClip,
  defaultTail,
  sumOf,
  switchAt,
  type GpuChoice,
} from './cost-model.ts';

/** The document whose tables are written from the model: `npx tsx bench/cost-tables.ts`. */
export const costDocument = join(projectFolder, 'docs', 'cost.md');

const dollars = (value: number): string => `$${value.toPrecision(3)}`;

const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
};

const lambdaTable = (): string => {
  const parts = lambdaParts();
  const all = sumOf(parts);
  const shareOf = (value: number): string => `${Math.round((100 * value) / all)} %`;
  return table([
    ['part', 'arithmetic', 'dollars', 'share'],
    ...parts.map((each) => [
      each.part,
      each.arithmetic,
      dollars(each.dollars),
      shareOf(each.dollars),
    ]),
    ['**all of it**', '', `**${dollars(all)}**`, ''],
  ]);
};

const inputTable = (): string =>
  table([
    ['input', 'value', 'unit', 'known', 'from'],
    ...Object.entries(inputs).map(([name, { value, unit, known, from }]) => [
      `\`${name}\``,
      value.toLocaleString('en', { maximumFractionDigits: 4 }),
      unit,
      known,
      from,
    ]),
  ]);

const volumes = [1_000, 10_000, 50_000] as const;

/** From how many clips a day workers cost less than Lambda. */
const switchText = (choice: GpuChoice): string => {
  const from = switchAt(choice);
  return from === undefined
    ? 'never'
    : `${(Math.round(from / 100) * 100).toLocaleString('en')} a day`;
};

const gpuTable = (): string =>
  table([
    [
      'worker',
      's a clip',
      '$ an hour',
      ...volumes.map((volume) => `a clip at ${volume.toLocaleString('en')} a day`),
      'cheaper than Lambda from',
      'one lone clip',
    ],
    ...gpuChoices().map((choice) => {
      return [
        choice.name,
        choice.secondsPerClip.toFixed(1),
        dollars(choice.hourDollars),
        ...volumes.map((volume) => dollars(gpuClip(choice, volume))),
        switchText(choice),
        dollars(loneClip(choice)),
      ];
    }),
  ]);

const tailTable = (): string =>
  table([
    ['worker', 'two idle tails of 15 minutes after a burst'],
    ...gpuChoices()
      .slice(0, 2)
      .map((choice) => [choice.name.split(',')[0] ?? '', dollars(defaultTail(choice))]),
  ]);

const switchLine = (choice: GpuChoice): string => {
  const text = switchText(choice);
  return `  - ${choice.name}: ${text === 'never' ? text : `from ${text}`}`;
};

/** What follows from the tables, said from the same figures. */
const conclusions = (): string => {
  const choices = gpuChoices().filter(({ isBuilt }) => isBuilt);
  const froms = choices.flatMap((choice) => switchAt(choice) ?? []);
  const spot = choices[0];
  if (spot === undefined || froms.length === 0) {
    return '- **Stay on Lambda**: at no volume does a worker cost less.';
  }
  const least = (Math.floor(Math.min(...froms) / 1_000) * 1_000).toLocaleString('en');
  const times = Math.round(loneClip(spot) / lambdaClip());
  return [
    `- **Below ${least} clips a day stay on Lambda**, whatever the worker.`,
    `- A lone clip costs ${times} times as much on a Spot machine as in a Lambda.`,
    '- Workers as they are built cost less than Lambda:',
    ...choices.map(switchLine),
    '- Codecs on the GPU are not built: encoding is libx264 on processors. With them it would be:',
    ...gpuChoices()
      .filter(({ isBuilt }) => !isBuilt)
      .map(switchLine),
  ].join('\n');
};

const tables = {
  inputs: inputTable,
  lambda: lambdaTable,
  gpu: gpuTable,
  tail: tailTable,
  conclusions,
} as const;

/** The document with its tables as the model has them. Throws where a mark is missing. */
export const withCostTables = async (text: string): Promise<string> => {
  let filled = text;
  for (const [name, make] of Object.entries(tables)) {
    const block = new RegExp(`<!-- generated:${name} -->[\\s\\S]*?<!-- /generated -->`);
    if (!block.test(filled)) throw new Error(`docs/cost.md has no mark generated:${name}`);
    filled = filled.replace(
      block,
      `<!-- generated:${name} -->\n\n${make()}\n\n<!-- /generated -->`,
    );
  }
  return format(filled, { parser: 'markdown', printWidth: 100 });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(costDocument, await withCostTables(readFileSync(costDocument, 'utf8')));
}
