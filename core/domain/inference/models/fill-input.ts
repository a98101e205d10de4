import type { ColourPicture } from '../picture.ts';
import { placeOn } from './letterbox.ts';
import type { InputSpec } from './model-spec.ts';

/** For each pixel of the input along one side: the two source pixels, and the second's weight. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float32Array;
}

/** Bilinear, pixel centres at halves, the edge repeated outwards. */
const tapsOf = (sourcePixels: number, targetPixels: number): Taps => {
  const first = new Int32Array(targetPixels);
  const second = new Int32Array(targetPixels);
  const weight = new Float32Array(targetPixels);
  const last = sourcePixels - 1;
  for (let at = 0; at < targetPixels; at += 1) {
    const centre = ((at + 0.5) * sourcePixels) / targetPixels - 0.5;
    const position = Math.min(last, Math.max(0, centre));
    const low = Math.floor(position);
    first[at] = low;
    second[at] = Math.min(last, low + 1);
    weight[at] = position - low;
  }
  return { first, second, weight };
};

/** One row of a plane at the target's width, between two source rows. */
const readRow = (
  plane: Uint8Array,
  planeWidth: number,
  { columns, rows, row, into }: { columns: Taps; rows: Taps; row: number; into: Float32Array },
): void => {
  const above = (rows.first[row] ?? 0) * planeWidth;
  const below = (rows.second[row] ?? 0) * planeWidth;
  const down = rows.weight[row] ?? 0;
  for (let x = 0; x < into.length; x += 1) {
    const left = columns.first[x] ?? 0;
    const right = columns.second[x] ?? 0;
    const across = columns.weight[x] ?? 0;
    const aboveLeft = plane[above + left] ?? 0;
    const belowLeft = plane[below + left] ?? 0;
    const upper = aboveLeft + ((plane[above + right] ?? 0) - aboveLeft) * across;
    const lower = belowLeft + ((plane[below + right] ?? 0) - belowLeft) * across;
    into[x] = upper + (lower - upper) * down;
  }
};

/** A plane of the picture, ready to be read row by row at the target's size. */
const planeReader = (
  plane: Uint8Array,
  source: { readonly width: number; readonly height: number },
  target: { readonly width: number; readonly height: number },
) => {
  const columns = tapsOf(source.width, target.width);
  const rows = tapsOf(source.height, target.height);
  const into = new Float32Array(target.width);
  return (row: number): Float32Array => {
    readRow(plane, source.width, { columns, rows, row, into });
    return into;
  };
};

/** ITU-R BT.709, luma 16 to 235, chroma 16 to 240: what the frame source delivers. */
const bt709 = { luma: 255 / 219, rv: 1.792741, gu: -0.213249, gv: -0.532909, bu: 2.112402 };

const clampLevel = (level: number): number => (level < 0 ? 0 : level > 255 ? 255 : level);

/** Where colour `channel` (red 0, green 1, blue 2) goes, and how its levels are normalized. */
const channelOf = (
  { width, height, layout, colours, normalization }: InputSpec,
  colour: 0 | 1 | 2,
) => {
  const place = colours === 'rgb' ? colour : 2 - colour;
  const std = normalization.std[place] ?? 1;
  return {
    start: layout === 'nchw' ? place * width * height : place,
    step: layout === 'nchw' ? 1 : 3,
    factor: normalization.scale / std,
    offset: -(normalization.mean[place] ?? 0) / std,
  };
};

type Channel = ReturnType<typeof channelOf>;

const put = (
  target: Float32Array,
  { start, step, factor, offset }: Channel,
  pixel: number,
  level: number,
): void => {
  target[start + pixel * step] = level * factor + offset;
};

/** Pads everything; the picture is written over it. */
const fillPadding = (
  target: Float32Array,
  channels: readonly Channel[],
  { width, height, layout, padLevel }: InputSpec,
): void => {
  for (const channel of channels) {
    const { start, factor, offset } = channel;
    if (layout === 'nchw') {
      target.fill(padLevel * factor + offset, start, start + width * height);
    } else {
      for (let pixel = 0; pixel < width * height; pixel += 1) put(target, channel, pixel, padLevel);
    }
  }
};

/** The numbers one picture takes on a model's input. */
export const floatsOfInput = ({ width, height }: InputSpec): number => 3 * width * height;

/**
 * Writes one picture into a model's input: placed, scaled, converted from YUV to the model's
 * colours and normalized. `target` holds `floatsOfInput` numbers; all of them are written. Throws
 * `RangeError` when the picture's planes are not as long as its size says.
 */
export const fillInput = (
  { width, height, i420 }: ColourPicture,
  input: InputSpec,
  target: Float32Array,
): void => {
  const placement = placeOn(input, { width, height });
  const chroma = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const lumaBytes = width * height;
  const chromaBytes = chroma.width * chroma.height;
  if (i420.length !== lumaBytes + 2 * chromaBytes || target.length !== floatsOfInput(input)) {
    throw new RangeError(`${i420.length} bytes are no picture of ${width} × ${height} in I420`);
  }
  const red = channelOf(input, 0);
  const green = channelOf(input, 1);
  const blue = channelOf(input, 2);
  if (placement.width * placement.height < input.width * input.height) {
    fillPadding(target, [red, green, blue], input);
  }
  const lumaRow = planeReader(i420.subarray(0, lumaBytes), { width, height }, placement);
  const u = i420.subarray(lumaBytes, lumaBytes + chromaBytes);
  const v = i420.subarray(lumaBytes + chromaBytes);
  const uRow = planeReader(u, chroma, placement);
  const vRow = planeReader(v, chroma, placement);
  for (let row = 0; row < placement.height; row += 1) {
    const lumas = lumaRow(row);
    const us = uRow(row);
    const vs = vRow(row);
    const start = (placement.top + row) * input.width + placement.left;
    for (let x = 0; x < placement.width; x += 1) {
      const luma = ((lumas[x] ?? 0) - 16) * bt709.luma;
      const cu = (us[x] ?? 0) - 128;
      const cv = (vs[x] ?? 0) - 128;
      put(target, red, start + x, clampLevel(luma + bt709.rv * cv));
      put(target, green, start + x, clampLevel(luma + bt709.gu * cu + bt709.gv * cv));
      put(target, blue, start + x, clampLevel(luma + bt709.bu * cu));
    }
  }
};
