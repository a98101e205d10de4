/** Taken out once: painters ask for them millions of times, and a global is slow inside jest. */
const { ceil, floor, hypot, max, min, sqrt } = Math;

/** A colour: red, green, blue of 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];
/** A place on the picture, in scene units; the canvas knows how many pixels a unit has. */
export type Point = readonly [x: number, y: number];

/** A small painter on raw RGB. Edges are hard: whoever encodes scales down, which smooths them. */
export interface Canvas {
  /** Rows of RGB triples. */
  readonly rgb: Uint8Array;
  /** `opacity` is 0 to 1 everywhere. */
  polygon(points: readonly Point[], colour: Colour, opacity?: number): void;
  rectangle(from: Point, to: Point, colour: Colour, opacity?: number): void;
  ellipse(centre: Point, radii: Point, colour: Colour, opacity?: number): void;
  /** A line with round ends. */
  limb(points: readonly Point[], thickness: number, colour: Colour): void;
  /** Changes every pixel: gets its place in scene units, gives the factor of its light. */
  light(factorAt: (x: number, y: number) => number): void;
  /** Starts over from another canvas of the same size. */
  copyFrom(other: Canvas): void;
}

/** Makes a canvas of `width × height` scene units with `scale²` pixels each. */
export const createCanvas = (width: number, height: number, scale: number): Canvas => {
  const columns = width * scale;
  const rows = height * scale;
  const rgb = new Uint8Array(columns * rows * 3);

  const span = (row: number, from: number, to: number, colour: Colour, opacity: number): void => {
    const first = max(0, ceil(from - 0.5));
    const last = min(columns - 1, ceil(to - 0.5) - 1);
    for (let index = (row * columns + first) * 3; index <= (row * columns + last) * 3; index += 3) {
      for (let channel = 0; channel < 3; channel += 1) {
        const under = rgb[index + channel] ?? 0;
        rgb[index + channel] = under + ((colour[channel] ?? 0) - under) * opacity;
      }
    }
  };

  const rowsBetween = (top: number, bottom: number): readonly number[] => {
    const first = max(0, ceil(top * scale - 0.5));
    const last = min(rows - 1, ceil(bottom * scale - 0.5) - 1);
    return Array.from({ length: max(0, last - first + 1) }, (_, index) => first + index);
  };

  const polygon: Canvas['polygon'] = (points, colour, opacity = 1) => {
    const heights = points.map(([, y]) => y);
    for (const row of rowsBetween(min(...heights), max(...heights))) {
      const y = (row + 0.5) / scale;
      const crossings = points
        .flatMap(([x0, y0], index) => {
          const [x1, y1] = points[(index + 1) % points.length] ?? [x0, y0];
          return y0 <= y === y1 <= y ? [] : [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)];
        })
        .sort((one, other) => one - other);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        const [from = 0, to = 0] = [crossings[index], crossings[index + 1]];
        span(row, from * scale, to * scale, colour, opacity);
      }
    }
  };

  const ellipse: Canvas['ellipse'] = ([x, y], [radiusX, radiusY], colour, opacity = 1) => {
    for (const row of rowsBetween(y - radiusY, y + radiusY)) {
      const across = ((row + 0.5) / scale - y) / radiusY;
      const half = radiusX * sqrt(max(0, 1 - across * across));
      span(row, (x - half) * scale, (x + half) * scale, colour, opacity);
    }
  };

  const limb: Canvas['limb'] = (points, thickness, colour) => {
    const half = thickness / 2;
    for (const [index, [x0, y0]] of points.entries()) {
      ellipse([x0, y0], [half, half], colour);
      const [x1, y1] = points[index + 1] ?? [x0, y0];
      const length = hypot(x1 - x0, y1 - y0);
      if (length === 0) continue;
      const [dx, dy] = [((y1 - y0) / length) * half, ((x0 - x1) / length) * half];
      const corners: readonly Point[] = [
        [x0 + dx, y0 + dy],
        [x1 + dx, y1 + dy],
        [x1 - dx, y1 - dy],
        [x0 - dx, y0 - dy],
      ];
      polygon(corners, colour);
    }
  };

  return {
    rgb,
    polygon,
    ellipse,
    limb,
    rectangle: ([left, top], [right, bottom], colour, opacity = 1) => {
      for (const row of rowsBetween(top, bottom)) {
        span(row, left * scale, right * scale, colour, opacity);
      }
    },
    light(factorAt) {
      for (let index = 0; index < rgb.length; index += 3) {
        const pixel = index / 3;
        const factor = factorAt((pixel % columns) / scale, floor(pixel / columns) / scale);
        for (let channel = index; channel < index + 3; channel += 1) {
          rgb[channel] = min(255, (rgb[channel] ?? 0) * factor);
        }
      }
    },
    copyFrom: (other) => rgb.set(other.rgb),
  };
};
