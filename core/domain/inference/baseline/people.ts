import {
  around,
  grown,
  heightOf,
  overlapArea,
  widthOf,
  type Edges,
  type Mover,
  type Sighting,
} from './movers.ts';

/**
 * Puts together what following tore apart: a body that its own colours cut into an upper and a
 * lower part, and somebody who was lost behind a post and found again.
 */
export interface Body {
  /** The movers it was followed as. */
  readonly moverIds: readonly number[];
  /** In order of time, one a look: around all parts. */
  readonly sightings: readonly Sighting[];
}

/** Parts that keep together in this share of the looks that show both are one body. */
const togetherShare = 0.6;
/** Between parts of a body lies what its colour hides: against the taller part. */
const gapShare = 0.3;
/** How long somebody may be lost between two movers. */
const lostSeconds = 1;

interface Size {
  readonly width: number;
  readonly height: number;
  readonly looksPerSecond: number;
}

const keepTogether = (one: Edges, other: Edges): boolean => {
  const narrow = Math.min(widthOf(one), widthOf(other));
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const apart = Math.max(one.top, other.top) - Math.min(one.bottom, other.bottom);
  const tallest = Math.max(heightOf(one), heightOf(other));
  const whole = around(one, other);
  // A car that passes behind somebody makes no upright body with them.
  const wide = Math.max(widthOf(one), widthOf(other));
  const isUpright = wide < 0.65 * heightOf(whole) || wide <= 2 * narrow;
  return isUpright && across > 0.4 * narrow && apart < gapShare * tallest;
};

/** Looks that show both, and in how many of them they keep together. */
const togetherOf = (one: Mover, other: Mover): { both: number; together: number } => {
  const byLook = new Map(one.sightings.map((sighting) => [sighting.look, sighting]));
  let [both, together] = [0, 0];
  for (const sighting of other.sightings) {
    const same = byLook.get(sighting.look);
    if (same === undefined) continue;
    both += 1;
    if (keepTogether(same, sighting)) together += 1;
  }
  return { both, together };
};

/** Where a mover was at a look, or at the last look before it. */
const sightingBy = ({ sightings }: Mover, look: number): Sighting | undefined =>
  sightings.findLast((sighting) => sighting.look <= look);

/**
 * Whether the second begins about when and where the first ends: somebody lost for a moment, or
 * seen for a moment on both sides of a post.
 */
const goesOnAs = (one: Mover, other: Mover, { width, height, looksPerSecond }: Size): boolean => {
  const [last, first] = [one.sightings.at(-1), other.sightings[0]];
  if (last === undefined || first === undefined) return false;
  const most = Math.max(2, lostSeconds * looksPerSecond);
  const from = sightingBy(one, first.look);
  if (from === undefined || Math.abs(first.look - last.look) > most) return false;
  const looks = Math.max(0, first.look - last.look);
  const reach = 0.04 * Math.max(width, height);
  const [across, down] = [Math.abs(one.velocityX) * looks, Math.abs(one.velocityY) * looks];
  return overlapArea(grown(from, reach + across, down), first) > 0;
};

/** What hardly ever moves is no part of anybody: a parcel that somebody has put down. */
const restingShare = 0.75;

const isAtRest = ({ sightings }: Mover): boolean => {
  const quiet = sightings.filter(({ area, quietArea }) => quietArea > 0.7 * area).length;
  return quiet > restingShare * sightings.length;
};

const isOneBody = (one: Mover, other: Mover, size: Size): boolean => {
  const { both, together } = togetherOf(one, other);
  if (both >= 2 && together >= togetherShare * both) return true;
  return goesOnAs(one, other, size) || goesOnAs(other, one, size);
};

const allSightings = (parts: readonly Mover[]): readonly Sighting[] => {
  const byLook = new Map<number, Sighting>();
  for (const { sightings } of parts) {
    for (const sighting of sightings) {
      const other = byLook.get(sighting.look);
      byLook.set(
        sighting.look,
        other === undefined
          ? sighting
          : {
              ...around(sighting, other),
              look: sighting.look,
              area: sighting.area + other.area,
              quietArea: sighting.quietArea + other.quietArea,
            },
      );
    }
  }
  return [...byLook.values()].toSorted((one, other) => one.look - other.look);
};

/** Groups movers into bodies, in order of their first sighting. */
export const bodiesOf = (movers: readonly Mover[], size: Size): readonly Body[] => {
  const groupOf = movers.map((_, index) => index);
  const atRest = movers.map(isAtRest);
  for (const [index, mover] of movers.entries()) {
    if (atRest[index] === true) continue;
    for (let before = 0; before < index; before += 1) {
      const other = movers[before];
      const [group, target] = [groupOf[index], groupOf[before]];
      if (other === undefined || group === target || atRest[before] === true) continue;
      if (!isOneBody(other, mover, size)) continue;
      for (const [place, each] of groupOf.entries()) {
        if (each === group) groupOf[place] = target ?? each;
      }
    }
  }
  return [...new Set(groupOf)].map((group) => {
    const parts = movers.filter((_, index) => groupOf[index] === group);
    return {
      moverIds: parts.map(({ moverId }) => moverId),
      sightings: allSightings(parts),
    };
  });
};
