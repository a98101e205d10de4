import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Detection } from '../../../../core/domain/inference/models/detector.ts';
import {
  followDetections,
  type DetectedSample,
} from '../../../../core/domain/inference/models/follow-detections.ts';

const at = (left: number, top: number, label = 'person', score = 0.8): Detection => ({
  ...{ label, score },
  box: { left, top, width: 0.1, height: 0.2 },
});

/** Two samples a second. */
const samples = (...detections: readonly (readonly Detection[])[]): readonly DetectedSample[] =>
  detections.map((each, sample) => ({ seconds: sample / 2, detections: each }));

const secondsOf = (tracks: ReturnType<typeof followDetections>) =>
  tracks.map(({ boxes }) => boxes.map(({ seconds }) => seconds));

describe('following detections', () => {
  test('one walker is one track, with the best score and the name of the source', () => {
    const walk = [0, 1, 2, 3].map((step) => [
      at(0.1 + 0.06 * step, 0.3, 'person', 0.5 + 0.1 * step),
    ]);
    const [track, ...others] = followDetections(samples(...walk), 'people 1.0.0');
    expect(others).toEqual([]);
    expect(track).toMatchObject({ trackId: 1, label: 'person', source: 'people 1.0.0' });
    expect(track?.score).toBeCloseTo(0.8, 6);
    expect(track?.boxes.map(({ seconds }) => seconds)).toEqual([0, 0.5, 1, 1.5]);
  });

  test('two that cross keep their ways', () => {
    const steps = [0, 1, 2, 3, 4, 5, 6];
    const tracks = followDetections(
      samples(...steps.map((step) => [at(0.1 + 0.07 * step, 0.3), at(0.52 - 0.07 * step, 0.3)])),
      'model',
    );
    expect(tracks).toHaveLength(2);
    const ways = tracks.map(({ boxes }) =>
      Math.sign((boxes.at(-1)?.box.left ?? 0) - (boxes[0]?.box.left ?? 0)),
    );
    expect(ways).toEqual([1, -1]);
  });

  test('a gap of two samples is bridged, one of three is not', () => {
    const seen = [at(0.3, 0.3)];
    const bridged = followDetections(samples(seen, [], [], seen), 'model');
    expect(secondsOf(bridged)).toEqual([[0, 1.5]]);
    const parted = followDetections(samples(seen, [], [], [], seen), 'model');
    expect(secondsOf(parted)).toEqual([[0], [2]]);
  });

  test('over a gap a thing is expected where it was going', () => {
    const walk = samples([at(0, 0.3)], [at(0.15, 0.3)], [], [at(0.45, 0.3), at(0.15, 0.75)]);
    const [first] = followDetections(walk, 'model');
    expect(first?.boxes.at(-1)?.box.left).toBe(0.45);
  });

  test('things of two classes in one place are two tracks', () => {
    const both = [at(0.3, 0.3, 'person'), at(0.3, 0.3, 'parcel')];
    const tracks = followDetections(samples(both, both), 'model');
    expect(tracks.map(({ trackId, label }) => [trackId, label])).toEqual([
      [1, 'person'],
      [2, 'parcel'],
    ]);
    expect(secondsOf(tracks)).toEqual([
      [0, 0.5],
      [0, 0.5],
    ]);
  });

  test('a face that moved three of its widths is still that face', () => {
    const face = (left: number): Detection => ({
      ...{ label: 'face', score: 0.9 },
      box: { left, top: 0.4, width: 0.03, height: 0.05 },
    });
    expect(followDetections(samples([face(0.4)], [face(0.49)]), 'model')).toHaveLength(1);
    expect(followDetections(samples([face(0.1)], [face(0.8)]), 'model')).toHaveLength(2);
  });

  test('every detection is in exactly one track, in order of time, once a moment', () => {
    const share = fc.double({ min: 0, max: 0.8, noNaN: true });
    const detection = fc.tuple(share, share, fc.constantFrom('face', 'licence-plate'));
    const clip = fc.array(fc.array(detection, { maxLength: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(clip, (moments) => {
        const found = samples(
          ...moments.map((moment) => moment.map(([left, top, label]) => at(left, top, label))),
        );
        const tracks = followDetections(found, 'model');
        const given = found.flatMap(({ detections }) => detections.map(({ box }) => box));
        const kept = tracks.flatMap(({ boxes }) => boxes.map(({ box }) => box));
        expect(kept).toHaveLength(given.length);
        expect(new Set(kept)).toEqual(new Set(given));
        for (const { boxes } of tracks) {
          const times = boxes.map(({ seconds }) => seconds);
          expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
        }
        expect(tracks.map(({ trackId }) => trackId)).toEqual(tracks.map((_, index) => index + 1));
      }),
    );
  });
});
