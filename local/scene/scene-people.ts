import { brushThrough, shaded, type Brush } from './brush.ts';
import type { Colour, Point } from './canvas.ts';
import { pick, type ParcelLook } from './porch.ts';
import { fromBands, type SceneRanges } from './scene-ranges.ts';
import { drawWalker, type Clothes, type Pose } from './walker.ts';

/** Units that `drawWalker` makes an adult tall. */
const walkerUnits = 190;
/** Half as wide as somebody walking is, against their height. */
const halfWidthShare = 0.17;

/** Somebody, and how they walk. */
export interface Person {
  readonly clothes: Clothes;
  readonly heightMetres: number;
  readonly metresPerSecond: number;
  readonly stepMetres: number;
  readonly swing: number;
  readonly firstStep: number;
}

/** What somebody does where they stop. */
export type Gesture = 'take' | 'leave' | 'try-door' | 'wait';

/** A walk into the picture and out of it, in stage units. */
export interface VisitPlan {
  readonly person: Person;
  readonly startSeconds: number;
  readonly from: Point;
  readonly stop?:
    { readonly at: Point; readonly seconds: number; readonly gesture: Gesture } | undefined;
  /** Where they look while they stand: -1 left, 1 right. */
  readonly facing?: -1 | 1;
  readonly to: Point;
  readonly parcel?: { readonly look: ParcelLook; readonly metres: number } | undefined;
}

/** A visit with its times. */
export interface Visit extends VisitPlan {
  readonly endSeconds: number;
  readonly stopsAtSeconds: number;
  readonly goesOnSeconds: number;
  /** The moment that a parcel touches or leaves the ground. */
  readonly handlesAtSeconds: number;
}

/** Units of a metre on a ground line. */
export type Metres = (y: number) => number;

/** Somebody drawn by lot. */
export const drawPerson = (ranges: SceneRanges, random: () => number): Person => {
  const top = pick(ranges.tops, random());
  const hood = random() < 0.45;
  const bag: Colour | undefined =
    random() < 0.3 ? shaded(pick(ranges.tops, random()), 0.8) : undefined;
  return {
    clothes: {
      ...{ top, hood, bag },
      trousers: pick(ranges.trousers, random()),
      skin: pick(ranges.skins, random()),
      hat: hood ? top : pick(ranges.tops, random()),
      build: fromBands(ranges.personBuild, random()),
    },
    heightMetres: fromBands(ranges.personMetres, random()),
    metresPerSecond: fromBands(ranges.walkMetresPerSecond, random()),
    stepMetres: fromBands(ranges.stepMetres, random()),
    swing: fromBands(ranges.swingRadians, random()),
    firstStep: random() * 2,
  };
};

const metresBetween = ([x0, y0]: Point, [x1, y1]: Point, metreAt: Metres): number =>
  Math.hypot(x1 - x0, y1 - y0) / metreAt((y0 + y1) / 2);

/** Gives a visit its times. */
export const timed = (plan: VisitPlan, metreAt: Metres): Visit => {
  const { person, startSeconds, from, stop, to } = plan;
  const walk = (one: Point, other: Point): number =>
    metresBetween(one, other, metreAt) / person.metresPerSecond;
  if (stop === undefined) {
    const endSeconds = startSeconds + walk(from, to);
    return {
      ...plan,
      ...{ endSeconds, stopsAtSeconds: endSeconds, goesOnSeconds: endSeconds },
      handlesAtSeconds: endSeconds,
    };
  }
  const stopsAtSeconds = startSeconds + walk(from, stop.at);
  const goesOnSeconds = stopsAtSeconds + stop.seconds;
  return {
    ...plan,
    ...{ stopsAtSeconds, goesOnSeconds, endSeconds: goesOnSeconds + walk(stop.at, to) },
    handlesAtSeconds: stopsAtSeconds + stop.seconds / 2,
  };
};

const eased = (share: number): number => {
  const bounded = Math.min(1, Math.max(0, share));
  return bounded * bounded * (3 - 2 * bounded);
};

const between = ([x0, y0]: Point, [x1, y1]: Point, share: number): Point => [
  x0 + (x1 - x0) * share,
  y0 + (y1 - y0) * share,
];

