import { toHex } from '../../vocabulary/bytes.ts';

/** A picture's PDQ hash. */
export interface PdqHash {
  /** 256 bits as 64 hexadecimal digits, the highest frequencies first. */
  readonly pdq: string;
  /** 0 (nothing to hash) to 100. */
  readonly quality: number;
}

/** A grey picture: `width × height` levels, row by row. */
interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

const side = 64;
const frequencies = 16;
/** Two passes of a box each way are close to a Gaussian. */
const filterPasses = 2;

/** Full width of the box for a side of so many pixels: one for each 128 begun. */
const boxWidth = (pixels: number): number => Math.ceil(pixels / (2 * side));

/**
 * Slides a box along one line of `count` values, `stride` apart. At the ends the box holds what
 * there is. A box of even width reaches one further ahead than behind.
 */
const filterLine = (
  from: Float32Array,
  to: Float32Array,
  { start, count, stride, width }: { start: number; count: number; stride: number; width: number },
): void => {
  const ahead = Math.floor((width + 2) / 2) - 1;
  const behind = width - ahead;
  let sum = 0;
  let held = 0;
  for (let next = 0; next < count + ahead; next += 1) {
    if (next < count) {
      sum += from[start + next * stride] ?? 0;
      held += 1;
    }
    const centre = next - ahead;
    if (centre - behind >= 0) {
      sum -= from[start + (centre - behind) * stride] ?? 0;
      held -= 1;
    }
    if (centre >= 0) to[start + centre * stride] = sum / held;
  }
};

const smooth = ({ width, height, grey }: GreyPicture): Float32Array => {
  const picture = Float32Array.from(grey);
  const between = new Float32Array(picture.length);
  for (let pass = 0; pass < filterPasses; pass += 1) {
    for (let row = 0; row < height; row += 1) {
      const line = { start: row * width, count: width, stride: 1, width: boxWidth(width) };
      filterLine(picture, between, line);
    }
    for (let column = 0; column < width; column += 1) {
      const line = { start: column, count: height, stride: width, width: boxWidth(height) };
      filterLine(between, picture, line);
    }
  }
  return picture;
};

/** 64 × 64 values out of the middle of as many fields. */
const decimate = (picture: Float32Array, width: number, height: number): Float32Array => {
  const small = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1) {
    const from = Math.floor(((row + 0.5) * height) / side) * width;
    for (let column = 0; column < side; column += 1) {
      small[row * side + column] = picture[from + Math.floor(((column + 0.5) * width) / side)] ?? 0;
    }
  }
  return small;
};

/** Steps between neighbours, in whole hundredths of the range; 90 of them are one of quality. */
const qualityOf = (small: Float32Array): number => {
  const stepBetween = (one: number, other: number): number =>
    Math.abs(Math.trunc((((small[one] ?? 0) - (small[other] ?? 0)) * 100) / 255));
  let steps = 0;
  for (let at = 0; at < side * (side - 1); at += 1) steps += stepBetween(at, at + side);
  for (let at = 0; at < side * side; at += 1) {
    if (at % side < side - 1) steps += stepBetween(at, at + 1);
  }
  return Math.min(100, Math.floor(steps / 90));
};

/** The lowest 16 frequencies but the constant one, over 64 values each. */
const cosines = Float64Array.from({ length: frequencies * side }, (_, at) => {
  const frequency = Math.floor(at / side) + 1;
  return Math.sqrt(2 / side) * Math.cos((Math.PI / (2 * side)) * frequency * (2 * (at % side) + 1));
});

const spectrumOf = (small: Float32Array): Float64Array => {
  const columns = new Float64Array(frequencies * side);
  for (let frequency = 0; frequency < frequencies; frequency += 1) {
    for (let row = 0; row < side; row += 1) {
      const weight = cosines[frequency * side + row] ?? 0;
      for (let column = 0; column < side; column += 1) {
        const at = frequency * side + column;
        columns[at] = (columns[at] ?? 0) + weight * (small[row * side + column] ?? 0);
      }
    }
  }
  return Float64Array.from({ length: frequencies ** 2 }, (_, at) => {
    const vertical = Math.floor(at / frequencies) * side;
    const horizontal = (at % frequencies) * side;
    let sum = 0;
    for (let column = 0; column < side; column += 1) {
      sum += (columns[vertical + column] ?? 0) * (cosines[horizontal + column] ?? 0);
    }
    return sum;
  });
};

/** Bit k says whether frequency k is above the median; bit 255 stands first. */
const bitsOf = (spectrum: Float64Array): Uint8Array => {
  const median = spectrum.toSorted()[spectrum.length / 2 - 1] ?? 0;
  const bytes = new Uint8Array(spectrum.length / 8);
  for (const [bit, value] of spectrum.entries()) {
    const at = bytes.length - 1 - (bit >> 3);
    if (value > median) bytes[at] = (bytes[at] ?? 0) | (1 << (bit & 7));
  }
  return bytes;
};

/**
 * The PDQ hash of a picture, after the description that Meta published with ThreatExchange
 * (https://github.com/facebook/ThreatExchange/tree/main/pdq): 64 × 64 levels out of the smoothed
 * picture, the lowest 16 × 16 frequencies of those, and of each whether it is above their median.
 * Pictures that look alike differ in few bits: up to 31 of 256 are taken for the same.
 */
export const pdqOf = (picture: GreyPicture): PdqHash => {
  const small = decimate(smooth(picture), picture.width, picture.height);
  return { pdq: toHex(bitsOf(spectrumOf(small))), quality: qualityOf(small) };
};
