/** Parameters that are varied, each with its first step and its bounds. */
export interface SearchMove<P> {
  /** The values with the parameter moved by so many steps; undefined beyond its bounds. */
  move(values: P, steps: number): P | undefined;
}

/** Values and how good they are. */
export interface Found<P> {
  readonly values: P;
  readonly correlation: number;
}

/** Tries over all parameters before steps are halved. */
const triesPerRound = 3;
/** What a try must gain to be worth another. */
const leastGain = 0.003;

/**
 * Climbs from values to better ones, one parameter at a time, with steps that are halved each
 * round: at most `rounds` × 3 × 2 × moves evaluations.
 */
export const climb = <P>(
  start: Found<P>,
  {
    moves,
    rounds,
    evaluate,
  }: {
    readonly moves: readonly SearchMove<P>[];
    readonly rounds: number;
    readonly evaluate: (values: P) => number;
  },
): Found<P> => {
  let best = start;
  const tryMove = (move: SearchMove<P>, steps: number): boolean => {
    const values = move.move(best.values, steps);
    if (values === undefined) return false;
    const correlation = evaluate(values);
    if (correlation <= best.correlation) return false;
    best = { values, correlation };
    return true;
  };
  for (let round = 0; round < rounds; round += 1) {
    for (let attempt = 0; attempt < triesPerRound; attempt += 1) {
      const before = best.correlation;
      for (const move of moves) {
        if (!tryMove(move, 1 / 2 ** round)) tryMove(move, -1 / 2 ** round);
      }
      if (best.correlation - before < leastGain) break;
    }
  }
  return best;
};
