import { shaded as dark, type Brush } from './brush.ts';
import type { Colour, Point } from './canvas.ts';
import { drawParcel, type ParcelLook } from './porch.ts';

/** How somebody looks. */
export interface Clothes {
  readonly top: Colour;
  readonly trousers: Colour;
  readonly skin: Colour;
  readonly hat: Colour;
  readonly hood: boolean;
  /** Thickness of trunk and limbs against the usual; 1 unless said. */
  readonly build?: number;
  /** A bag on the back, where there is one. */
  readonly bag?: Colour | undefined;
}

/** How somebody stands at one moment. */
export interface Pose {
  /** Middle of the feet, in scene units. */
  readonly feet: Point;
  /** -1 looks left, 1 looks right. */
  readonly facing: -1 | 1;
  /** Steps walked; whole numbers have the feet apart. */
  readonly stride: number;
  /** 0 upright to 1 bent down to the ground. */
  readonly bend: number;
  readonly carries: boolean;
  /** What is carried; the demo's parcel unless said. */
  readonly parcel?: ParcelLook;
  /** 0 to 1: how far an arm is stretched out in front, as to a handle. */
  readonly reach?: number;
  /** Radians that a leg swings to each side while walking; 0.42 unless said. */
  readonly swing?: number;
}

/** Lengths of an adult in scene units: about 190 tall before a door of 206. */
const body = { thigh: 46, shin: 46, torso: 62, upperArm: 30, foreArm: 28 } as const;

const moved = ([x, y]: Point, angle: number, length: number, facing: number): Point => [
  x + Math.sin(angle) * length * facing,
  y + Math.cos(angle) * length,
];

/** Hip, knee and ankle of a leg; angles in radians from straight down, forwards positive. */
const legOf = (hip: Point, swing: number, lift: number, pose: Pose): readonly Point[] => {
  const knee = moved(hip, swing + pose.bend * 0.9, body.thigh, pose.facing);
  const ankle = moved(knee, swing - lift - pose.bend * 1.0, body.shin, pose.facing);
  return [hip, knee, ankle];
};

const drawLeg = (
  canvas: Brush,
  leg: readonly Point[],
  clothes: Clothes,
  shade: number,
  facing: number,
): void => {
  canvas.limb(leg, 17 * (clothes.build ?? 1), dark(clothes.trousers, shade));
  const [x, y] = leg.at(-1) ?? [0, 0];
  canvas.limb(
    [
      [x - 2 * facing, y + 5],
      [x + 12 * facing, y + 6],
    ],
    10,
    dark([52, 46, 44], shade),
  );
};

const drawHead = (
  canvas: Brush,
  neck: Point,
  lean: number,
  clothes: Clothes,
  facing: number,
): void => {
  const [x, y] = moved(neck, Math.PI - lean, 22, facing);
  canvas.limb([neck, [x, y]], 12, dark(clothes.skin, 0.85));
  if (clothes.hood) canvas.ellipse([x - 2 * facing, y - 1], [17, 19], clothes.hat);
  canvas.ellipse([x + (clothes.hood ? 4 : 0) * facing, y], [12.5, 15], clothes.skin);
  if (clothes.hood) return;
  canvas.ellipse([x - 1 * facing, y - 8], [13.5, 8], clothes.hat);
  canvas.rectangle(
    [Math.min(x, x + 20 * facing), y - 9],
    [Math.max(x, x + 20 * facing), y - 5],
    dark(clothes.hat, 0.8),
  );
};

/** Hands: swinging while walking, in front with a parcel, down to the ground when bent. */
const armOf = (shoulder: Point, swing: number, pose: Pose, lean: number): readonly Point[] => {
  const reach = pose.reach ?? 0;
  const reaches = pose.carries || pose.bend > 0.15;
  const upper = (reaches ? 0.35 + lean * 0.3 : swing) + reach * 0.75;
  const fore = reaches ? Math.max(0.3, 1.45 - lean * 0.9) : swing + 0.35 + reach * 0.8;
  const elbow = moved(shoulder, upper, body.upperArm, pose.facing);
  return [shoulder, elbow, moved(elbow, fore, body.foreArm, pose.facing)];
};

/** Where a carried parcel has its middle bottom: between the hands. */
const heldAt = (arm: readonly Point[], facing: number): Point => {
  const [x, y] = arm.at(-1) ?? [0, 0];
  return [x + 8 * facing, y + 20];
};

/** Draws somebody, and the parcel they carry. */
export const drawWalker = (canvas: Brush, clothes: Clothes, pose: Pose): void => {
  const { facing, bend } = pose;
  const [x, ground] = pose.feet;
  const swing = Math.sin(pose.stride * Math.PI) * (pose.swing ?? 0.42) * (1 - bend);
  const build = clothes.build ?? 1;
  const lift = (phase: number): number =>
    Math.max(0, Math.cos(pose.stride * Math.PI + phase)) * 0.55 * (1 - bend);
  const bob = Math.abs(Math.cos(pose.stride * Math.PI)) * 3;
  const hip: Point = [x - bend * 10 * facing, ground - 94 - bob + bend * 32];
  const lean = 0.06 + bend * 0.95;
  const neck = moved(hip, Math.PI - lean, body.torso, facing);
  const shoulder = moved(hip, Math.PI - lean, body.torso - 8, facing);

  canvas.ellipse([x + 3, ground + 2], [40, 7], [24, 20, 18], 0.38);
  const farArm = armOf(shoulder, swing * 0.9, pose, lean);
  canvas.limb(farArm, 12 * build, dark(clothes.top, 0.7));
  drawLeg(canvas, legOf(hip, -swing, lift(Math.PI), pose), clothes, 0.72, facing);
  drawLeg(canvas, legOf(hip, swing, lift(0), pose), clothes, 1, facing);
  canvas.limb([hip, moved(hip, Math.PI - lean, body.torso - 12, facing)], 32 * build, clothes.top);
  canvas.limb(
    [moved(hip, -lean, 0, facing), moved(hip, Math.PI - lean, 8, facing)],
    27 * build,
    dark(clothes.top, 0.9),
  );
  if (clothes.bag !== undefined) {
    const back = moved(hip, Math.PI - lean, body.torso * 0.6, facing);
    canvas.ellipse([back[0] - 17 * facing * build, back[1]], [12, 20], clothes.bag);
  }
  drawHead(canvas, neck, lean, clothes, facing);
  const nearArm = armOf(shoulder, -swing * 0.9, pose, lean);
  if (pose.carries) drawParcel(canvas, heldAt(nearArm, facing), false, pose.parcel);
  canvas.limb(nearArm, 12 * build, dark(clothes.top, 0.86));
  canvas.ellipse(nearArm.at(-1) ?? [0, 0], [6.5, 6.5], clothes.skin);
};
