import type { Canvas, Colour, Point } from './canvas.ts';

/** What draws on a canvas, wherever the canvas stands. */
export type Brush = Pick<Canvas, 'polygon' | 'rectangle' | 'ellipse' | 'limb'>;

/** How one plane is laid on another: mirrored, scaled, then moved. */
export interface View {
  readonly scale: number;
  readonly mirrored: boolean;
  readonly dx: number;
  readonly dy: number;
}

/** Where a point of the inner plane lies on the outer one. */
export const seenAt = ({ scale, mirrored, dx, dy }: View, [x, y]: Point): Point => [
  (mirrored ? -x : x) * scale + dx,
  y * scale + dy,
];

/** A brush whose points and lengths belong to the inner plane. */
export const brushThrough = (brush: Brush, view: View): Brush => {
  const at = (point: Point): Point => seenAt(view, point);
  return {
    polygon: (points, colour, opacity) => brush.polygon(points.map(at), colour, opacity),
    rectangle(from, to, colour, opacity) {
      const [[x0, y0], [x1, y1]] = [at(from), at(to)];
      const [top, bottom]: readonly Point[] = [
        [Math.min(x0, x1), Math.min(y0, y1)],
        [Math.max(x0, x1), Math.max(y0, y1)],
      ];
      if (top !== undefined && bottom !== undefined) brush.rectangle(top, bottom, colour, opacity);
    },
    ellipse: (centre, [x, y], colour, opacity) =>
      brush.ellipse(at(centre), [x * view.scale, y * view.scale], colour, opacity),
    limb: (points, thickness, colour) => brush.limb(points.map(at), thickness * view.scale, colour),
  };
};

/** A colour made darker or brighter. */
export const shaded = (colour: Colour, factor: number): Colour => [
  Math.min(255, colour[0] * factor),
  Math.min(255, colour[1] * factor),
  Math.min(255, colour[2] * factor),
];

/** How bright a colour looks in grey, 0 to 255 (ITU-R BT.601). */
export const lumaOf = ([red, green, blue]: Colour): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;
