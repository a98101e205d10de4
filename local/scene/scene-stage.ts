import { brushThrough, shaded, type Brush, type View } from './brush.ts';
import type { Canvas, Colour, Point } from './canvas.ts';
import {
  drawDoor,
  drawFloor,
  drawLampAndNumber,
  drawPlant,
  drawPost,
  drawWall,
  drawWindow,
  pick,
  picture,
} from './porch.ts';
import { fromBands, type SceneRanges } from './scene-ranges.ts';
import type { Situation } from './truth.ts';

/** Taken out once: painters ask for them millions of times, and a global is slow inside jest. */
const { abs, cos, floor, imul, max, min, sin, sqrt } = Math;

/** A place where scenes happen, in stage units: about those of the picture, then `view`. */
export interface Stage {
  readonly situation: Situation;
  /** From stage units to the 640 × 360 of the picture. */
  readonly view: View;
  /** Of the ground that parcels stand on. */
  readonly ground: Colour;
  /** Stage x where the picture begins and ends, whatever the view. */
  readonly edges: readonly [left: number, right: number];
  /** Ground lines, as stage y: where parcels stand, where people pass, where cars pass. */
  readonly parcelLine: number;
  readonly passingLine: number;
  readonly streetLine: number;
  /** Where a parked car stands. */
  readonly parkingLine: number;
  /** Units that a metre has on the ground line y. */
  metreAt(y: number): number;
  /** What never moves. */
  drawBackdrop(brush: Brush): void;
  /** What the wind moves, by a phase in radians. */
  drawFoliage(brush: Brush, phase: number, swayUnits: number): void;
  /** What stands before everybody. */
  drawForeground(brush: Brush): void;
}

interface Plan {
  readonly ranges: SceneRanges;
  readonly random: () => number;
}

const noForeground = (): void => {};

/** Keeps the bottom of the stage at the bottom of the picture. */
const viewOf = ({ ranges, random }: Plan): View => {
  const scale = fromBands(ranges.zoom, random());
  const mirrored = random() < 0.5;
  const pan = (random() - 0.5) * max(0, scale - 1) * picture.width;
  const centre = (picture.width / 2) * scale * (mirrored ? -1 : 1);
  return {
    ...{ scale, mirrored },
    dx: picture.width / 2 - centre + pan,
    dy: picture.height * (1 - scale),
  };
};

const edgesOf = ({ scale, mirrored, dx }: View): readonly [number, number] => {
  const ends = [0, picture.width].map((x) => ((x - dx) / scale) * (mirrored ? -1 : 1));
  return [min(...ends), max(...ends)];
};

/** Facing the house: wall, door, floor. Nobody comes nearer or goes away: one scale for all. */
const porchStage = (plan: Plan): Stage => {
  const { ranges, random } = plan;
  const view = viewOf(plan);
  const ground = pick(ranges.grounds, random());
  const wall = pick(ranges.walls, random());
  const door = pick(ranges.doors, random());
  const hasWindow = random() < 0.7;
  const hasPost = random() < 0.4;
  const [doorShift, windowShift] = [(random() - 0.5) * 60, (random() - 0.5) * 50];
  const leaves = Array.from({ length: 14 }, () => [random(), random(), random()] as const);
  const parcelLine = 298 + random() * 18;
  const moved = (brush: Brush, dx: number): Brush =>
    brushThrough(brush, { scale: 1, mirrored: false, dx, dy: 0 });
  return {
    ...{ situation: 'porch', view, ground, edges: edgesOf(view), parcelLine },
    passingLine: 310 + random() * 14,
    streetLine: 0,
    parkingLine: 0,
    metreAt: () => 108,
    drawBackdrop(brush) {
      brush.rectangle([-80, -80], [720, 4], wall);
      drawWall(brush, wall, random);
      drawDoor(moved(brush, doorShift), door);
      if (hasWindow) drawWindow(moved(brush, windowShift));
      drawLampAndNumber(moved(brush, doorShift));
      drawFloor(brush, random, ground);
      drawPlant(moved(brush, -18), random);
    },
    drawFoliage(brush, phase, swayUnits) {
      for (const [a, b, c] of leaves) {
        const sway = sin(phase + a * 4) * swayUnits * (0.4 + b);
        const tip: Point = [598 + a * 50 + sway, 50 + b * 70 + abs(sway) * 0.2];
        brush.limb([[622, 16], tip], 5 + c * 4, [44 + a * 40, 86 + b * 40, 44]);
      }
      brush.ellipse([622, 22], [18, 12], [120, 72, 50]);
    },
    drawForeground: hasPost ? drawPost : noForeground,
  };
};

