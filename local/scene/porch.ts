import { shaded, type Brush } from './brush.ts';
import type { Canvas, Colour, Point } from './canvas.ts';

/** Taken out once: painters ask for them millions of times, and a global is slow inside jest. */
const { imul } = Math;

/** The picture in scene units. */
export const picture = { width: 640, height: 360 } as const;
/** Where people's feet go: on the porch floor, in front of the wall. */
export const walkLine = 312;
/** Where the parcel stands: left edge of the door mat. */
export const parcelSpot: Point = [262, 300];

/** Numbers from 0 to 1 that look random and are always the same for a seed (mulberry32). */
export const seededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const white: Colour = [236, 232, 222];

/** The planks of the wall behind the porch. */
export const drawWall = (canvas: Brush, wall: Colour, random: () => number): void => {
  const plankHeight = 17;
  for (let top = 0; top < 262; top += plankHeight) {
    const tone = 0.97 + random() * 0.05;
    canvas.rectangle([-60, top], [700, top + plankHeight], shaded(wall, tone));
    canvas.rectangle([-60, top + plankHeight - 3], [700, top + plankHeight], shaded(wall, 0.8));
    canvas.rectangle([-60, top], [700, top + 1.5], shaded(wall, 1.1));
  }
  canvas.rectangle([-60, 252], [700, 264], white);
  canvas.rectangle([-60, 262], [700, 265], shaded(white, 0.6));
};

/** The house door. */
export const drawDoor = (canvas: Brush, door: Colour): void => {
  canvas.rectangle([128, 46], [246, 262], white);
  canvas.rectangle([134, 52], [240, 262], shaded(white, 0.72));
  canvas.rectangle([138, 56], [236, 262], door);
  const glass: Colour = [92, 112, 124];
  for (const left of [150, 191]) {
    canvas.rectangle([left, 70], [left + 33, 128], shaded(door, 0.7));
    canvas.rectangle([left + 3, 73], [left + 30, 125], glass);
    canvas.polygon(
      [
        [left + 3, 104],
        [left + 24, 73],
        [left + 30, 73],
        [left + 3, 116],
      ],
      [150, 168, 176],
      0.55,
    );
    canvas.rectangle([left, 142], [left + 33, 238], shaded(door, 0.74));
    canvas.rectangle([left + 3, 145], [left + 33, 238], shaded(door, 1.12));
    canvas.rectangle([left + 3, 145], [left + 30, 235], shaded(door, 0.94));
  }
  canvas.ellipse([228, 172], [4, 4], [214, 182, 96]);
  canvas.rectangle([225, 180], [231, 190], [186, 152, 74]);
  canvas.rectangle([134, 258], [240, 264], [120, 112, 100]);
};

/** The window beside the door. */
export const drawWindow = (canvas: Brush): void => {
  canvas.rectangle([352, 62], [516, 190], white);
  canvas.rectangle([360, 70], [508, 182], [70, 86, 98]);
  canvas.polygon(
    [
      [360, 160],
      [452, 70],
      [492, 70],
      [380, 182],
      [360, 182],
    ],
    [124, 146, 158],
    0.5,
  );
  canvas.rectangle([360, 70], [392, 182], [206, 198, 182], 0.8);
  canvas.rectangle([478, 70], [508, 182], [206, 198, 182], 0.8);
  canvas.rectangle([431, 70], [437, 182], white);
  canvas.rectangle([360, 122], [508, 127], white);
  canvas.rectangle([344, 190], [524, 199], white);
  canvas.rectangle([344, 197], [524, 200], shaded(white, 0.65));
};

/** The lamp and the number of the house. */
export const drawLampAndNumber = (canvas: Brush): void => {
  canvas.rectangle([286, 84], [298, 92], [44, 44, 46]);
  canvas.polygon(
    [
      [281, 92],
      [303, 92],
      [299, 122],
      [285, 122],
    ],
    [52, 52, 54],
  );
  canvas.rectangle([287, 96], [297, 118], [250, 226, 160]);
  canvas.rectangle([278, 142], [306, 158], [46, 48, 52]);
  for (const left of [283, 290, 297]) canvas.rectangle([left, 145], [left + 4, 155], white);
};

/** The boards, the step and the mat. */
export const drawFloor = (
  canvas: Brush,
  random: () => number,
  floor: Colour = [150, 132, 112],
): void => {
  canvas.rectangle([-60, 264], [700, 330], floor);
  for (let left = -60; left < 720; left += 26) {
    const tone = 0.94 + random() * 0.1;
    const lean = (left + 13 - 320) * 0.16;
    canvas.polygon(
      [
        [left, 265],
        [left + 25, 265],
        [left + 25 + lean + 4, 330],
        [left + lean, 330],
      ],
      shaded(floor, tone),
    );
  }
  canvas.polygon(
    [
      [-60, 264],
      [700, 264],
      [700, 274],
      [-60, 274],
    ],
    [40, 34, 30],
    0.25,
  );
  canvas.rectangle([-60, 328], [700, 336], white);
  canvas.rectangle([-60, 335], [700, 400], [96, 92, 86]);
  for (let left = 0; left < 640; left += 64) {
    canvas.rectangle(
      [left, 336],
      [left + 62, 360],
      shaded([124, 118, 108], 0.92 + random() * 0.12),
    );
  }
  canvas.rectangle([-60, 336], [700, 340], [40, 36, 32], 0.4);
  canvas.polygon(
    [
      [136, 272],
      [240, 272],
      [248, 292],
      [128, 292],
    ],
    [88, 74, 58],
  );
  canvas.polygon(
    [
      [140, 275],
      [236, 275],
      [242, 289],
      [134, 289],
    ],
    [112, 96, 74],
  );
};

