import type { Look } from '../core/domain/inference/picture.ts';
import { seededNumbers } from '../local/scene/porch.ts';

/** Looks of the scenes: as the analyzer takes them. */
export const sceneLooksPerSecond = 8;
const width = 320;
const height = 180;

type Draw = () => number;

const between = (draw: Draw, least: number, most: number): number =>
  least + draw() * (most - least);
const oneOf = <T>(draw: Draw, values: readonly [T, ...T[]]): T =>
  values[Math.floor(draw() * values.length)] ?? values[0];

/** A rectangle with soft edges, blended into a picture; borders may lie between pixels. */
const fill = (
  picture: Float32Array,
  { left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
  level: number,
): void => {
  const lastRow = Math.min(height - 1, Math.floor(bottom));
  const lastColumn = Math.min(width - 1, Math.floor(right));
  for (let y = Math.max(0, Math.floor(top)); y <= lastRow; y += 1) {
    const rows = Math.min(y + 1, bottom) - Math.max(y, top);
    for (let x = Math.max(0, Math.floor(left)); x <= lastColumn; x += 1) {
      const share = rows * (Math.min(x + 1, right) - Math.max(x, left));
      const at = y * width + x;
      picture[at] = (picture[at] ?? 0) * (1 - share) + level * share;
    }
  }
};

/** A camera: its picture when nothing happens, and the ways that people and cars take. */
export interface SceneCamera {
  readonly picture: Float32Array;
  /** Where feet are at each end of a footpath, and how tall somebody looks there. */
  readonly paths: readonly [Path, ...Path[]];
  readonly lanes: readonly [Lane, ...Lane[]];
  readonly grain: number;
}

interface Path {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly tall: readonly [number, number];
  readonly crosses: boolean;
}

interface Lane {
  readonly y: number;
  readonly long: number;
  readonly toRight: boolean;
  /** Picture widths a second that cars drive here, roughly. */
  readonly speed: number;
}

const drawPath = (draw: Draw, crosses: boolean): Path => {
  const y = between(draw, 95, 150);
  const tall = between(draw, 45, 80);
  const fromLeft = draw() < 0.5;
  const from = [fromLeft ? -20 : width + 20, y] as const;
  if (crosses)
    return { from, to: [fromLeft ? width + 20 : -20, y + 5], tall: [tall, tall], crosses };
  const door = [between(draw, 90, 230), y - between(draw, -15, 25)] as const;
  return { from, to: door, tall: [tall, tall * between(draw, 0.8, 1.2)], crosses };
};

/** A camera's place, from a seed. */
export const sceneCamera = (seed: number): SceneCamera => {
  const draw = seededNumbers(seed);
  const picture = new Float32Array(width * height);
  const sky = between(draw, 60, 190);
  const ground = between(draw, 50, 170);
  for (let at = 0; at < picture.length; at += 1) {
    const y = Math.floor(at / width);
    picture[at] = y < 70 ? sky + y * 0.2 : ground + (y - 70) * 0.3;
  }
  for (let shape = 0; shape < 24; shape += 1) {
    const left = between(draw, -20, width);
    const top = between(draw, -10, height);
    const right = left + between(draw, 8, 90);
    fill(picture, { left, top, right, bottom: top + between(draw, 8, 60) }, between(draw, 20, 230));
  }
  const lane = (): Lane => ({
    y: between(draw, 60, 130),
    long: between(draw, 60, 130),
    toRight: draw() < 0.5,
    speed: between(draw, 0.2, 0.6),
  });
  return {
    picture,
    paths: [drawPath(draw, false), drawPath(draw, true), drawPath(draw, draw() < 0.5)],
    lanes: [lane(), lane()],
    grain: between(draw, 0.5, 4),
  };
};

/** Something that moves: draws itself on the picture of an instant. */
type Mover = (picture: Float32Array, seconds: number) => void;

const clothed = (draw: Draw) => ({
  head: between(draw, 60, 200),
  top: between(draw, 15, 240),
  legs: between(draw, 15, 200),
});

const person = (draw: Draw, path: Path, starts: number): { mover: Mover; ends: number } => {
  const clothes = clothed(draw);
  const size = between(draw, 0.9, 1.1);
  const aside = between(draw, -6, 6);
  const distance = Math.hypot(path.to[0] - path.from[0], path.to[1] - path.from[1]);
  // 55 pixels a second, give or take a quarter: what one path's walkers differ by.
  const walks = distance / (55 * between(draw, 0.75, 1.25));
  const stays = path.crosses ? 0 : between(draw, 0.8, 3);
  const ends = starts + (path.crosses ? walks : 2 * walks + stays);
  const stepsPerSecond = between(draw, 1.6, 2.2);
  const mover: Mover = (picture, seconds) => {
    if (seconds < starts || seconds > ends) return;
    const since = seconds - starts;
    const back = ends - seconds;
    const share = path.crosses ? since / walks : Math.min(1, since / walks, back / walks);
    const x = path.from[0] + (path.to[0] - path.from[0]) * share;
    const feet = path.from[1] + (path.to[1] - path.from[1]) * share + aside;
    const tall = size * (path.tall[0] + (path.tall[1] - path.tall[0]) * share);
    const bends = share === 1 && stays > 0 ? 0.75 : 1;
    const swing = share === 1 ? 0.05 : 0.13 * Math.sin(2 * Math.PI * stepsPerSecond * since);
    const part = (from: number, to: number, wide: number, level: number, shift = 0) =>
      fill(
        picture,
        {
          left: x - wide * tall + shift * tall,
          right: x + wide * tall + shift * tall,
          top: feet - to * tall * bends,
          bottom: feet - from * tall * bends,
        },
        level,
      );
    part(0, 0.48, 0.06, clothes.legs, swing);
    part(0, 0.48, 0.06, clothes.legs, -swing);
    part(0.45, 0.84, 0.13, clothes.top);
    part(0.84, 1, 0.06, clothes.head);
  };
  return { mover, ends };
};

const car = (draw: Draw, lane: Lane, starts: number): { mover: Mover; ends: number } => {
  const long = lane.long * between(draw, 0.85, 1.2);
  const level = between(draw, 15, 245);
  const glass = between(draw, 20, 110);
  const y = lane.y + between(draw, -4, 4);
  const speed = lane.speed * width * between(draw, 0.75, 1.3);
  const ends = starts + (width + 2 * long) / speed;
  const mover: Mover = (picture, seconds) => {
    if (seconds < starts || seconds > ends) return;
    const way = (seconds - starts) * speed - long;
    const x = lane.toRight ? way : width - way;
    const half = long / 2;
    const body = { left: x - half, right: x + half, top: y - long * 0.16, bottom: y + long * 0.1 };
    const roof = { left: x - half * 0.55, right: x + half * 0.5, top: y - long * 0.3, bottom: y };
    fill(picture, roof, glass);
    fill(picture, { ...body, bottom: y + long * 0.06 }, level);
    for (const wheel of [-0.6, 0.6]) {
      const at = x + wheel * half;
      fill(picture, { left: at - 5, right: at + 5, top: y + 3, bottom: y + long * 0.1 + 3 }, 18);
    }
  };
  return { mover, ends };
};

/** A parcel that lies there until, or from, an instant. */
const parcel = (draw: Draw, path: Path, { at, taken }: { at: number; taken: boolean }): Mover => {
  const wide = between(draw, 8, 16);
  const level = between(draw, 90, 220);
  const [x, y] = path.to;
  return (picture, seconds) => {
    if (seconds < at !== taken) return;
    const left = x + 14;
    fill(picture, { left, right: left + wide, top: y - wide * 0.7, bottom: y }, level);
  };
};

const moversOf = (draw: Draw, camera: SceneCamera, durationSeconds: number): readonly Mover[] => {
  const movers: Mover[] = [];
  let starts = between(draw, 0.3, 2.5);
  while (starts < durationSeconds - 2.5) {
    const kind = draw();
    const path = oneOf(draw, camera.paths);
    const lane = oneOf(draw, camera.lanes);
    const made = kind < 0.65 ? person(draw, path, starts) : car(draw, lane, starts);
    movers.push(made.mover);
    if (kind < 0.35 && !path.crosses) {
      movers.unshift(parcel(draw, path, { at: (starts + made.ends) / 2, taken: draw() < 0.5 }));
    }
    starts = made.ends + between(draw, -1.5, 2.5);
  }
  return movers;
};

/**
 * One clip of a camera: who comes, when, in what clothes and how fast is up to the event's seed.
 * Its ways are the camera's, as on a real porch; its light drifts a little.
 */
export const sceneLooks = (
  camera: SceneCamera,
  { eventSeed, durationSeconds }: { eventSeed: number; durationSeconds: number },
): readonly Look[] => {
  const draw = seededNumbers(eventSeed);
  const movers = moversOf(draw, camera, durationSeconds);
  const beat = between(draw, 0.05, 0.3);
  const grain = Float32Array.from(
    { length: 4_099 },
    () => (draw() + draw() - 1) * 2 * camera.grain,
  );
  const picture = new Float32Array(width * height);
  return Array.from({ length: Math.round(durationSeconds * sceneLooksPerSecond) }, (_, index) => {
    const seconds = index / sceneLooksPerSecond;
    picture.set(camera.picture);
    for (const mover of movers) mover(picture, seconds);
    const gain = 1 + 0.02 * Math.sin(2 * Math.PI * beat * seconds);
    let at = Math.floor(draw() * grain.length);
    const grey = new Uint8Array(width * height);
    for (let pixel = 0; pixel < grey.length; pixel += 1) {
      at = at + 1 === grain.length ? Math.floor(draw() * 64) : at + 1;
      const level = (picture[pixel] ?? 0) * gain + (grain[at] ?? 0);
      grey[pixel] = level < 0 ? 0 : level > 255 ? 255 : level;
    }
    return { seconds, width, height, grey, isSample: index % 4 === 0 };
  });
};
