import { judgedCount, judgedSeeds } from '../test/simulation/scaling/seeds.ts';
import {
  simulateScaling,
  type ControllerName,
  type TraceName,
} from '../test/simulation/scaling/simulate.ts';
import { atMost, told, type Row } from './frame.ts';

/** What is promised, of the worst seed. */
interface Promised {
  readonly what: string;
  readonly trace: TraceName;
  readonly figure: string;
  readonly bound: number;
  readonly unit: string;
}

const paid = { figure: 'billedOverUsed', unit: '×' } as const;
const promises: readonly Promised[] = [
  { what: 'paid over used seconds, steady', trace: 'steady', bound: 1.25, ...paid },
  { what: 'paid over used seconds, bursts', trace: 'burst', bound: 3, ...paid },
  {
    ...{ what: 'p99 to a decision, warm, steady', trace: 'steady' },
    ...{ figure: 'warmP99Seconds', bound: 60, unit: 's' },
  },
  {
    ...{ what: 'p99 to a decision, warm, by day', trace: 'daily' },
    ...{ figure: 'warmP99Seconds', bound: 60, unit: 's' },
  },
  {
    ...{ what: 'p99 to a decision, bursts from zero', trace: 'burst' },
    ...{ figure: 'allP99Seconds', bound: 360, unit: 's' },
  },
];

/** One seed's figures under both controllers. */
interface Judged {
  readonly seed: number;
  readonly lost: number;
  readonly of: (trace: TraceName, who: ControllerName, figure: string) => number;
}

const judge = async (seed: number, traces: readonly TraceName[]): Promise<Judged> => {
  const { figures, violations } = await simulateScaling({
    ...{ seed, count: judgedCount, only: { traces } },
  });
  return {
    seed,
    lost: violations.length,
    of: (trace, who, figure) => figures[`${trace} ${who}: ${figure}`] ?? Number.NaN,
  };
};

/**
 * Paid over used seconds and times to a decision in virtual time, on seeds that were not used while
 * the numbers of the plan were chosen, beside a model of ECS's own scaling: the worst seed against
 * each bound, then every seed.
 */
export const benchScaling = async (): Promise<readonly Row[]> => {
  const judged: Judged[] = [];
  for (const seed of judgedSeeds) judged.push(await judge(seed, ['steady', 'daily', 'burst']));
  const rare = await judge(judgedSeeds[0], ['trickle', 'storm']);
  const lost = judged.reduce((sum, each) => sum + each.lost, rare.lost);
  return [
    ...promises.map((promised) => worstOf(promised, judged)),
    atMost('clips lost', lost, 0, 'clips'),
    told('paid over used, a clip each half hour', rare.of('trickle', 'ours', paid.figure), '×'),
    told('p99, storm of interruptions', rare.of('storm', 'ours', 'allP99Seconds'), 's'),
    ...promises.flatMap(({ what, trace, figure, unit }) =>
      judged.map(({ seed, of }) => told(`${what}, seed ${seed}`, of(trace, 'ours', figure), unit)),
    ),
  ];
};

const worstOf = (
  { what, trace, figure, bound, unit }: Promised,
  judged: readonly Judged[],
): Row => {
  const values = judged.map(({ of }) => of(trace, 'ours', figure));
  const value = Math.max(...values);
  const modelled = judged[values.indexOf(value)]?.of(trace, 'ecs', figure) ?? Number.NaN;
  return {
    ...atMost(`${what}, worst of ${judged.length} seeds`, value, bound, unit),
    anchor: 'ECS managed scaling as it comes, modelled, same seed',
    anchorValue: modelled,
    ratio: modelled / value,
  };
};