const drawHouses = (brush: Brush, baseLine: number, { ranges, random }: Plan): void => {
  for (let left = -70; left < 700; left += 90 + random() * 60) {
    const [width, height] = [70 + random() * 50, 52 + random() * 40];
    const colour = shaded(pick(ranges.walls, random()), 0.75 + random() * 0.2);
    const top = baseLine - height;
    brush.rectangle([left, top], [left + width, baseLine], colour);
    const roof: readonly Point[] = [
      [left - 6, top],
      [left + width / 2, top - 22 - random() * 12],
      [left + width + 6, top],
    ];
    brush.polygon(roof, shaded([110, 74, 66], 0.7 + random() * 0.5));
    for (let x = left + 10; x + 14 < left + width; x += 26) {
      brush.rectangle([x, top + 12], [x + 12, top + 26], [70, 80, 92]);
      brush.rectangle([x, top + 12], [x + 12, top + 14], [196, 192, 184]);
    }
    brush.ellipse([left + width + 14, baseLine - 12], [18, 16], [58, 84, 52]);
  }
};

const drawStreet = (brush: Brush, streetLine: number, { random }: Plan): void => {
  const sky: Colour = [176, 188, 200];
  brush.rectangle([-120, -120], [760, streetLine - 20], sky);
  for (let cloud = 0; cloud < 5; cloud += 1) {
    const at: Point = [random() * 640, random() * 30];
    brush.ellipse(at, [60 + random() * 60, 8 + random() * 8], [206, 212, 218], 0.5);
  }
};

const drawRoad = (brush: Brush, streetLine: number): void => {
  brush.rectangle([-120, streetLine - 22], [760, streetLine - 14], [150, 148, 142]);
  brush.rectangle([-120, streetLine - 14], [760, streetLine + 14], [88, 88, 92]);
  for (let left = -100; left < 740; left += 46) {
    brush.rectangle([left, streetLine - 1], [left + 20, streetLine + 1], [180, 178, 170]);
  }
  brush.rectangle([-120, streetLine + 14], [760, streetLine + 17], [176, 174, 168]);
  brush.rectangle([-120, streetLine + 17], [760, streetLine + 30], [146, 144, 138]);
};

const drawGrass = (brush: Brush, from: number, { random }: Plan): void => {
  brush.rectangle([-120, from], [760, 460], [92, 112, 72]);
  for (let blade = 0; blade < 500; blade += 1) {
    const at: Point = [-60 + random() * 760, from + random() * (400 - from)];
    const size = (at[1] - from) / 60 + 1;
    const tone = 0.8 + random() * 0.45;
    brush.ellipse(at, [size * 2, size * 0.8], shaded([92, 112, 72], tone), 0.6);
  }
};

/** Crown and trunk of a tree whose leaves sway. */
const treeOf = ({ random }: Plan, [x, y]: Point) => {
  const blobs = Array.from({ length: 26 }, () => {
    const [angle, reach] = [random() * Math.PI * 2, sqrt(random())];
    return {
      at: [x + cos(angle) * 44 * reach, y - 70 + sin(angle) * 34 * reach] as Point,
      size: 9 + random() * 9,
      tone: 0.7 + random() * 0.6,
      late: random() * 2,
    };
  });
  return (brush: Brush, phase: number, swayUnits: number): void => {
    brush.rectangle([x - 5, y - 60], [x + 5, y], [84, 66, 52]);
    for (const { at, size, tone, late } of blobs) {
      const high = (y - at[1]) / 90;
      const dx = sin(phase + late) * swayUnits * high;
      const dy = cos(phase * 1.3 + late) * swayUnits * high * 0.3;
      brush.ellipse([at[0] + dx, at[1] + dy], [size, size * 0.8], shaded([70, 96, 56], tone));
    }
  };
};

/** What lies beyond a garden: the street, the houses on its other side, the road, the grass. */
const drawAcrossTheStreet = (brush: Brush, streetLine: number, plan: Plan): void => {
  drawStreet(brush, streetLine, plan);
  drawHouses(brush, streetLine - 20, plan);
  drawRoad(brush, streetLine);
  drawGrass(brush, streetLine + 30, plan);
};