/** Where somebody's feet are, and in which share of which walk. Undefined when they are away. */
const walkAt = (visit: Visit, seconds: number) => {
  const { startSeconds, endSeconds, stopsAtSeconds, goesOnSeconds, from, stop, to } = visit;
  if (seconds < startSeconds || seconds > endSeconds) return undefined;
  if (stop === undefined) {
    const share = (seconds - startSeconds) / (endSeconds - startSeconds);
    return { feet: between(from, to, share), towards: to[0] - from[0], stands: false };
  }
  if (seconds < stopsAtSeconds) {
    const share = (seconds - startSeconds) / (stopsAtSeconds - startSeconds);
    return { feet: between(from, stop.at, share), towards: stop.at[0] - from[0], stands: false };
  }
  if (seconds < goesOnSeconds) return { feet: stop.at, towards: 0, stands: true };
  const share = (seconds - goesOnSeconds) / (endSeconds - goesOnSeconds);
  return { feet: between(stop.at, to, share), towards: to[0] - stop.at[0], stands: false };
};

const gestureAt = (visit: Visit, seconds: number): { bend: number; reach: number } => {
  const { stop, stopsAtSeconds, goesOnSeconds } = visit;
  if (stop === undefined) return { bend: 0, reach: 0 };
  const inside = Math.min(seconds - stopsAtSeconds, goesOnSeconds - seconds);
  if (stop.gesture === 'try-door') {
    // Pulls about twice a second once the hand is at the handle.
    const pull = 0.12 * Math.sin((seconds - stopsAtSeconds) * 12);
    return { bend: 0.06, reach: eased(inside / 0.3) + (inside > 0.3 ? pull : 0) };
  }
  if (stop.gesture === 'wait') return { bend: 0, reach: inside > 0.4 ? 0.5 : 0 };
  return { bend: eased(inside / (stop.seconds / 2)), reach: 0 };
};

const carriesAt = (visit: Visit, seconds: number): boolean => {
  if (visit.stop?.gesture === 'leave') return seconds < visit.handlesAtSeconds;
  if (visit.stop?.gesture === 'take') return seconds >= visit.handlesAtSeconds;
  return false;
};

/** Feet of somebody at a moment; undefined while they are away. */
export const feetAt = (visit: Visit, seconds: number): Point | undefined =>
  walkAt(visit, seconds)?.feet;

/** Around somebody at a moment, in stage units. */
export const bodyAt = (visit: Visit, seconds: number, metreAt: Metres) => {
  const feet = feetAt(visit, seconds);
  if (feet === undefined) return undefined;
  const height = visit.person.heightMetres * metreAt(feet[1]);
  const half = height * halfWidthShare;
  return {
    from: [feet[0] - half, feet[1] - height] as Point,
    to: [feet[0] + half, feet[1]] as Point,
  };
};

const poseAt = (visit: Visit, seconds: number, metreAt: Metres): Pose | undefined => {
  const walk = walkAt(visit, seconds);
  if (walk === undefined) return undefined;
  const { person, parcel } = visit;
  const wanted = walk.stands ? (visit.facing ?? 1) : walk.towards < 0 ? -1 : 1;
  const start = walk.towards === 0 ? walk.feet : visit.from;
  const steps = metresBetween(start, walk.feet, metreAt) / person.stepMetres;
  const perMetre = walkerUnits / person.heightMetres;
  return {
    feet: [0, 0],
    facing: wanted,
    stride: walk.stands ? 0 : person.firstStep + steps,
    carries: carriesAt(visit, seconds),
    swing: person.swing,
    ...(walk.stands ? gestureAt(visit, seconds) : { bend: 0, reach: 0 }),
    ...(parcel === undefined ? {} : { parcel: scaledParcel(parcel.look, perMetre) }),
  };
};

/** A parcel in other units: `factor` units a metre. */
export const scaledParcel = (look: ParcelLook, factor: number): ParcelLook => ({
  ...look,
  width: look.width * factor,
  height: look.height * factor,
  depth: look.depth * factor,
});

/** Draws somebody at a moment, where they are there. */
export const drawVisit = (
  brush: Brush,
  visit: Visit,
  { seconds, metreAt, sun }: { seconds: number; metreAt: Metres; sun: Point | undefined },
): void => {
  const feet = feetAt(visit, seconds);
  const pose = poseAt(visit, seconds, metreAt);
  if (feet === undefined || pose === undefined) return;
  const scale = (visit.person.heightMetres * metreAt(feet[1])) / walkerUnits;
  const local = brushThrough(brush, { scale, mirrored: false, dx: feet[0], dy: feet[1] });
  if (sun !== undefined) {
    const [dx, dy] = [sun[0] * walkerUnits, sun[1] * walkerUnits];
    const shadow: readonly Point[] = [
      [-13, 0],
      [13, 0],
      [dx + 15, dy + 4],
      [dx, dy - 4],
      [dx - 15, dy + 4],
    ];
    local.polygon(shadow, [24, 22, 22], 0.34);
  }
  drawWalker(local, visit.person.clothes, pose);
};