/** A plant in a pot, left of the door. */
export const drawPlant = (canvas: Brush, random: () => number): void => {
  canvas.ellipse([72, 306], [38, 7], [30, 26, 22], 0.35);
  for (let leaf = 0; leaf < 46; leaf += 1) {
    const angle = Math.PI * (0.05 + 0.9 * random());
    const reach = 26 + random() * 42;
    const tip: Point = [70 + Math.cos(angle) * reach, 258 - Math.sin(angle) * reach * 1.15];
    const green: Colour = [48 + random() * 40, 92 + random() * 48, 48 + random() * 24];
    canvas.limb([[70, 262], tip], 5 + random() * 4, green);
  }
  canvas.polygon(
    [
      [42, 258],
      [98, 258],
      [90, 306],
      [50, 306],
    ],
    [164, 92, 62],
  );
  canvas.rectangle([39, 252], [101, 264], [182, 106, 72]);
  canvas.rectangle([39, 262], [101, 264], [120, 66, 46]);
};

/** The post that holds the roof: it stands before those who pass. */
export const drawPost = (canvas: Brush): void => {
  canvas.rectangle([560, 0], [590, 330], shaded(white, 0.96));
  canvas.rectangle([560, 0], [564, 330], shaded(white, 0.78));
  canvas.rectangle([584, 0], [590, 330], shaded(white, 1.06));
  canvas.rectangle([553, 310], [597, 330], shaded(white, 0.92));
  canvas.rectangle([553, 0], [597, 14], shaded(white, 0.92));
};

const letters: Readonly<Record<string, readonly string[]>> = {
  D: ['110', '101', '101', '101', '110'],
  E: ['111', '100', '110', '100', '111'],
  M: ['101', '111', '111', '101', '101'],
  O: ['111', '101', '101', '101', '111'],
  S: ['111', '100', '111', '001', '111'],
  C: ['111', '100', '100', '100', '111'],
  N: ['111', '101', '101', '101', '101'],
};

/** Whoever sees the clip shall know that nobody was filmed. */
const drawLabel = (canvas: Canvas): void => {
  canvas.rectangle([10, 8], [102, 26], [16, 18, 22], 0.55);
  for (const [place, letter] of [...'DEMO SCENE'].entries()) {
    for (const [row, dots] of (letters[letter] ?? []).entries()) {
      for (const [column, dot] of [...dots].entries()) {
        const [x, y] = [16 + place * 8 + column * 2, 12 + row * 2];
        if (dot === '1') canvas.rectangle([x, y], [x + 2, y + 2], [240, 240, 236]);
      }
    }
  }
};

const wallColours: readonly Colour[] = [
  [150, 166, 176],
  [172, 166, 148],
  [146, 164, 146],
  [178, 160, 152],
];
const doorColours: readonly Colour[] = [
  [124, 44, 40],
  [38, 72, 96],
  [52, 84, 66],
  [88, 62, 44],
];

/** One of a list by a number from 0 to 1. */
export const pick = <Item>(
  items: readonly [Item, ...Item[]] | readonly Item[],
  at: number,
): Item => {
  const item = items[Math.min(items.length - 1, Math.floor(at * items.length))];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return item;
};

/** Draws the porch without anybody on it. */
export const drawPorch = (canvas: Canvas, random: () => number): void => {
  drawWall(canvas, pick(wallColours, random()), random);
  drawDoor(canvas, pick(doorColours, random()));
  drawWindow(canvas);
  drawLampAndNumber(canvas);
  drawFloor(canvas, random);
  drawPlant(canvas, random);
  const [sunX, sunY] = [picture.width * (0.55 + random() * 0.2), 90];
  // Sun from the upper right, the lens darker towards its edge.
  canvas.light((x, y) => {
    const away = Math.hypot((x - sunX) / picture.width, (y - sunY) / picture.height);
    return 1.1 - 0.32 * away * away - 0.1 * away;
  });
};

/** What stands between the walkers and the camera: painted after them. */
export const drawForeground = (canvas: Canvas): void => {
  drawPost(canvas);
  drawLabel(canvas);
};

/** How a parcel looks; lengths in scene units. */
export interface ParcelLook {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly card: Colour;
  readonly tape: Colour;
}

/** The parcel of the demo clip. */
const brownParcel: ParcelLook = {
  ...{ width: 46, height: 32, depth: 10 },
  card: [198, 154, 102],
  tape: [222, 196, 148],
};

/** Draws the parcel with its middle bottom at a point. */
export const drawParcel = (
  canvas: Brush,
  [x, y]: Point,
  onGround: boolean,
  { width, height, depth, card, tape }: ParcelLook = brownParcel,
): void => {
  const [left, right, top] = [x - width / 2, x + width / 2, y - height];
  if (onGround) canvas.ellipse([x + 4, y - 1], [width * 0.66, height * 0.19], [24, 20, 18], 0.4);
  canvas.rectangle([left, top], [right, y], card);
  const lid: readonly Point[] = [
    [left, top],
    [left + depth, top - depth],
    [right + depth, top - depth],
    [right, top],
  ];
  canvas.polygon(lid, shaded(card, 1.18));
  const side: readonly Point[] = [
    [right, top],
    [right + depth, top - depth],
    [right + depth, y - depth],
    [right, y],
  ];
  canvas.polygon(side, shaded(card, 0.76));
  canvas.rectangle([x - width * 0.087, top], [x + width * 0.087, y], tape);
  canvas.rectangle(
    [left + width * 0.087, y - height * 0.44],
    [left + width * 0.37, y - height * 0.16],
    [240, 238, 230],
  );
};