/** Looking out from the house: a slab, a path through grass, a street with houses behind it. */
const entranceStage = (plan: Plan): Stage => {
  const { ranges, random } = plan;
  const view = viewOf(plan);
  const ground = pick(ranges.grounds, random());
  const horizon = 50 + random() * 24;
  const cameraMetres = fromBands(ranges.cameraMetres, random());
  const streetLine = 126 + random() * 12;
  const slabLine = 252 + random() * 14;
  const edges = edgesOf(view);
  const drawTree = treeOf(plan, [edges[random() < 0.5 ? 0 : 1] * 0.62 + 122, 205]);
  return {
    ...{ situation: 'entrance', view, ground, edges, streetLine },
    parcelLine: slabLine + 34 + random() * 26,
    passingLine: slabLine - 62 + random() * 50,
    parkingLine: 0,
    metreAt: (y) => max(6, (y - horizon) / cameraMetres),
    drawBackdrop(brush) {
      drawAcrossTheStreet(brush, streetLine, plan);
      const path: readonly Point[] = [
        [300, streetLine + 30],
        [344, streetLine + 30],
        [430, 420],
        [190, 420],
      ];
      brush.polygon(path, shaded(ground, 0.94));
      brush.rectangle([-120, slabLine], [760, 460], ground);
      brush.rectangle([-120, slabLine], [760, slabLine + 3], shaded(ground, 1.16));
      for (let left = -80; left < 720; left += 58) {
        const lean = (left - 320) * 0.5;
        const joint: readonly Point[] = [
          [left, slabLine],
          [left + 1.6, slabLine],
          [left + lean + 2.6, 460],
          [left + lean, 460],
        ];
        brush.polygon(joint, shaded(ground, 0.82));
      }
    },
    drawFoliage: drawTree,
    drawForeground: noForeground,
  };
};

/** A parked car on its drive, seen from the side; a street behind it. */
const drivewayStage = (plan: Plan): Stage => {
  const { ranges, random } = plan;
  const view = viewOf(plan);
  const ground = pick(ranges.grounds, random());
  const horizon = 36 + random() * 24;
  const cameraMetres = fromBands(ranges.cameraMetres, random()) + 0.5;
  const streetLine = 120 + random() * 12;
  const parkingLine = 246 + random() * 28;
  const edges = edgesOf(view);
  const drawTree = treeOf(plan, [edges[random() < 0.5 ? 0 : 1] * 0.7 + 96, 200]);
  return {
    ...{ situation: 'driveway', view, ground, edges, streetLine, parkingLine },
    parcelLine: parkingLine + 40,
    passingLine: parkingLine + 26 + random() * 36,
    metreAt: (y) => max(6, (y - horizon) / cameraMetres),
    drawBackdrop(brush) {
      drawAcrossTheStreet(brush, streetLine, plan);
      const drive: readonly Point[] = [
        [70, streetLine + 46],
        [600, streetLine + 40],
        [780, 460],
        [-140, 460],
      ];
      brush.polygon(drive, ground);
      for (let crack = 0; crack < 9; crack += 1) {
        const [x, y] = [60 + random() * 520, streetLine + 60 + random() * 190];
        const line: readonly Point[] = [
          [x, y],
          [x + (random() - 0.5) * 60, y + random() * 20],
          [x + (random() - 0.5) * 90, y + 20 + random() * 20],
        ];
        brush.limb(line, 1.2, shaded(ground, 0.7));
      }
    },
    drawFoliage: drawTree,
    drawForeground: noForeground,
  };
};

/** Builds the place of a scene; draws from `random` in a fixed order. */
export const buildStage = (situation: Situation, plan: Plan): Stage => {
  switch (situation) {
    case 'porch':
      return porchStage(plan);
    case 'entrance':
      return entranceStage(plan);
    case 'driveway':
      return drivewayStage(plan);
  }
};

const hashed = (x: number, y: number, seed: number): number => {
  let mixed = imul(x, 374_761_393) ^ imul(y, 668_265_263) ^ imul(seed, 144_665);
  mixed = imul(mixed ^ (mixed >>> 13), 1_274_126_177);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
};

const smoothNoise = (x: number, y: number, seed: number): number => {
  const [column, row] = [floor(x), floor(y)];
  const [right, down] = [x - column, y - row];
  const top = hashed(column, row, seed) * (1 - right) + hashed(column + 1, row, seed) * right;
  const bottom =
    hashed(column, row + 1, seed) * (1 - right) + hashed(column + 1, row + 1, seed) * right;
  return top * (1 - down) + bottom * down;
};

/** Gives everything drawn so far a grain: stains, and the roughness of real surfaces. */
export const roughen = (canvas: Canvas, strength: number, seed: number): void => {
  canvas.light((x, y) => {
    const stains = smoothNoise(x / 38, y / 24, seed) - 0.5;
    const rough = smoothNoise(x / 5, y / 4, seed + 1) - 0.5;
    const grain = hashed(floor(x), floor(y), seed + 2) - 0.5;
    return 1 + strength * (1.1 * stains + 0.9 * rough + 0.7 * grain);
  });
};
