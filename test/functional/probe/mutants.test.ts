import { beforeAll, describe, expect, it } from '@jest/globals';
import { fuzzer } from '../../fuzz/findings.ts';
import { mutantOf } from '../../fuzz/mutate.ts';
import { madeSources, type Source } from '../../fuzz/sources.ts';

let sources: readonly Source[] = [];

beforeAll(async () => {
  sources = await madeSources();
});

/** Enough to meet every kind of damage on every file; `npm run fuzz` makes millions. */
const mutants = 4_000;
const seed = 20_260_101;

describe('mutants of made files', () => {
  it('give facts or a reason, in no time and little memory', async () => {
    const { run, tally } = fuzzer(sources, { seed, collectGarbage: () => undefined });
    // Compiled first: that takes time of its own.
    for (let mutant = 0; mutant < mutants; mutant += 1) await run(mutant);
    const { outcomes, findings } = tally();
    expect(findings).toEqual([]);
    // The damage is real, and not everything is lost by it.
    const counts = { taken: 0, truncated: 0, unreadable: 0, ...outcomes };
    expect(counts.taken).toBeGreaterThan(mutants / 20);
    expect(counts.truncated).toBeGreaterThan(mutants / 20);
    expect(counts.unreadable).toBeGreaterThan(0);
  });

  it('are the same for the same seed and number, whatever was made before', async () => {
    const [one, other] = [mutantOf(seed, 77, sources), mutantOf(seed, 77, sources)];
    expect(one.changes).toEqual(other.changes);
    const bytes = await one.reader.read(0, one.reader.bytes);
    expect(bytes).toEqual(await other.reader.read(0, other.reader.bytes));
    expect(mutantOf(seed + 1, 77, sources).changes).not.toEqual(one.changes);
  });
});
