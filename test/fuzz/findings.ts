import { measured, type Measured } from './measure.ts';
import { mutantOf } from './mutate.ts';
import type { Source } from './sources.ts';

/** CPU and memory that one mutant may take. */
export const limits = { cpuMilliseconds: 50, bytes: 33_554_432 } as const;

/** A mutant that broke a promise, or came nearest to one. */
export interface Finding {
  readonly kind: 'crash' | 'hang' | 'memory' | 'slowest' | 'most memory';
  readonly mutant: number;
  readonly source: string;
  readonly changes: readonly string[];
  readonly outcome: string;
  /** Milliseconds of CPU, or bytes; 0 for a crash. */
  readonly value: number;
  readonly detail: string;
}

/** What was seen of some mutants. */
export interface Tally {
  readonly mutants: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly slowest: Finding | undefined;
  readonly mostMemory: Finding | undefined;
}

/** Findings that are kept: the first tell enough. */
const maxFindings = 100;
/** Milliseconds of CPU below which nobody looks again: most mutants take a twentieth. */
const worthALook = 5;
/** Times that a suspect is looked at again: a collection of garbage may fall on any of them. */
const secondLooks = 5;

/** Runs mutants one by one and remembers what went wrong and what took most. */
export const fuzzer = (
  sources: readonly Source[],
  { seed, collectGarbage }: { readonly seed: number; readonly collectGarbage: () => void },
) => {
  let mutants = 0;
  const outcomes: Record<string, number> = {};
  const findings: Finding[] = [];
  let slowest: Finding | undefined;
  let mostMemory: Finding | undefined;

  const findingOf = (
    number: number,
    kind: Finding['kind'],
    { outcome, value, detail = '' }: { outcome: string; value: number; detail?: string },
  ): Finding => {
    const { source, changes } = mutantOf(seed, number, sources);
    return { kind, mutant: number, source, changes, outcome, value, detail };
  };
  const keep = (finding: Finding): void => {
    if (findings.length < maxFindings) findings.push(finding);
  };
  /** The least of some more looks at a suspect: what it takes every time is its own. */
  const confirmed = async (number: number, ask: (look: Measured) => number): Promise<number> => {
    let least = Infinity;
    for (let look = 0; look < secondLooks; look += 1) {
      collectGarbage();
      least = Math.min(least, ask(await measured(mutantOf(seed, number, sources).reader)));
    }
    return least;
  };

  const run = async (number: number): Promise<Measured> => {
    const look = await measured(mutantOf(seed, number, sources).reader);
    const { outcome } = look;
    mutants += 1;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'crash') {
      keep(findingOf(number, 'crash', { outcome, value: 0, detail: String(look.error) }));
    }
    if (look.cpuMilliseconds > Math.max(worthALook, slowest?.value ?? 0)) {
      const value = await confirmed(number, ({ cpuMilliseconds }) => cpuMilliseconds);
      if (value > (slowest?.value ?? 0)) slowest = findingOf(number, 'slowest', { outcome, value });
      if (value > limits.cpuMilliseconds) keep(findingOf(number, 'hang', { outcome, value }));
    }
    if (look.grownBytes > (mostMemory?.value ?? 0)) {
      const value = await confirmed(number, ({ grownBytes }) => grownBytes);
      if (value > (mostMemory?.value ?? 0)) {
        mostMemory = findingOf(number, 'most memory', { outcome, value });
      }
      if (value > limits.bytes) keep(findingOf(number, 'memory', { outcome, value }));
    }
    return look;
  };
  return {
    run,
    tally: (): Tally => ({ mutants, outcomes, findings, slowest, mostMemory }),
  };
};
