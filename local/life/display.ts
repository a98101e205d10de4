import type { CheckedReceipt, Life } from './life.ts';
import { moneyText } from './life.ts';
import type { Step, Watcher } from './steps.ts';

const dim = (text: string): string => (process.stderr.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
const bold = (text: string): string => (process.stderr.isTTY ? `\x1b[1m${text}\x1b[0m` : text);

/**
 * Shows steps on standard error while they run, one line each; standard output is for results.
 * On a terminal the step under way is shown with the seconds it has taken so far.
 */
export const showSteps = (): Watcher & { line(text: string): void; close(): void } => {
  const out = process.stderr;
  let running: { step: string; since: number; timer: NodeJS.Timeout } | undefined;
  const clear = (): void => {
    if (running === undefined) return;
    clearInterval(running.timer);
    running = undefined;
    if (out.isTTY) out.write('\r\x1b[K');
  };
  return {
    began: (step) => {
      clear();
      if (!out.isTTY) return;
      const since = performance.now();
      const draw = (): void => {
        const seconds = ((performance.now() - since) / 1_000).toFixed(1);
        out.write(`\r\x1b[K  ${seconds.padStart(5)} s  ${step} …`);
      };
      draw();
      running = { step, since, timer: setInterval(draw, 100) };
      running.timer.unref();
    },
    ended: ({ step, seconds, result }: Step) => {
      clear();
      out.write(`  ${seconds.toFixed(1).padStart(5)} s  ${bold(step.padEnd(26))} ${result}\n`);
    },
    line: (text) => {
      clear();
      out.write(`${dim(text)}\n`);
    },
    close: clear,
  };
};

/** What a life came to, as the lines that `npm start` prints at the end. */
export const lifeLines = (life: Life): readonly string[] => [
  `${life.file}`,
  ...(life.decision === undefined
    ? [`  decision         none: ${life.ending}, ${life.reason ?? life.state}`]
    : [`  decision         ${life.decision.outcome} by ${life.decision.by}`]),
  ...(life.award === undefined || life.balance === undefined
    ? []
    : [
        `  award            ${moneyText(life.award)}`,
        `  balance          ${life.balance.map(moneyText).join(' + ')}`,
      ]),
  ...(life.standing === undefined
    ? []
    : [`  Honor Wall       rank ${life.standing.rank} as “${life.standing.alias}”`]),
  ...life.receipts.flatMap((receipt) => [
    `  ${`${receipt.of} receipt`.padEnd(16)} ${receipt.verified ? 'verified' : 'NOT VERIFIED'}: ` +
      `entry ${receipt.entry} of ${receipt.treeSize}; one byte changed: ` +
      `${receipt.tamperedRefused ? 'refused' : 'NOT REFUSED'}`,
    ...saidBy(receipt),
  ]),
  `  left in storage  ${life.leftInBuckets} versions`,
];

/** What a receipt says, a line a field. The words of the notice stand in the file. */
const saidBy = ({ document }: CheckedReceipt): readonly string[] => {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return [];
  return Object.entries(document)
    .map(([name, value]) => [name.replace(/^\w+:/, ''), value] as const)
    .filter(([name]) => !name.startsWith('@') && !leftOut.includes(name))
    .map(([name, value]) => `    ${name.padEnd(20)} ${gist(value)}`);
};

/** Of a consent record: what stands in the notice, or in another field as well. */
const leftOut: readonly string[] = ['conformsTo', 'hasRight', 'statement'];

/** What tells most of a node of a consent record, the most telling first. */
const tellingKeys = [
  '@value',
  'schema:version',
  'dpv:hasPurpose',
  'dpv:isExercisedAt',
  'dpv:hasName',
  'dct:identifier',
  'dct:description',
  '@type',
  '@id',
] as const;

const gist = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(gist).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const node = new Map(Object.entries(value));
  const key = tellingKeys.find((each) => node.has(each));
  if (key === undefined) return JSON.stringify(value);
  return key === 'schema:version' ? `version ${gist(node.get(key))}` : gist(node.get(key));
};
