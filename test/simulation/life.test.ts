import { beforeAll, describe, expect, it } from '@jest/globals';
import { CallFailed } from './engine/faults.ts';
import { simulateLife, type LifeResult } from './life/life.ts';
import { privateMark } from './life/people.ts';
import { ruleOfProgress, type Program } from './life/running.ts';

const count = 400;

/** The rules of design.md §5 that exist so far. */
const rules: readonly (readonly [number, string])[] = [
  [1, 'a clip is paid at most once and at least once'],
  [2, 'ledger entries never change, net to zero, and balances are their sums'],
  [3, 'nothing exceeds target, caps or open grants, and counters are what states imply'],
  [5, 'a landed object is never overwritten'],
  [6, 'a landed upload is never lost, and nothing due is written behind the sweep'],
  [7, 'the machine never rejects'],
  [8, 'nothing is awarded, or told to a reviewer, after a withdrawal took effect'],
  [9, 'a tombstone is written when nothing is listed, and nothing comes back'],
  [11, 'each leaf stands in the log once, and the log never forks'],
  [12, 'queues and workflow state carry ids, tokens and counts only'],
];

describe(`${count} lives with crashes, lost replies, doubled and late messages`, () => {
  let result: LifeResult;
  beforeAll(async () => {
    result = await simulateLife({ seed: 1, count });
  }, 120_000);

  it.each(rules)('rule %d: %s', (rule) => {
    expect(result.violations.filter((violation) => violation.rule === rule)).toEqual([]);
  });

  it('come to rest: every clip ends', () => {
    expect(result.violations.filter(({ rule }) => rule === ruleOfProgress)).toEqual([]);
  });

  it('crash before, after and without a reply at nearly every call of every use case', () => {
    const { faultsCovered = 0, faultsPossible = 0, crashPoints = 0 } = result.figures;
    expect(crashPoints).toBeGreaterThan(100);
    expect(faultsCovered / faultsPossible).toBeGreaterThan(0.8);
  });

  it('go every way that a clip can go', () => {
    const ways = Object.keys(result.figures).filter((figure) => figure.startsWith('ended: '));
    const states = new Set(ways.flatMap((way) => way.slice('ended: '.length).split(' → ')));
    const expected = ['refused', 'expired', 'rejected', 'accepted', 'withdrawn', 'erased'];
    expect([...states]).toEqual(expect.arrayContaining(expected));
    expect(ways.some((way) => way.endsWith('(by silence)'))).toBe(true);
  });
});

describe('a simulation', () => {
  it('is the same for the same seed and another for another', async () => {
    const [one, same, other] = [
      await simulateLife({ seed: 7, count: 20 }),
      await simulateLife({ seed: 7, count: 20 }),
      await simulateLife({ seed: 8, count: 20 }),
    ];
    expect(same).toEqual(one);
    expect(other.figures).not.toEqual(one.figures);
  });
});

/** Ways to break the world, by the rule that must notice. */
const sabotages: readonly (readonly [number, string, (program: Program) => void])[] = [
  [ruleOfProgress, 'awards always fail', awardsFail],
  [1, 'an award is lost after the clip was accepted', awardsGetLost],
  [2, 'a balance gains a cent', balancesGain],
  [3, 'a slot is not counted', slotsAreForgotten],
  [5, 'a second upload replaces the first', uploadsReplace],
  [6, 'the sweep does not see what landed', sweepIsBlind],
  [7, 'the rule rejects', ruleRejects],
  [8, 'an award ignores the consent epoch', awardsIgnoreConsent],
  [8, 'reviewers are told of clips whose consent has ended', reviewersIgnoreConsent],
  [9, 'storage lists nothing', listingsAreEmpty],
  [11, 'a leaf is logged under another id', leavesAreRenamed],
  [12, 'a token carries a private text', tokensTalk],
];

describe('a broken world is noticed', () => {
  it.each(sabotages)('by rule %d when %s', async (rule, _what, sabotage) => {
    const { violations } = await simulateLife({ seed: 3, count: 40, sabotage });
    expect(violations.map((violation) => violation.rule)).toContain(rule);
    expect(violations[0]?.reproduce).toBe('npm run sim -- life --seed 3 --count 40');
  });
});

function awardsFail({ world: { stores } }: Program): void {
  stores.ledger.award = async () => {
    throw new CallFailed('No award today');
  };
}

function awardsGetLost({ world: { stores, tables } }: Program): void {
  const { award } = stores.ledger;
  stores.ledger.award = async (given, condition) => {
    const outcome = await award(given, condition);
    tables.awards.delete(given.clipId);
    return outcome;
  };
}

function balancesGain({ world: { tables } }: Program): void {
  tables.onChange((change) => {
    if (change.table !== 'ledger') return;
    const balances = tables.balances.get(change.award.contributorId);
    for (const [currency, owed] of balances ?? []) {
      balances?.set(currency, { ...owed, amountMinor: owed.amountMinor + 1 });
    }
  });
}

function slotsAreForgotten({ world: { stores, tables } }: Program): void {
  const { openGrant } = stores.clips;
  stores.clips.openGrant = async (opening) => {
    const outcome = await openGrant(opening);
    const [first] = tables.slots.keys();
    if (first !== undefined) tables.slots.delete(first);
    return outcome;
  };
}

function uploadsReplace({ world }: Program): void {
  world.landing.onCreated(({ key }) => {
    if (world.landing.versions(key).length > 1) return;
    world.landing.put(key, new Uint8Array(1), { contentType: 'video/mp4' });
  });
}

function sweepIsBlind({ world: { stores } }: Program): void {
  stores.landing.head = async () => undefined;
}

function ruleRejects({ world: { stores } }: Program): void {
  const { decide } = stores.reviews;
  stores.reviews.decide = (clipId, decision, condition) =>
    decide(clipId, { ...decision, outcome: 'rejected' }, condition);
}

function awardsIgnoreConsent({ world: { stores } }: Program): void {
  const { award } = stores.ledger;
  stores.ledger.award = async (given, condition) => {
    const { contributorId, campaignId } = given;
    const current = await stores.consents.inForce(contributorId, campaignId);
    if (current === undefined) return 'consent-withdrawn';
    const epoch = current.epoch + 1;
    await stores.consents.give({ ...current, noticeVersion: `of epoch ${epoch}`, epoch });
    return award(given, { ...condition, consentEpoch: epoch });
  };
}

function reviewersIgnoreConsent({ world: { stores, tables } }: Program): void {
  const { open } = stores.reviews;
  stores.consents.epochsInForce = async (asked) => asked.map(() => 1);
  stores.reviews.open = async (task, token) => {
    await open(task, token);
    for (const [key, record] of tables.consentsInForce) {
      if (record.contributorId !== task.contributorId) continue;
      const { openedAt: withdrawnAt } = task;
      tables.consentsInForce.set(key, { ...record, epoch: record.epoch + 1, withdrawnAt });
    }
  };
}

function listingsAreEmpty({ world: { stores } }: Program): void {
  stores.footage.inventory = async () => ({ versions: [], uploads: [] });
}

function leavesAreRenamed({ world: { log } }: Program): void {
  const { assign } = log.sequence;
  log.sequence.assign = (leaves) =>
    assign(leaves.map((leaf) => ({ ...leaf, leafId: `${leaf.leafId}X` as const })));
}

function tokensTalk({ world: { tokens } }: Program): void {
  const { issue } = tokens;
  tokens.issue = (settle) => `${issue(settle)} ${privateMark}`;
}
