import { shaded, type Brush } from './brush.ts';
import type { Colour, Point } from './canvas.ts';

/** How a car looks from the side. */
export interface CarLook {
  readonly kind: 'saloon' | 'estate' | 'van';
  readonly colour: Colour;
  readonly lengthMetres: number;
  readonly heightMetres: number;
}

/** Outline of the body from the left wheel's ground line, in shares of length and height. */
const outlines: Readonly<Record<CarLook['kind'], readonly Point[]>> = {
  saloon: [
    [0, 0.2],
    [0.01, 0.52],
    [0.2, 0.62],
    [0.34, 0.98],
    [0.68, 1],
    [0.82, 0.66],
    [0.98, 0.6],
    [1, 0.2],
  ],
  estate: [
    [0, 0.2],
    [0.01, 0.54],
    [0.2, 0.62],
    [0.32, 0.98],
    [0.9, 1],
    [0.98, 0.62],
    [1, 0.2],
  ],
  van: [
    [0, 0.16],
    [0.01, 0.46],
    [0.1, 0.58],
    [0.2, 0.98],
    [0.98, 1],
    [1, 0.98],
    [1, 0.16],
  ],
};

/** Doors begin and end here, in shares of the length; the first is the driver's. */
const doorEdges = [0.3, 0.5, 0.7] as const;
const glass: Colour = [58, 68, 78];

const drawWheel = (brush: Brush, [x, y]: Point): void => {
  brush.ellipse([x, y], [0.33, 0.33], [26, 26, 28]);
  brush.ellipse([x, y], [0.19, 0.19], [140, 142, 146]);
  brush.ellipse([x, y], [0.07, 0.07], [60, 60, 62]);
};

const drawDoors = (brush: Brush, look: CarLook, openShare: number): void => {
  const { lengthMetres: length, heightMetres: height, colour } = look;
  const edges = look.kind === 'van' ? [0.18, 0.36] : doorEdges;
  for (const [index, edge] of edges.slice(0, -1).entries()) {
    const [from, to] = [edge * length, (edges[index + 1] ?? edge) * length];
    const pane: readonly Point[] = [
      [from + 0.08 + (index === 0 ? 0.14 : 0), -height * 0.92],
      [to - 0.05, -height * 0.92],
      [to - 0.05, -height * 0.66],
      [from + 0.06, -height * 0.66],
    ];
    brush.polygon(pane, glass);
    brush.limb(
      [
        [from + 0.2, -height * 0.68],
        [from + 0.5, -height * 0.9],
      ],
      0.03,
      shaded(glass, 1.7),
    );
    brush.rectangle([to - 0.02, -height * 0.94], [to + 0.02, -height * 0.24], shaded(colour, 0.55));
    brush.rectangle([to - 0.24, -height * 0.57], [to - 0.08, -height * 0.53], shaded(colour, 0.5));
  }
  if (openShare <= 0) return;
  const [from, to] = [(edges[0] ?? 0) * length, (edges[1] ?? 1) * length];
  brush.rectangle([from, -height * 0.92], [to, -height * 0.24], [22, 22, 24]);
  // The door turns towards the camera about its front edge: it gets narrower and lower.
  const reach = (to - from) * (1 - 0.75 * openShare);
  const drop = 0.22 * openShare;
  const panel: readonly Point[] = [
    [from, -height * 0.92],
    [from + reach, -height * 0.92 + drop],
    [from + reach, -height * 0.22 + drop],
    [from, -height * 0.24],
  ];
  brush.polygon(panel, shaded(colour, 0.8));
  const window: readonly Point[] = [
    [from + reach * 0.15, -height * 0.88],
    [from + reach * 0.9, -height * 0.88 + drop],
    [from + reach * 0.9, -height * 0.64 + drop],
    [from + reach * 0.1, -height * 0.66],
  ];
  brush.polygon(window, glass);
};

/**
 * Draws a car from the side, in metres: it stands on y = 0 from x = 0 to its length, its front on
 * the left. `doorOpen` is 0 (shut) to 1.
 */
export const drawCar = (
  brush: Brush,
  look: CarLook,
  { doorOpen = 0, lamps = false }: { readonly doorOpen?: number; readonly lamps?: boolean } = {},
): void => {
  const { lengthMetres: length, heightMetres: height, colour } = look;
  brush.ellipse([length / 2, 0.02], [length * 0.54, 0.22], [20, 18, 18], 0.5);
  const body = outlines[look.kind].map(([x, y]): Point => [x * length, -y * height]);
  brush.polygon(body, colour);
  brush.rectangle([0.02, -height * 0.36], [length - 0.02, -height * 0.2], shaded(colour, 0.72));
  brush.rectangle(
    [length * 0.04, -height * 0.54],
    [length * 0.97, -height * 0.51],
    shaded(colour, 1.22),
  );
  drawDoors(brush, look, doorOpen);
  for (const at of [0.19, 0.8]) drawWheel(brush, [at * length, -0.32]);
  brush.rectangle(
    [0, -height * 0.5],
    [0.16, -height * 0.42],
    lamps ? [255, 250, 226] : [210, 208, 196],
  );
  brush.rectangle([length - 0.12, -height * 0.52], [length, -height * 0.42], [150, 30, 28]);
  if (!lamps) return;
  brush.ellipse([-0.2, -height * 0.46], [0.5, 0.34], [255, 250, 226], 0.35);
  brush.ellipse([-1.6, -0.05], [1.9, 0.22], [255, 246, 214], 0.22);
};

/** Where the driver's door is, in the metres of `drawCar`: left, top, right, bottom. */
export const driverDoorOf = (look: CarLook): { readonly from: Point; readonly to: Point } => {
  const [first, second] = look.kind === 'van' ? [0.18, 0.36] : [doorEdges[0], doorEdges[1]];
  return {
    from: [first * look.lengthMetres, -look.heightMetres * 0.95],
    to: [second * look.lengthMetres, -look.heightMetres * 0.2],
  };
};
