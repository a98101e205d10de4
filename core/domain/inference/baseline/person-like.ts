import { centreOf, heightOf, widthOf, type Sighting } from './movers.ts';

/** What a mover looks like over the looks in which it is wholly in the picture. */
export interface MoverShape {
  /** Middle height ÷ width. */
  readonly upright: number;
  /** Middle height, in shares of the picture's height. */
  readonly heightShare: number;
  /** Middle share of its box that it fills. */
  readonly filled: number;
  /** How much its width changes from look to look, against its width: legs and arms do that. */
  readonly restless: number;
  /** How far it came, against its own width. */
  readonly travelled: number;
  readonly seconds: number;
  /** Middle width, in shares of the picture's width. */
  readonly widthShare: number;
  /** Share of the looks in which it hardly changes: a patch of light does, somebody does not. */
  readonly quiet: number;
  /** Shares of the picture's width that it moves in a second. */
  readonly speed: number;
  /** Share of the looks in which no edge of the picture cuts it. */
  readonly whole: number;
  /** Share of the looks in which it hangs from the picture's upper edge: a hand, a bough, a car. */
  readonly hanging: number;
}

const middle = (values: readonly number[], share = 0.5): number =>
  values.toSorted((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0;

/** A body that the picture's edge cuts tells little of its shape. */
const isWhole = (sighting: Sighting, width: number, height: number): boolean =>
  sighting.left > 1 && sighting.right < width - 1 && sighting.top > 1 && sighting.bottom < height;

/** Measures a mover by all its sightings. */
export const shapeOf = (
  all: readonly Sighting[],
  { width, height, looksPerSecond }: { width: number; height: number; looksPerSecond: number },
): MoverShape => {
  const whole = all.filter((sighting) => isWhole(sighting, width, height));
  const seen = whole.length >= 3 ? whole : all;
  const widths = seen.map(widthOf);
  const centres = all.map(centreOf);
  const spread = (values: readonly number[]): number => middle(values, 0.95) - middle(values, 0.05);
  const far = Math.max(spread(centres.map(({ x }) => x)), spread(centres.map(({ y }) => y)));
  const changes = widths.slice(1).map((value, index) => Math.abs(value - (widths[index] ?? value)));
  const usualWidth = Math.max(1, middle(widths));
  const looks = (all.at(-1)?.look ?? 0) - (all[0]?.look ?? 0) + 1;
  return {
    upright: middle(seen.map((sighting) => heightOf(sighting) / Math.max(1, widthOf(sighting)))),
    heightShare: middle(seen.map(heightOf)) / height,
    filled: middle(
      seen.map((sighting) => sighting.area / (widthOf(sighting) * heightOf(sighting))),
    ),
    restless:
      changes.reduce((sum, value) => sum + value, 0) / Math.max(1, changes.length) / usualWidth,
    travelled: far / usualWidth,
    seconds: looks / looksPerSecond,
    widthShare: usualWidth / width,
    quiet: all.filter(({ area, quietArea }) => quietArea > 0.75 * area).length / all.length,
    speed: (far / width / looks) * looksPerSecond,
    whole: whole.length / all.length,
    hanging: all.filter(({ top, bottom }) => top <= 1 && bottom < height - 2).length / all.length,
  };
};

/** 0 below `from`, 1 above `to`, a line between them. */
export const ramp = (value: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)));

/** Hanging from the upper edge for more than this share of the time is not standing. */
export const mostHanging = 0.25;

/**
 * 0 to 1: how much a mover is like a person on foot. Upright, of some size, getting somewhere, at a
 * walker's pace, seen whole at least for a moment, not a smooth block that fills its box and keeps
 * its shape, as a car does.
 */
export const personLikeness = (shape: MoverShape): number => {
  const parts = [
    ramp(shape.upright, 0.95, 1.5),
    1 - ramp(shape.upright, 4, 5.5),
    ramp(shape.heightShare, 0.08, 0.16),
    ramp(shape.travelled, 0.4, 1),
    ramp(shape.seconds, 0.5, 1.2),
    1 - ramp(shape.speed, 0.5, 0.9),
    1 - ramp(shape.widthShare, 0.45, 0.6),
    1 - ramp(shape.quiet, 0.75, 0.9),
    ramp(shape.whole, 0, 0.08),
    Math.max(1 - ramp(shape.filled, 0.78, 0.92), ramp(shape.restless, 0.03, 0.08)),
  ];
  return parts.reduce((product, part) => product * part, 1) ** (1 / 3);
};
