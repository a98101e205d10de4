import type { Edges } from './movers.ts';

const { abs, max, min, round, sqrt } = Math;

/**
 * Looks for a parked car, seen more or less from its side, in the scene without what moves: a wide
 * body with ends, a roof that stands out, dark wheels near both ends and a dark underside on
 * brighter ground. A person's height beside it gives the scale, so that a house or a hedge does not
 * pass for one.
 */
export interface ParkedCar {
  readonly edges: Edges;
  /** 0 to 1. */
  readonly likeness: number;
}

/** Heights of a car against the person beside it: a low saloon to a van, a tall or small person. */
const heightsPerPerson = [0.66, 0.78, 0.9, 1.04, 1.2] as const;
/** Length against height: a tall van to a long saloon. */
const lengthsPerHeight = [2, 2.4, 2.8, 3.2] as const;
/** Where its ground is, above the feet of who stands before it, in heights of that person. */
const groundsAbove = [-0.06, 0, 0.06, 0.12, 0.18, 0.25, 0.33] as const;
const placesAcross = 13;

/** Sums over rectangles of a picture, and of its squares, in constant time. */
interface Sums {
  mean(left: number, top: number, right: number, bottom: number): number;
  readonly deviation: number;
}

const sumsOf = (picture: Float32Array, width: number, height: number): Sums => {
  const row = width + 1;
  const table = new Float64Array(row * (height + 1));
  let squares = 0;
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < width; x += 1) {
      const level = picture[y * width + x] ?? 0;
      sum += level;
      squares += level * level;
      table[(y + 1) * row + x + 1] = (table[y * row + x + 1] ?? 0) + sum;
    }
  }
  const bound = (value: number, most: number): number => min(most, max(0, round(value)));
  const count = max(1, width * height);
  const mean = (table[row * (height + 1) - 1] ?? 0) / count;
  return {
    deviation: sqrt(max(0, squares / count - mean * mean)),
    mean(left, top, right, bottom) {
      const [x0, y0] = [bound(left, width - 1), bound(top, height - 1)];
      const [x1, y1] = [max(x0 + 1, bound(right, width)), max(y0 + 1, bound(bottom, height))];
      const sum =
        (table[y1 * row + x1] ?? 0) -
        (table[y0 * row + x1] ?? 0) -
        (table[y1 * row + x0] ?? 0) +
        (table[y0 * row + x0] ?? 0);
      return sum / ((x1 - x0) * (y1 - y0));
    },
  };
};

/**
 * Parts of a car's box: left, top, right, bottom in shares of its length and height; beyond 0 to 1
 * is around it.
 */
const parts = {
  wheels: [
    [0.135, 0.64, 0.245, 0.93],
    [0.755, 0.64, 0.865, 0.93],
  ],
  body: [0.32, 0.5, 0.68, 0.68],
  underside: [0.3, 0.9, 0.7, 1],
  groundBelow: [0.1, 1.2, 0.9, 1.36],
  ends: [
    { inside: [0.02, 0.5, 0.12, 0.74], outside: [-0.13, 0.5, -0.03, 0.74] },
    { inside: [0.88, 0.5, 0.98, 0.74], outside: [1.03, 0.5, 1.13, 0.74] },
  ],
  groundBeside: [
    [-0.14, 0.82, -0.05, 1],
    [1.05, 0.82, 1.14, 1],
  ],
} satisfies Record<string, unknown>;

const saturated = (value: number): number => min(1, max(0, value));

const likenessOf = (sums: Sums, { left, top, right, bottom }: Edges, levels: number): number => {
  const [length, height] = [right - left, bottom - top];
  const mean = ([x0, y0, x1, y1]: readonly number[]): number =>
    sums.mean(
      left + (x0 ?? 0) * length,
      top + (y0 ?? 0) * height,
      left + (x1 ?? 0) * length,
      top + (y1 ?? 0) * height,
    );
  const below = mean(parts.groundBelow);
  const wheels = parts.wheels.map((wheel, index) => {
    const ground = mean(parts.groundBeside[index] ?? parts.groundBelow);
    return saturated((min(ground, below) - mean(wheel)) / levels);
  });
  const ends = parts.ends.map(({ inside, outside }) =>
    saturated(abs(mean(inside) - mean(outside)) / (levels * 0.7)),
  );
  const underside = saturated((below - mean(parts.underside)) / (levels * 0.8));
  const betweenWheels =
    mean(parts.body) - (mean(parts.wheels[0] ?? []) + mean(parts.wheels[1] ?? [])) / 2;
  const spotted = saturated(0.5 + betweenWheels / levels);
  return (
    (min(...wheels) * 0.4 + underside * 0.2 + min(...ends) * 0.25 + spotted * 0.15) *
    min(1, 0.4 + min(...wheels))
  );
};

/** The best place for a car at which `person` stands; likeness 0 where there is none. */
export const parkedCarAt = (
  scene: Float32Array,
  { width, height }: { width: number; height: number },
  person: Edges,
): ParkedCar => {
  const sums = sumsOf(scene, width, height);
  // What counts as a clear difference here: at night everything is closer together.
  const levels = max(6, sums.deviation * 0.8);
  const tall = person.bottom - person.top;
  const middle = (person.left + person.right) / 2;
  let best: ParkedCar = { edges: person, likeness: 0 };
  for (const perPerson of heightsPerPerson) {
    const carHeight = tall * perPerson;
    for (const perHeight of lengthsPerHeight) {
      const length = carHeight * perHeight;
      for (const above of groundsAbove) {
        const bottom = person.bottom - above * tall;
        for (let place = 0; place < placesAcross; place += 1) {
          const left = middle - length * (-0.06 + (1.12 * place) / (placesAcross - 1));
          const edges = { left, top: bottom - carHeight, right: left + length, bottom };
          if (left < -0.3 * length || left > width - 0.7 * length) continue;
          const likeness = likenessOf(sums, edges, levels);
          if (likeness > best.likeness) best = { edges, likeness };
        }
      }
    }
  }
  return best;
};
