import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SimulationResult } from './engine/result.ts';
import type { Program } from './intake/running.ts';
import { simulateIntake } from './intake/simulate.ts';

const count = 500;

describe(`${count} uploads with lost, doubled and late events, crashes and lost answers`, () => {
  let result: SimulationResult;
  beforeAll(async () => {
    result = await simulateIntake({ seed: 1, count });
  }, 60_000);

  it('every sound upload that landed is started once, and nothing else is', () => {
    expect(result.violations).toEqual([]);
    const { uploads, started = 0, lost, startedTwice } = result.figures;
    expect(uploads).toBeGreaterThanOrEqual(count);
    expect({ lost, startedTwice }).toEqual({ lost: 0, startedTwice: 0 });
    expect(started).toBeGreaterThan(count * 0.8);
  });

  it('every slot is held by one clip, and came back when its clip ended', () => {
    const { slotsTaken, clipsHolding, started } = result.figures;
    expect(slotsTaken).toBe(clipsHolding);
    expect(clipsHolding).toBe(started);
  });

  it('what was lost, doubled, overtaken, too late or given up did happen', () => {
    const happened = ['dropped', 'doubled', 'late', 'reordered', 'resent', 'joinedBySweep'];
    const ended = ['ended: refused', 'ended: expired', 'asked: campaign-full'];
    for (const figure of [...happened, ...ended, 'storage: AccessDenied']) {
      expect([figure, result.figures[figure] ?? 0]).toEqual([figure, expect.any(Number)]);
      expect([figure, result.figures[figure] ?? 0]).not.toEqual([figure, 0]);
    }
  });

  it('crashes come before, after and without a reply at most calls of every use case', () => {
    const { faultsCovered = 0, faultsPossible = 0 } = result.figures;
    expect(faultsPossible).toBeGreaterThan(150);
    expect(faultsCovered / faultsPossible).toBeGreaterThan(0.6);
  });
});

describe('a simulated intake', () => {
  it('is the same for the same seed and another for another', async () => {
    const [one, same, other] = [
      await simulateIntake({ seed: 7, count: 40 }),
      await simulateIntake({ seed: 7, count: 40 }),
      await simulateIntake({ seed: 8, count: 40 }),
    ];
    expect(same).toEqual(one);
    expect(other.figures).not.toEqual(one.figures);
  });
});

/** Ways to break the world, by the rule that must notice. */
const sabotages: readonly (readonly [number, string, (program: Program) => void])[] = [
  [6, 'the sweep is switched off', sweepIsOff],
  [6, 'the sweep sees nothing of what landed', sweepIsBlind],
  [6, 'a workflow is started under another name each time', namesChange],
  [6, 'a validation does not see that its clip is closed', closedLooksOpen],
  [3, 'a slot comes back twice', slotsComeBackTwice],
  [3, 'a slot that is taken is not counted', slotsAreOversold],
  [0, 'nothing expires', nothingExpires],
];

describe('a broken intake is noticed', () => {
  it.each(sabotages)('by rule %d when %s', async (rule, _what, sabotage) => {
    const { violations } = await simulateIntake({ seed: 3, count: 80, sabotage });
    expect(violations.map((violation) => violation.rule)).toContain(rule);
    expect(violations[0]?.reproduce).toBe('npm run sim -- intake --seed 3 --count 80');
  });
});

function sweepIsOff(program: Program): void {
  program.sweep = async () => undefined;
}

function sweepIsBlind({ storage, stores }: Program): void {
  stores.landing = { ...storage, head: async () => undefined };
}

function namesChange(program: Program): void {
  let starts = 0;
  program.executionName = (clipId) => {
    starts += 1;
    return `${clipId}-${starts}`;
  };
}

function closedLooksOpen({ stores }: Program): void {
  const { find } = stores.clips;
  stores.clips.find = async (clipId) => {
    const clip = await find(clipId);
    return clip?.state === 'refused' ? { ...clip, state: 'analyzing' } : clip;
  };
}

function slotsComeBackTwice({ stores, tables }: Program): void {
  const { move } = stores.clips;
  stores.clips.move = async (given) => {
    const moved = await move(given);
    const [taken] = [...tables.slots].filter(([, shard]) => shard.taken > 0);
    if (moved === 'moved' && given.to === 'expired' && taken !== undefined) {
      tables.slots.set(taken[0], { ...taken[1], taken: taken[1].taken - 1 });
    }
    return moved;
  };
}

function slotsAreOversold({ stores, tables }: Program): void {
  const { openGrant } = stores.clips;
  stores.clips.openGrant = async (opening) => {
    const before = new Map(tables.slots);
    const outcome = await openGrant(opening);
    for (const [key, shard] of before) tables.slots.set(key, shard);
    return outcome;
  };
}

function nothingExpires({ stores }: Program): void {
  const { move } = stores.clips;
  stores.clips.move = async (given) => (given.to === 'expired' ? 'stale' : move(given));
}
