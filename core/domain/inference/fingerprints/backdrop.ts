import type { TimedFields } from './change-planes.ts';
import { cellsOf, fineGrid } from './grid.ts';

/** The picture of a clip when nothing happens, and whether there is such a picture. */
export interface Backdrop {
  /** Brightness of the fine fields, 0 to 255, each the median over the clip. */
  readonly fields: Uint8Array;
  /** 0 to 1: how much of the clip's pictures, over time and space, is as the backdrop says. */
  readonly steadiness: number;
}

/** Looks that the median is taken over. */
const maxLooks = 48;
/** A field is as the backdrop says when it differs by no more grey levels. */
const calmLevels = 6;

const medianOf = (values: Float32Array): number => values.sort()[values.length >> 1] ?? 0;

/** How many fields are as the backdrop says. */
const countCalm = (fields: Float32Array, backdrop: Uint8Array): number => {
  let calm = 0;
  for (let cell = 0; cell < backdrop.length; cell += 1) {
    const level = backdrop[cell] ?? 0;
    if (Math.abs((fields[cell] ?? 0) - level) <= calmLevels) calm += 1;
  }
  return calm;
};

/** The backdrop of a clip. */
export const backdropOf = (looks: readonly TimedFields[]): Backdrop => {
  const every = Math.max(1, Math.ceil(looks.length / maxLooks));
  const some = looks.filter((_, index) => index % every === 0);
  const fields = Uint8Array.from({ length: cellsOf(fineGrid) }, (_, cell) =>
    Math.round(medianOf(Float32Array.from(some, (look) => look.fields[cell] ?? 0))),
  );
  const calm = some.reduce((sum, look) => sum + countCalm(look.fields, fields), 0);
  return { fields, steadiness: calm / Math.max(1, some.length * fields.length) };
};
