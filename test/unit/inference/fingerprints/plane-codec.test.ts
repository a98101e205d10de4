import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  decodePlanes,
  encodePlanes,
  maxPlanes,
} from '../../../../core/domain/inference/fingerprints/plane-codec.ts';

const cells = 24 * 16;

const planesOf = (count: number, level: (plane: number, cell: number) => number) => ({
  known: new Uint8Array(count).fill(1),
  fine: Float32Array.from({ length: count * cells }, (_, at) =>
    level(Math.floor(at / cells), at % cells),
  ),
});

describe('planes of change as they are kept', () => {
  it('come back with the strongest fields nearly as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -200, max: 200, noNaN: true }), { maxLength: 80 }),
        (levels) => {
          const planes = planesOf(1, (_, cell) => levels[cell] ?? 0);
          const { fine } = decodePlanes(encodePlanes(planes));
          const peak = Math.max(0, ...levels.map(Math.abs));
          for (const [cell, level] of levels.entries()) {
            const kept = fine[cell] ?? 0;
            // Below a quarter of a grey level nothing is kept.
            expect(Math.abs(kept - level)).toBeLessThanOrEqual(Math.max(0.25, 0.18 * peak));
            expect(kept === 0 || Math.sign(kept) === Math.sign(level)).toBe(true);
          }
        },
      ),
    );
  });

  it('keep their places in time, with what is unknown between them', () => {
    const planes = planesOf(20, (plane, cell) => (cell === plane ? 50 : 0));
    for (const gap of [0, 1, 9, 10, 19]) planes.known[gap] = 0;
    const read = decodePlanes(encodePlanes(planes));
    expect([...read.known]).toEqual([...planes.known.subarray(0, 19)]);
    expect(read.fine[12 * cells + 12]).toBeGreaterThan(40);
    expect(read.fine[12 * cells + 13]).toBe(0);
  });

  it('take one byte where nothing changes, and are bounded where everything does', () => {
    const still = encodePlanes(planesOf(120, () => 0.1));
    expect(JSON.stringify(still).length).toBeLessThan(250);
    const storm = encodePlanes(
      planesOf(2_400, (plane, cell) => ((plane * 7 + cell * 13) % 101) - 50),
    );
    expect(decodePlanes(storm).known.reduce((sum, known) => sum + known, 0)).toBe(maxPlanes);
    // 480 planes of 91 bytes, a third more as base64, and a few braces.
    expect(JSON.stringify(storm).length).toBeLessThan(480 * 91 * 1.4);
  });

  it('of a long clip are those in which most changes', () => {
    const busy = planesOf(2_400, (plane, cell) =>
      plane >= 1_000 && plane < 1_400 && cell < 40 ? 30 : 0,
    );
    const { known } = decodePlanes(encodePlanes(busy));
    expect(known.subarray(1_000, 1_400).every((value) => value === 1)).toBe(true);
  });
});
