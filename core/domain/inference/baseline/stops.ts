import { centreOf, heightOf, overlapArea, widthOf, type Edges, type Sighting } from './movers.ts';

/** A mover that stays at a place for a while. */
export interface Stop {
  readonly fromLook: number;
  readonly toLook: number;
  /** Where it stands, by the middle of its edges. */
  readonly edges: Edges;
}

/** Shorter than this is a step, no stop. */
const minStopSeconds = 0.7;
/** How far the feet may wander during a stop, in heights of the body. */
const maxWander = 0.12;

const middle = (values: readonly number[], share = 0.5): number =>
  values.toSorted((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0;

/** Feet and a head that some looks lose before a dark ground are still there: the outer ones. */
const edgesOf = (sightings: readonly Sighting[]): Edges => ({
  left: middle(sightings.map(({ left }) => left)),
  top: middle(
    sightings.map(({ top }) => top),
    0.2,
  ),
  right: middle(sightings.map(({ right }) => right)),
  bottom: middle(
    sightings.map(({ bottom }) => bottom),
    0.8,
  ),
});

/** Of a body's height that a stop must show, and how much taller than wide somebody stands. */
const minSeenShare = 0.65;
const minUpright = 1.15;
/** Two stops at one place with no more than this between them are one. */
const maxPauseSeconds = 1;

const joinStops = (stops: readonly Stop[], looksPerSecond: number): readonly Stop[] => {
  const result: Stop[] = [];
  for (const stop of stops) {
    const last = result.at(-1);
    const near =
      last !== undefined &&
      stop.fromLook - last.toLook <= maxPauseSeconds * looksPerSecond &&
      overlapArea(last.edges, stop.edges) > 0;
    if (near) {
      const longer = stop.toLook - stop.fromLook > last.toLook - last.fromLook ? stop : last;
      result[result.length - 1] = {
        fromLook: last.fromLook,
        toLook: stop.toLook,
        edges: longer.edges,
      };
    } else result.push(stop);
  }
  return result;
};

/**
 * Where and when somebody stood, in order; their own size tells how much they may wander. Somebody
 * of whom less than this share of their height is seen is half hidden and tells no place.
 */
export const stopsOf = (
  sightings: readonly Sighting[],
  looksPerSecond: number,
): readonly Stop[] => {
  const tall = middle(sightings.map(heightOf));
  const reach = Math.max(2, tall * maxWander);
  const stops: Stop[] = [];
  for (let from = 0; from < sightings.length;) {
    let [low, high] = [Infinity, -Infinity];
    let to = from;
    for (; to < sightings.length; to += 1) {
      const sighting = sightings[to];
      if (sighting === undefined) break;
      const { x } = centreOf(sighting);
      if (Math.max(high, x) - Math.min(low, x) > 2 * reach) break;
      [low, high] = [Math.min(low, x), Math.max(high, x)];
    }
    const during = sightings.slice(from, to);
    const [first, last] = [during[0], during.at(-1)];
    const looks = (last?.look ?? 0) - (first?.look ?? 0);
    if (first === undefined || last === undefined || looks < minStopSeconds * looksPerSecond) {
      from += 1;
      continue;
    }
    const edges = edgesOf(during);
    const isWhole = heightOf(edges) >= minSeenShare * tall;
    if (isWhole && heightOf(edges) >= minUpright * widthOf(edges)) {
      stops.push({ fromLook: first.look, toLook: last.look, edges });
    }
    from = to;
  }
  return joinStops(stops, looksPerSecond);
};
