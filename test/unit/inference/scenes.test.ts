import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sceneLooks } from '../../../local/scene/scene-looks.ts';
import { sceneRanges, type Bands, type SceneRanges } from '../../../local/scene/scene-ranges.ts';
import { sceneTruth } from '../../../local/scene/scene-script.ts';
import { sceneSpecs } from '../../../local/scene/scene-specs.ts';
import { sceneActions, type SceneSpec, type Split } from '../../../local/scene/truth.ts';

const both: readonly Split[] = ['tuning', 'held-out'];
const specsOf = (split: Split): readonly SceneSpec[] => sceneSpecs(split);

const isBand = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number');

const isBands = (value: unknown): value is Bands =>
  Array.isArray(value) && value.length > 0 && value.every(isBand);

/** Every stretch of numbers of a split, by name. */
const bandsOf = (ranges: SceneRanges): Map<string, Bands> => {
  const bands = new Map<string, Bands>();
  for (const [name, value] of Object.entries(ranges) as [string, unknown][]) {
    if (isBands(value)) bands.set(name, value);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [light, inner] of Object.entries(value) as [string, unknown][]) {
        if (isBands(inner)) bands.set(`${name} ${light}`, inner);
      }
    }
  }
  return bands;
};

describe('the two splits of generated scenes', () => {
  test('no stretch of any number of one meets a stretch of the other', () => {
    const [tuning, heldOut] = both.map((split) => bandsOf(sceneRanges[split]));
    expect(tuning?.size).toBe(24);
    for (const [name, bands] of tuning ?? []) {
      for (const [from, to] of bands) {
        for (const [otherFrom, otherTo] of heldOut?.get(name) ?? [[from, to] as const]) {
          expect([name, otherTo < from || otherFrom > to]).toEqual([name, true]);
        }
      }
    }
  });

  test.each(['tops', 'trousers', 'skins', 'walls', 'doors', 'grounds', 'parcels', 'cars'] as const)(
    'no colour of %s is in both',
    (palette) => {
      const [tuning, heldOut] = both.map((split) => sceneRanges[split][palette].map(String));
      expect(tuning?.filter((colour) => heldOut?.includes(colour))).toEqual([]);
    },
  );

  test('no seed is in both, whatever the variant', () => {
    fc.assert(
      fc.property(fc.nat(900), fc.nat(900), (one, other) => {
        const seeds = new Set(sceneSpecs('tuning', { variant: one }).map(({ seed }) => seed));
        const held = sceneSpecs('held-out', { variant: other });
        expect(held.every(({ seed }) => !seeds.has(seed))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test.each(both)('%s has every action, and every size under every light', (split) => {
    const specs = specsOf(split);
    expect(new Set(specs.map(({ action }) => action))).toEqual(new Set(sceneActions));
    const met = new Set(specs.map(({ light, height }) => `${light} ${height}`));
    expect(met.size).toBe(9);
  });
});

describe('what is said to be true of a scene', () => {
  test.each(both)('%s: events lie inside the clip and inside the picture', (split) => {
    for (const spec of specsOf(split)) {
      const { durationSeconds, events } = sceneTruth(spec);
      expect(durationSeconds).toBeGreaterThanOrEqual(10);
      expect(durationSeconds).toBeLessThanOrEqual(26);
      for (const { startSeconds, endSeconds, box } of events) {
        expect(startSeconds).toBeGreaterThan(1);
        expect(endSeconds).toBeGreaterThan(startSeconds);
        expect(endSeconds).toBeLessThanOrEqual(durationSeconds);
        expect(Math.min(box.left, box.top, box.width, box.height)).toBeGreaterThanOrEqual(0);
        expect(box.left + box.width).toBeLessThanOrEqual(1 + 1e-9);
        expect(box.top + box.height).toBeLessThanOrEqual(1 + 1e-9);
      }
    }
  });

  test('who acts is there while they act, and acts where they are', () => {
    for (const spec of [...specsOf('tuning'), ...specsOf('held-out')]) {
      const { events, people } = sceneTruth(spec);
      for (const act of events.filter(({ kind }) => kind !== 'person-present')) {
        const middle = (act.startSeconds + act.endSeconds) / 2;
        const near = people.some(({ boxes }) =>
          boxes.some(
            ({ seconds, box }) =>
              Math.abs(seconds - middle) < 0.13 &&
              box.left < act.box.left + act.box.width + 0.1 &&
              act.box.left < box.left + box.width + 0.1,
          ),
        );
        expect([spec.seed, act.kind, near]).toEqual([spec.seed, act.kind, true]);
      }
    }
  });

  test('a parcel that is taken is seen before and gone after, by more than the noise', () => {
    const specs = specsOf('tuning').filter(
      ({ action, shake }) => action === 'parcel-taken' && shake === 'none',
    );
    for (const spec of specs.slice(0, 2)) {
      const [event] = sceneTruth(spec).events.filter(({ kind }) => kind === 'parcel-taken');
      const looks = [...sceneLooks(spec)];
      const level = (from: number, to: number): number => {
        const some = looks.filter(({ seconds }) => seconds >= from && seconds < to);
        const values = some.map(({ grey }) => {
          const box = event?.box ?? { left: 0, top: 0, width: 0, height: 0 };
          const x = Math.round((box.left + box.width * 0.3) * 320);
          const y = Math.round((box.top + box.height * 0.75) * 180);
          return ((grey[y * 320 + x] ?? 0) + (grey[y * 320 + x + 1] ?? 0)) / 2;
        });
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      const last = looks.at(-1)?.seconds ?? 0;
      expect(Math.abs(level(0, 1) - level(last - 1, last))).toBeGreaterThan(5);
    }
  });
});

describe('the pictures of a scene', () => {
  test('are the same for the same spec, and others for another seed', () => {
    const [spec] = specsOf('tuning');
    if (spec === undefined) throw new Error('There is no scene');
    const first = (of: SceneSpec): Uint8Array =>
      sceneLooks(of).next().value?.grey ?? new Uint8Array();
    expect(first(spec)).toEqual(first(spec));
    expect(first({ ...spec, seed: spec.seed + 1 })).not.toEqual(first(spec));
  });

  test('come eight a second, every fourth a sample, 320 × 180', () => {
    const spec = specsOf('tuning').find(({ action }) => action === 'nothing');
    if (spec === undefined) throw new Error('There is no empty scene');
    const looks = [...sceneLooks(spec)];
    expect(looks).toHaveLength(sceneTruth(spec).durationSeconds * 8);
    expect(looks.map(({ isSample }) => isSample).slice(0, 9)).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(looks[8]).toMatchObject({ seconds: 1, width: 320, height: 180 });
    expect(looks[8]?.grey).toHaveLength(320 * 180);
  });
});
