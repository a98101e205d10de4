import type { Box } from '../../core/domain/inference/picture.ts';
import { brushThrough, lumaOf, seenAt, shaded, type Brush } from './brush.ts';
import type { Colour, Point } from './canvas.ts';
import { drawCar, driverDoorOf, type CarLook } from './cars.ts';
import { drawParcel, pick, picture, seededNumbers, type ParcelLook } from './porch.ts';
import {
  bodyAt,
  drawPerson,
  drawVisit,
  feetAt,
  scaledParcel,
  timed,
  type Gesture,
  type Person,
  type Visit,
} from './scene-people.ts';
import { fromBands, sceneRanges, type SceneRanges } from './scene-ranges.ts';
import { buildStage, type Stage } from './scene-stage.ts';
import type { ExpectedEvent, SceneSpec, SceneTruth, SeenPerson } from './truth.ts';

/** A scene that can be drawn at any moment. */
export interface Scene {
  readonly spec: SceneSpec;
  readonly stage: Stage;
  readonly truth: SceneTruth;
  /** What moves, over a copy of the backdrop; the brush is the stage's. */
  drawMoment(brush: Brush, seconds: number): void;
  /** Factor of the whole light, and 0 to 1 of the lamp that somebody switches on. */
  lightAt(seconds: number): { readonly whole: number; readonly lamp: number };
}

/** Boxes a second in the truth. */
const boxesPerSecond = 8;
/** A scene without anybody lasts this long. */
const emptySeconds = 12;
/** No scene is longer, whoever dawdles. */
const maxSceneSeconds = 26;

interface Script {
  readonly spec: SceneSpec;
  readonly ranges: SceneRanges;
  readonly random: () => number;
  readonly stage: Stage;
}

