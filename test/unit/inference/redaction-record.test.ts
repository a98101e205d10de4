import { describe, expect, test } from '@jest/globals';
import type { Box } from '../../../core/domain/inference/picture.ts';
import type { RedactedCopy } from '../../../core/domain/inference/ports.ts';
import {
  planRedaction,
  recordNoRedaction,
  recordRedaction,
  type RedactionInput,
} from '../../../core/domain/inference/redaction/plan-redaction.ts';
import type { Track } from '../../../core/domain/inference/tracks.ts';

const box = (left: number, top = 0.4): Box => ({ left, top, width: 0.1, height: 0.1 });
const track = (boxes: readonly (readonly [number, Box])[], more: Partial<Track> = {}): Track => ({
  ...{ trackId: 1, label: 'face', source: 'faces', score: 0.9 },
  boxes: boxes.map(([seconds, at]) => ({ seconds, box: at })),
  ...more,
});
const model = { name: 'faces', version: '2' };
const input: RedactionInput = {
  scene: { events: [], tracks: [], backgroundHolds: true },
  faces: [],
  models: [],
  looksPerSecond: 8,
  coveredSeconds: 10,
};
const copy: RedactedCopy = {
  ...{ path: '/copy', bytes: 1_000, width: 640, height: 360, frames: 300, uncertain: [] },
};
const leaves = track([
  [1, box(0.5)],
  [2, box(0.88)],
]);

describe('A plan', () => {
  test('covers what the model followed, and only that', () => {
    const scene = { ...input.scene, tracks: [leaves] };
    const order = planRedaction({ ...input, scene, faces: [leaves, track([])], models: [model] });
    expect(order.tracks).toEqual([leaves]);
    expect(order.coversMovingRegions).toBe(false);
  });

  test('covers everything that moves where no model looked, also when nothing was followed', () => {
    const scene = { ...input.scene, tracks: [leaves] };
    expect(planRedaction({ ...input, scene })).toMatchObject({
      tracks: [{ boxes: leaves.boxes, isMover: true }],
      coversMovingRegions: true,
    });
    expect(planRedaction(input).coversMovingRegions).toBe(true);
  });

  test('lets movers carry the faces of few frames, and covers the others whole', () => {
    const walker = track([
      [0, { left: 0.1, top: 0.2, width: 0.1, height: 0.6 }],
      [4, { left: 0.6, top: 0.2, width: 0.1, height: 0.6 }],
    ]);
    const car = track([
      [0, box(0.1, 0.9)],
      [4, box(0.5, 0.9)],
    ]);
    const face = track([[0, { left: 0.13, top: 0.2, width: 0.04, height: 0.08 }]]);
    const order = planRedaction({
      ...input,
      scene: { ...input.scene, tracks: [walker, car] },
      faces: [face],
      asksRekognition: true,
    });
    expect(order.coversMovingRegions).toBe(false);
    const [carried, whole, resting] = order.tracks;
    expect(whole).toEqual({ boxes: car.boxes, isMover: true });
    const last = carried?.boxes.at(-1)?.box;
    expect(last?.left).toBeLessThan(0.63);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeGreaterThan(0.67);
    expect(last?.height).toBeCloseTo(0.24, 6);
    expect(resting?.boxes.map(({ seconds }) => seconds)).toEqual([-4, 0, 4]);
  });
});

describe('A record', () => {
  test('of a copy without doubt lets it be shown and says by which means it was made', () => {
    const faces = [leaves];
    expect(recordRedaction({ ...input, faces, models: [model] }, copy)).toEqual({
      ...{ status: 'made', means: 'model', models: ['faces@2'], showable: true },
      ...{ doubts: [], uncertain: [], coveredTracks: 1, bytes: 1_000, width: 640, height: 360 },
    });
    expect(recordRedaction(input, copy)).toMatchObject({ means: 'moving-regions', showable: true });
  });

  test.each<[string, Partial<RedactionInput>, Partial<RedactedCopy>, object]>([
    [
      'a background that does not hold',
      { scene: { events: [], tracks: [], backgroundHolds: false } },
      {},
      { doubts: ['no-background'], uncertain: [] },
    ],
    [
      'a camera that moves',
      { quality: { shake: { mean: 0, peak: 0, intervals: [{ startSeconds: 1, endSeconds: 4 }] } } },
      {},
      { doubts: ['camera-moves'], uncertain: [{ startSeconds: 1, endSeconds: 4 }] },
    ],
    [
      'a picture that changes as a whole',
      {},
      { uncertain: [{ startSeconds: 2, endSeconds: 3 }] },
      {
        doubts: ['picture-changes-as-a-whole'],
        uncertain: [{ startSeconds: 2, endSeconds: 3 }],
      },
    ],
    [
      'a face that is lost in mid picture',
      {
        models: [model],
        faces: [
          track([
            [1, box(0.4)],
            [2, box(0.5)],
          ]),
        ],
      },
      {},
      { doubts: ['track-lost'], uncertain: [{ startSeconds: 2, endSeconds: 3 }] },
    ],
    [
      'a face that is hardly one',
      { models: [model], faces: [{ ...leaves, score: 0.3 }] },
      {},
      { doubts: ['low-confidence'], uncertain: [{ startSeconds: 1, endSeconds: 2 }] },
    ],
  ])('of a copy with %s says so and keeps it from being shown', (_, change, made, said) => {
    const record = recordRedaction({ ...input, ...change }, { ...copy, ...made });
    expect(record).toMatchObject({ status: 'made', showable: false, ...said });
  });

  test('does not call lost who left, who is followed on, or whose clip ended', () => {
    const faces = [
      leaves,
      track([[3, box(0.4)]]),
      track([
        [3.5, box(0.45)],
        [9.6, box(0.5)],
      ]),
    ];
    expect(recordRedaction({ ...input, faces, models: [model] }, copy).doubts).toEqual([]);
  });

  test('does not call lost a face of few frames, which what moves carries on', () => {
    const faces = [track([[3, box(0.4)]])];
    const seen = { ...input, faces, asksRekognition: true };
    expect(recordRedaction(seen, copy)).toMatchObject({ showable: true, doubts: [] });
    const weak = { ...seen, faces: faces.map((face) => ({ ...face, score: 0.4 })) };
    expect(recordRedaction(weak, copy).doubts).toEqual(['low-confidence']);
  });

  test('of no copy is never shown', () => {
    for (const status of ['off', 'withheld'] as const) {
      expect(recordNoRedaction(status)).toMatchObject({ status, means: 'none', showable: false });
    }
  });
});
