import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { gpuChoices, gpuClip, lambdaClip, switchAt } from '../../bench/cost-model.ts';
import { benchCost } from '../../bench/cost.ts';
import { costDocument, withCostTables } from '../../bench/cost-tables.ts';

describe('what a clip costs', () => {
  it('is written down as it is computed', async () => {
    // Out of step? npx tsx bench/cost-tables.ts
    const text = readFileSync(costDocument, 'utf8');
    expect(text).toBe(await withCostTables(text));
  });

  it('is at most $0.006, all in, on the Lambda host', async () => {
    const bounded = (await benchCost()).filter(({ target }) => target !== '');
    expect(bounded.map(({ target }) => target)).toEqual(['≤ 0.006']);
    for (const { holds } of bounded) expect(holds).toBe(true);
  });

  it('is the same on either host at the volume where to switch', () => {
    const switched = gpuChoices().flatMap((choice) => {
      const from = switchAt(choice);
      return from === undefined ? [] : [gpuClip(choice, from) / lambdaClip()];
    });
    expect(switched.length).toBeGreaterThan(0);
    for (const ratio of switched) expect(ratio).toBeCloseTo(1, 6);
  });
});