/** A parcel on the ground for a while. */
interface StandingParcel {
  readonly look: ParcelLook;
  readonly at: Point;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** A car on its way, or parked when `metresPerSecond` is 0. */
interface Ride {
  readonly look: CarLook;
  readonly line: number;
  readonly flipped: boolean;
  readonly lamps: boolean;
  /** Stage x of its left end. */
  xAt(seconds: number): number | undefined;
  doorAt(seconds: number): number;
}

interface Cast {
  readonly visits: readonly Visit[];
  readonly parcels: readonly StandingParcel[];
  readonly rides: readonly Ride[];
  readonly events: readonly ExpectedEvent[];
  readonly animals: readonly ((brush: Brush, seconds: number) => void)[];
}

const nobody: Cast = { visits: [], parcels: [], rides: [], events: [], animals: [] };

/** In shares of the picture, cut off at its edges; with the share of the box that is inside. */
const boxOf = (stage: Stage, from: Point, to: Point): { box: Box; inside: number } => {
  const [[x0, y0], [x1, y1]] = [seenAt(stage.view, from), seenAt(stage.view, to)];
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const clip = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const [l, r] = [clip(left, picture.width), clip(right, picture.width)];
  const [t, b] = [clip(y0, picture.height), clip(y1, picture.height)];
  const whole = (right - left) * (y1 - y0);
  return {
    box: {
      left: l / picture.width,
      top: t / picture.height,
      width: (r - l) / picture.width,
      height: (b - t) / picture.height,
    },
    inside: whole > 0 ? ((r - l) * (b - t)) / whole : 0,
  };
};

/** A colour of the given brightness. */
const withLuma = (colour: Colour, luma: number): Colour =>
  shaded(colour, Math.min(245, Math.max(16, luma)) / Math.max(1, lumaOf(colour)));

/**
 * A parcel that can be told from the ground: by at least 12 grey levels in what the sensor gives,
 * because what nobody could see is not asked for.
 */
const drawLook = ({ spec, ranges, random, stage }: Script): ParcelLook => {
  const width = fromBands(ranges.parcelWidthMetres, random());
  const darkest = Math.min(...ranges.brightness[spec.light].map(([from]) => from));
  const contrast = Math.max(fromBands(ranges.parcelContrast, random()), 12 / darkest);
  const colour = pick(ranges.parcels, random());
  const ground = lumaOf(stage.ground);
  const brighter = ground + contrast <= 240 && (lumaOf(colour) > ground || ground < contrast + 20);
  const card = withLuma(colour, brighter ? ground + contrast : ground - contrast);
  return {
    ...{ width, height: fromBands(ranges.parcelHeightMetres, random()), depth: width * 0.25 },
    ...{ card, tape: shaded(card, random() < 0.5 ? 1.12 : 0.86) },
  };
};

const parcelPlace = ({ ranges, random, stage }: Script): Point => {
  const [left, right] = stage.edges;
  const margin = 90;
  const free = right - left - 2 * margin;
  return [left + margin + free * fromBands(ranges.parcelPlace, random()), stage.parcelLine];
};

const outside = (stage: Stage, side: -1 | 1): number =>
  side < 0 ? stage.edges[0] - 50 : stage.edges[1] + 50;

const sideOf = (random: () => number): -1 | 1 => (random() < 0.5 ? -1 : 1);

interface ParcelVisit {
  readonly gesture: Extract<Gesture, 'take' | 'leave'>;
  readonly startSeconds: number;
  readonly look: ParcelLook;
  readonly at: Point;
}

/** Somebody comes to where the parcel stands, or shall stand, bends down, and goes. */
const visitParcel = (script: Script, { gesture, startSeconds, look, at }: ParcelVisit): Visit => {
  const { ranges, random, stage } = script;
  const person = drawPerson(ranges, random);
  const comes = sideOf(random);
  const goes = random() < 0.65 ? comes : comes === 1 ? -1 : 1;
  const reach = (0.42 + look.width / 2) * stage.metreAt(at[1]);
  const side = goes === comes ? comes : sideOf(random);
  const stop: Point = [at[0] + side * reach, at[1] + (random() * 14 - 4)];
  const far = stage.situation === 'entrance' && random() < 0.6 ? 60 + random() * 30 : 0;
  const seconds = fromBands(ranges.handlingSeconds, random());
  const plan = {
    ...{ person, startSeconds, stop: { at: stop, seconds, gesture } },
    from: [outside(stage, comes), stop[1] - far] as Point,
    to: [outside(stage, goes), stop[1] - far * (random() < 0.5 ? 1 : 0.3)] as Point,
    facing: (side === 1 ? -1 : 1) as -1 | 1,
    parcel: { look, metres: look.width },
  };
  return timed(plan, stage.metreAt);
};

const parcelBox = (stage: Stage, look: ParcelLook, [x, y]: Point): Box => {
  const { width, height, depth } = scaledParcel(look, stage.metreAt(y));
  return boxOf(stage, [x - width / 2, y - height - depth], [x + width / 2 + depth, y]).box;
};

const parcelEvent = (
  stage: Stage,
  visit: Visit,
  { look, at }: { look: ParcelLook; at: Point },
): ExpectedEvent => ({
  kind: visit.stop?.gesture === 'take' ? 'parcel-taken' : 'parcel-left',
  startSeconds: visit.stopsAtSeconds,
  endSeconds: visit.goesOnSeconds,
  box: parcelBox(stage, look, at),
});

const opening = (random: () => number): number => 1.4 + random() * 1.6;

const castParcel = (script: Script): Cast => {
  const { spec, random, stage } = script;
  const look = drawLook(script);
  const at = parcelPlace(script);
  const gestures: ParcelVisit['gesture'][] =
    spec.action === 'parcel-taken'
      ? ['take']
      : spec.action === 'parcel-left'
        ? ['leave']
        : ['leave', 'take'];
  const visits: Visit[] = [];
  let startSeconds = opening(random);
  for (const gesture of gestures) {
    const visit = visitParcel(script, { gesture, startSeconds, look, at });
    visits.push(visit);
    startSeconds = visit.endSeconds + 2 + random() * 1.2;
  }
  const left = visits.find(({ stop }) => stop?.gesture === 'leave')?.handlesAtSeconds ?? 0;
  const taken = visits.find(({ stop }) => stop?.gesture === 'take')?.handlesAtSeconds ?? Infinity;
  return {
    ...nobody,
    visits,
    parcels: [{ look, at, fromSeconds: left, untilSeconds: taken }],
    events: visits.map((visit) => parcelEvent(stage, visit, { look, at })),
  };
};

const carLook = ({ ranges, random }: Script): CarLook => {
  const kind = pick(['saloon', 'estate', 'van'] as const, random());
  const tall = { saloon: 1.42, estate: 1.52, van: 1.95 }[kind];
  return {
    ...{ kind, colour: pick(ranges.cars, random()) },
    lengthMetres: 4.1 + random() * 0.7,
    heightMetres: tall + random() * 0.1,
  };
};

const parked = (script: Script, doorAt: (seconds: number) => number = () => 0): Ride => {
  const { stage, random } = script;
  const look = carLook(script);
  const length = look.lengthMetres * stage.metreAt(stage.parkingLine);
  const middle = (stage.edges[0] + stage.edges[1]) / 2 + (random() - 0.5) * 60;
  const x = middle - length / 2;
  return { look, line: stage.parkingLine, flipped: false, lamps: false, xAt: () => x, doorAt };
};

/** Somebody walks up to the driver's door, pulls at it, perhaps opens it, and goes. */
const castDoor = (script: Script): Cast => {
  const { ranges, random, stage } = script;
  const opens = random() < 0.4;
  let doorAt = (_seconds: number): number => 0;
  const car = parked(script, (seconds) => doorAt(seconds));
  const metre = stage.metreAt(car.line);
  const door = driverDoorOf(car.look);
  const x = car.xAt(0) ?? 0;
  const handle = x + (door.to[0] - 0.16) * metre;
  const side = sideOf(random);
  const line = car.line + 8 + random() * 8;
  const seconds = fromBands(ranges.doorSeconds, random());
  const comes = sideOf(random);
  const goes = random() < 0.6 ? comes : comes === 1 ? -1 : 1;
  const plan = {
    person: drawPerson(ranges, random),
    startSeconds: opening(random),
    from: [outside(stage, comes), line + random() * 10] as Point,
    stop: {
      at: [handle + side * 0.5 * metre, line] as Point,
      seconds,
      gesture: 'try-door' as const,
    },
    to: [outside(stage, goes), line + random() * 20] as Point,
    facing: (side === 1 ? -1 : 1) as -1 | 1,
  };
  const visit = timed(plan, stage.metreAt);
  const { stopsAtSeconds, goesOnSeconds } = visit;
  if (opens) {
    doorAt = (at) =>
      Math.max(0, Math.min(1, (at - stopsAtSeconds - 0.7) * 2, (goesOnSeconds - at) * 2.5));
  }
  const box = boxOf(
    stage,
    [x + door.from[0] * metre, car.line + door.from[1] * metre],
    [x + door.to[0] * metre, car.line + door.to[1] * metre],
  ).box;
  const event: ExpectedEvent = {
    ...{ kind: 'door-tried', box },
    ...{ startSeconds: stopsAtSeconds, endSeconds: goesOnSeconds },
  };
  return { ...nobody, visits: [visit], rides: [car], events: [event] };
};

const passing = (
  script: Script,
  { person, startSeconds, side }: { person: Person; startSeconds: number; side: -1 | 1 },
): Visit => {
  const { random, stage } = script;
  const line = stage.passingLine;
  const other = side === 1 ? -1 : 1;
  const plan = {
    ...{ person, startSeconds },
    from: [outside(stage, side), line] as Point,
    to: [outside(stage, other), line + (random() - 0.5) * 16] as Point,
  };
  return timed(plan, stage.metreAt);
};

/** What stands about where nothing that counts happens: a car on the drive, sometimes a parcel. */
const props = (script: Script): Pick<Cast, 'parcels' | 'rides'> => {
  const { stage, random } = script;
  if (stage.situation === 'driveway') return { parcels: [], rides: [parked(script)] };
  if (random() < 0.5) return { parcels: [], rides: [] };
  const look = drawLook(script);
  const at = parcelPlace(script);
  return { parcels: [{ look, at, fromSeconds: 0, untilSeconds: Infinity }], rides: [] };
};

const castPassers = (script: Script, count: number): Cast => {
  const { ranges, random } = script;
  let startSeconds = opening(random);
  const visits = Array.from({ length: count }, () => {
    const person = drawPerson(ranges, random);
    const visit = passing(script, { person, startSeconds, side: sideOf(random) });
    startSeconds += 1.2 + random() * 1.5;
    return visit;
  });
  return { ...nobody, ...props(script), visits };
};

/** Somebody comes to the door, waits, and goes; a parcel beside them stays where it is. */
const castVisitor = (script: Script): Cast => {
  const { ranges, random, stage } = script;
  const comes = sideOf(random);
  const [left, right] = stage.edges;
  const at: Point = [left + (right - left) * (0.35 + random() * 0.3), stage.parcelLine + 6];
  const plan = {
    person: drawPerson(ranges, random),
    startSeconds: opening(random),
    from: [outside(stage, comes), at[1]] as Point,
    stop: { at, seconds: 2 + random() * 1.5, gesture: 'wait' as const },
    to: [outside(stage, comes), at[1]] as Point,
    facing: sideOf(random),
  };
  return { ...nobody, ...props(script), visits: [timed(plan, stage.metreAt)] };
};

const castCat = (script: Script): Cast => {
  const { random, stage } = script;
  const side = sideOf(random);
  const [line, startSeconds] = [stage.parcelLine + 4 + random() * 12, opening(random)];
  const metre = stage.metreAt(line);
  const speed = (0.7 + random() * 0.9) * metre * -side;
  const fur = pick<Colour>(
    [
      [60, 56, 54],
      [168, 120, 78],
      [196, 190, 182],
    ],
    random(),
  );
  const size = (0.26 + random() * 0.08) * metre;
  const animal = (brush: Brush, seconds: number): void => {
    if (seconds < startSeconds) return;
    const x = outside(stage, side) + (seconds - startSeconds) * speed;
    const step = Math.sin((seconds - startSeconds) * 11) * size * 0.25;
    const front = -side;
    brush.ellipse([x, line + 1], [size * 1.1, size * 0.16], [22, 20, 20], 0.4);
    for (const [at, swing] of [
      [-0.6, step],
      [-0.5, -step],
      [0.5, step],
      [0.6, -step],
    ] as const) {
      const hip: Point = [x + at * size, line - size * 0.5];
      brush.limb([hip, [x + at * size + swing, line]], size * 0.16, shaded(fur, 0.85));
    }
    brush.ellipse([x, line - size * 0.68], [size * 0.85, size * 0.3], fur);
    brush.ellipse([x + front * size * 0.95, line - size * 0.95], [size * 0.26, size * 0.24], fur);
    const tail: readonly Point[] = [
      [x - front * size * 0.8, line - size * 0.75],
      [x - front * size * 1.2, line - size * (1.2 + 0.1 * Math.sin(seconds * 3))],
    ];
    brush.limb(tail, size * 0.12, fur);
  };
  return { ...nobody, ...props(script), animals: [animal] };
};

/** A car comes in from the side, slows down and stays. */
const castArrival = (script: Script): Cast => {
  const { random, stage } = script;
  const ride = parked(script);
  const target = ride.xAt(0) ?? 0;
  const [startSeconds, takes] = [opening(random), 2.6 + random() * 1.4];
  const from = stage.edges[1] + 60;
  const xAt = (seconds: number): number | undefined => {
    if (seconds < startSeconds) return undefined;
    const left = Math.max(0, 1 - (seconds - startSeconds) / takes);
    return target + (from - target) * left ** 1.7;
  };
  return { ...nobody, rides: [{ ...ride, xAt, lamps: script.spec.light !== 'day' }] };
};

const castOf = (script: Script): Cast => {
  switch (script.spec.action) {
    case 'parcel-taken':
    case 'parcel-left':
    case 'parcel-left-and-taken':
      return castParcel(script);
    case 'door-tried':
      return castDoor(script);
    case 'walk-by':
      return castPassers(script, 1);
    case 'two-people':
      return castPassers(script, 2);
    case 'visitor':
      return castVisitor(script);
    case 'cat':
      return castCat(script);
    case 'car-arrives':
      return castArrival(script);
    case 'nothing':
    case 'tree-sways':
    case 'light-switched':
    case 'clouds':
      return { ...nobody, ...props(script) };
  }
};

/** Cars on the street, one after another in both directions. */
const trafficOf = (script: Script, durationSeconds: number): readonly Ride[] => {
  const { spec, ranges, random, stage } = script;
  const rides: Ride[] = [];
  let startSeconds = 0.4 + random() * 1.5;
  while (startSeconds < durationSeconds && rides.length < 6) {
    const toRight = random() < 0.5;
    const line = stage.streetLine + (toRight ? 9 : -2);
    const metre = stage.metreAt(line);
    const speed = fromBands(ranges.carMetresPerSecond, random()) * metre;
    const [start, look] = [startSeconds, carLook(script)];
    const [from, to] = [stage.edges[0] - 6 * metre, stage.edges[1] + 6 * metre];
    rides.push({
      ...{ look, line, flipped: toRight, lamps: spec.light !== 'day', doorAt: () => 0 },
      xAt(seconds) {
        const way = (seconds - start) * speed;
        return way < 0 || way > to - from ? undefined : toRight ? from + way : to - way;
      },
    });
    startSeconds += 1.6 + random() * 3;
  }
  return rides;
};

const drawRide = (brush: Brush, stage: Stage, ride: Ride, seconds: number): void => {
  const x = ride.xAt(seconds);
  if (x === undefined) return;
  const scale = stage.metreAt(ride.line);
  const dx = ride.flipped ? x + ride.look.lengthMetres * scale : x;
  const local = brushThrough(brush, { scale, mirrored: ride.flipped, dx, dy: ride.line });
  drawCar(local, ride.look, { doorOpen: ride.doorAt(seconds), lamps: ride.lamps });
};

const seenPeople = (
  stage: Stage,
  visits: readonly Visit[],
  durationSeconds: number,
): readonly SeenPerson[] =>
  visits.map((visit, index) => ({
    personId: index + 1,
    boxes: Array.from({ length: Math.floor(durationSeconds * boxesPerSecond) }, (_, count) => {
      const seconds = count / boxesPerSecond;
      const body = bodyAt(visit, seconds, stage.metreAt);
      const seen = body === undefined ? undefined : boxOf(stage, body.from, body.to);
      return seen === undefined || seen.inside < 1 / 3 ? [] : [{ seconds, box: seen.box }];
    }).flat(),
  }));

const presenceOf = ({ boxes }: SeenPerson): readonly ExpectedEvent[] => {
  const [first, last] = [boxes[0], boxes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const left = Math.min(...boxes.map(({ box }) => box.left));
  const top = Math.min(...boxes.map(({ box }) => box.top));
  const right = Math.max(...boxes.map(({ box }) => box.left + box.width));
  const bottom = Math.max(...boxes.map(({ box }) => box.top + box.height));
  return [
    {
      ...{ kind: 'person-present', startSeconds: first.seconds, endSeconds: last.seconds },
      box: { left, top, width: right - left, height: bottom - top },
    },
  ];
};

const durationOf = ({ visits }: Cast, random: () => number): number => {
  const last = Math.max(0, ...visits.map(({ endSeconds }) => endSeconds));
  const seconds = last === 0 ? emptySeconds : Math.max(emptySeconds - 2, last + 1.8 + random());
  return Math.min(maxSceneSeconds, Math.ceil(seconds));
};

const lightOf = ({ spec, random }: Script): Scene['lightAt'] => {
  const [phase, switchedAt] = [random() * 6, 3 + random() * 4];
  const deep = spec.action === 'clouds' ? 0.2 : 0.008;
  const slow = spec.action === 'clouds' ? 0.9 : 2.1;
  return (seconds) => ({
    whole: 1 + deep * Math.sin(phase + seconds * slow) + 0.004 * Math.sin(seconds * 31),
    lamp:
      spec.action === 'light-switched'
        ? Math.min(1, Math.max(0, (seconds - switchedAt) / 0.12))
        : 0,
  });
};

/** Everything that stands or moves on the ground, the farthest first. */
const drawInOrder = (
  brush: Brush,
  { stage, cast, sun }: { stage: Stage; cast: Cast; sun: Point | undefined },
  seconds: number,
): void => {
  const things: { line: number; draw: () => void }[] = [];
  for (const ride of cast.rides) {
    things.push({ line: ride.line, draw: () => drawRide(brush, stage, ride, seconds) });
  }
  for (const { look, at, fromSeconds, untilSeconds } of cast.parcels) {
    if (seconds < fromSeconds || seconds >= untilSeconds) continue;
    const scaled = scaledParcel(look, stage.metreAt(at[1]));
    things.push({ line: at[1], draw: () => drawParcel(brush, at, true, scaled) });
  }
  for (const visit of cast.visits) {
    const line = feetAt(visit, seconds)?.[1];
    if (line === undefined) continue;
    const draw = (): void => drawVisit(brush, visit, { seconds, metreAt: stage.metreAt, sun });
    things.push({ line, draw });
  }
  for (const { draw } of things.toSorted((one, other) => one.line - other.line)) draw();
  for (const animal of cast.animals) animal(brush, seconds);
};

/** Works a spec out: the place, who does what when, and what is true of it. */
export const buildScene = (spec: SceneSpec): Scene => {
  const ranges = sceneRanges[spec.split];
  const random = seededNumbers(spec.seed * 2 + 1);
  const stage = buildStage(spec.situation, { ranges, random });
  const script: Script = { spec, ranges, random, stage };
  const acting = castOf(script);
  const durationSeconds = durationOf(acting, random);
  const traffic = spec.traffic === 'none' ? [] : trafficOf(script, durationSeconds);
  const cast: Cast = { ...acting, rides: [...traffic, ...acting.rides] };
  const people = seenPeople(stage, cast.visits, durationSeconds);
  const sunny = spec.light === 'day' && spec.weather === 'dry' && random() < 0.6;
  const sun: Point | undefined = sunny
    ? [(random() - 0.5) * 1.4, -0.1 - random() * 0.15]
    : undefined;
  const sway = spec.action === 'tree-sways' ? 5 : fromBands(ranges.swayUnits, random());
  const pace = 1.6 + random() * 2;
  const events = [...cast.events, ...people.flatMap(presenceOf)].toSorted(
    (one, other) => one.startSeconds - other.startSeconds,
  );
  return {
    ...{ spec, stage, truth: { durationSeconds, events, people } },
    lightAt: lightOf(script),
    drawMoment(brush, seconds) {
      stage.drawFoliage(brush, seconds * pace, sway);
      drawInOrder(brush, { stage, cast, sun }, seconds);
      stage.drawForeground(brush);
    },
  };
};

/** What is true of a scene. */
export const sceneTruth = (spec: SceneSpec): SceneTruth => buildScene(spec).truth;
