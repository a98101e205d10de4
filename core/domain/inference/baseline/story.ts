import type { Box } from '../picture.ts';
import type { LastingChange } from './left-behind.ts';
import type { Edges, Mover } from './movers.ts';

/** Everything that was seen of a clip. */
export interface Story {
  readonly seconds: readonly number[];
  readonly looksPerSecond: number;
  /** Of the small picture. */
  readonly width: number;
  readonly height: number;
  readonly movers: readonly Mover[];
  readonly changes: readonly LastingChange[];
  readonly background: Float32Array;
}

/** Edges of the small picture as a box in shares, cut to the picture. */
export const boxOf = (edges: Edges, { width, height }: { width: number; height: number }): Box => {
  const bounded = (value: number): number => Number(Math.min(1, Math.max(0, value)).toFixed(4));
  const [left, top] = [bounded(edges.left / width), bounded(edges.top / height)];
  return {
    ...{ left, top },
    width: Number((bounded(edges.right / width) - left).toFixed(4)),
    height: Number((bounded(edges.bottom / height) - top).toFixed(4)),
  };
};
