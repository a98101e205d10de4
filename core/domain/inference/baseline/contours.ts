const { abs } = Math;

/**
 * Tells an object that appeared from one that vanished: an object has an outline. Where a region's
 * inside stands out from its surroundings the object is there; where the ground runs on through the
 * region's border it is not.
 */

/** How strongly a region stands out from what is around it, in grey levels along its border. */
const outlineContrast = (
  picture: Float32Array,
  inside: Uint8Array,
  { width, height }: { width: number; height: number },
): number => {
  let sum = 0;
  let count = 0;
  const across = (index: number, step: number, room: number, roomBack: number): void => {
    // One step outside of the border and one inside it: the border itself is soft.
    if ((inside[index] ?? 0) !== 0 || (inside[index + step] ?? 0) !== 1) return;
    if (room < 2 || roomBack < 1) return;
    sum += abs((picture[index + 2 * step] ?? 0) - (picture[index - step] ?? 0));
    count += 1;
  };
  for (let y = 0, index = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, index += 1) {
      if ((inside[index] ?? 0) !== 0) continue;
      across(index, 1, width - 1 - x, x);
      across(index, -1, x, width - 1 - x);
      across(index, width, height - 1 - y, y);
      across(index, -width, y, height - 1 - y);
    }
  }
  return count === 0 ? 0 : sum / count;
};

/** -1 (it was only there before) to 1 (it is only there now): which picture has the outline. */
export const appearance = (
  before: Float32Array,
  after: Float32Array,
  inside: Uint8Array,
  size: { width: number; height: number },
): number => {
  const [was, is] = [outlineContrast(before, inside, size), outlineContrast(after, inside, size)];
  return was + is === 0 ? 0 : (is - was) / (is + was);
};
