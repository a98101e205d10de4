import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** One figure of a bench. `holds` says whether the target is met. */
export interface Row {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly anchor?: string;
  readonly anchorValue?: number;
  readonly ratio?: number;
  /** Such as `≤ 6`; empty where the figure is only told. */
  readonly target: string;
  readonly holds: boolean;
}

/** What a bench prints with `--json`. */
export interface BenchReport {
  readonly bench: string;
  readonly commit: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** A figure that must not exceed a bound. */
export const atMost = (metric: string, value: number, bound: number, unit: string): Row => ({
  metric,
  value,
  unit,
  target: `≤ ${bound}`,
  holds: value <= bound,
});

/** A figure without a bound of its own. */
export const told = (metric: string, value: number, unit: string): Row => ({
  metric,
  value,
  unit,
  target: '',
  holds: true,
});

/** Completes a bench's rows with where and on what they were measured. */
export const reportOf = (bench: string, rows: readonly Row[]): BenchReport => ({
  bench,
  commit: commitNow(),
  machine: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(
    totalmem() / 2 ** 30,
  )} GiB, node ${process.versions.node}`,
  rows,
});

const commitNow = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'not a git checkout';
  }
};

/** A report as a table for a person. */
export const tableOf = ({ bench, commit, machine, rows }: BenchReport): string => {
  const figure = (value: number): string =>
    Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(3);
  const cells = rows.map(({ metric, value, unit, anchorValue, ratio, target, holds }) => [
    metric,
    `${figure(value)} ${unit}`,
    target,
    (target === '' ? '' : holds ? 'holds' : 'MISSED') +
      (anchorValue === undefined || ratio === undefined
        ? ''
        : `, ${ratio.toFixed(0)} times less than ${figure(anchorValue)}`),
  ]);
  const all = [['metric', 'value', 'target', ''], ...cells];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...all.map((line) => line[column]?.length ?? 0)),
  );
  const lines = all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`${bench} at ${commit}, ${machine}`, ...lines].join('\n');
};
