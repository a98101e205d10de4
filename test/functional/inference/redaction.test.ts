import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RedactionOrder } from '../../../core/domain/inference/ports.ts';
import { ffmpegRedactor } from '../../../inference/hosts/ffmpeg-redactor.ts';
import { ffmpegPath, temporaryFolder } from './ffmpeg-for-tests.ts';
import {
  decodeLuma,
  encodeMarks,
  faceOn,
  keptOfMarks,
  line,
  markClips,
  picture,
  tracksOf,
  visibleShare,
  type Mark,
  type MarkClip,
  type Seen,
} from '../../../local/scene/moving-marks.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  place = await temporaryFolder();
});
afterAll(() => place.dispose());

/** A clip is drawn, encoded, redacted and decoded twice: five runs of ffmpeg. */
jest.setTimeout(60_000);

const { width, height, framesPerSecond } = picture;

const redacted = async (name: string, clip: MarkClip, order: Partial<RedactionOrder>) => {
  const source = join(place.folder, `${name.replaceAll(/\W/g, '-')}.mp4`);
  await encodeMarks(clip, { ffmpegPath, path: source });
  const redactor = ffmpegRedactor({ ffmpegPath, outputPathOf: (path) => `${path}.copy.mp4` });
  const complete = { tracks: [], coversMovingRegions: false, looksPerSecond: 8, ...order };
  const copy = await redactor.redact(source, complete, {});
  const [before, after] = [
    await decodeLuma({ ffmpegPath, path: source }),
    await decodeLuma({ ffmpegPath, path: copy.path }),
  ];
  expect(after).toHaveLength(before.length);
  expect(copy.frames).toBe(before.length);
  return { copy, before, after };
};

/** Detail that encoding noise and the edges of blocks leave. */
const mostKept = 0.25;
const leastVisible = 0.5;
/** At night the wall itself is noise to the encoder, so less of its detail stays anywhere. */
const leastVisibleAtNight = 0.2;

const uncoveredIn = (clip: MarkClip, seen: Seen) =>
  keptOfMarks(clip, seen).filter(({ kept }) => kept > mostKept);

describe.each(Object.entries(markClips))('Marks that go %s', (name, clip) => {
  test.each([2, 8])('stay covered between boxes given %d times a second', async (perSecond) => {
    const tracks = tracksOf(clip, perSecond);
    const seen = await redacted(`${name} ${perSecond}`, clip, { tracks });
    expect(keptOfMarks(clip, seen).length).toBeGreaterThan(clip.seconds * framesPerSecond);
    expect(uncoveredIn(clip, seen)).toEqual([]);
    expect(visibleShare(seen)).toBeGreaterThan(leastVisible);
  });

  test.each([false, true])('stay covered as moving regions, at night: %s', async (isNight) => {
    const dark = { ...clip, isNight };
    const seen = await redacted(`${name} ${isNight}`, dark, { coversMovingRegions: true });
    expect(uncoveredIn(dark, seen)).toEqual([]);
    expect(seen.copy.uncertain).toEqual([]);
    expect(visibleShare(seen)).toBeGreaterThan(isNight ? leastVisibleAtNight : leastVisible);
  });
});

test('Without an order the marks show: the measure tells covered from shown', async () => {
  const clip = { seconds: 1, marks: [faceOn(line(25, 30, 45))] };
  const seen = await redacted('shown', clip, {});
  expect(uncoveredIn(clip, seen)).toHaveLength(framesPerSecond);
  expect(visibleShare(seen)).toBeGreaterThan(0.9);
});

test('Who stands for most of the clip is covered while standing, and after a nod', async () => {
  const standing = faceOn((seconds) =>
    seconds < 3.5 ? [200, 50] : [200 + (seconds - 3.5) * 150, 50],
  );
  const nodding = faceOn((seconds) => [50, 110 + (seconds > 2 && seconds < 2.5 ? 5 : 0)]);
  const clip = { seconds: 5, marks: [standing, nodding] };
  const seen = await redacted('standing', clip, { coversMovingRegions: true });
  expect(uncoveredIn(clip, seen)).toEqual([]);
  expect(visibleShare(seen)).toBeGreaterThan(leastVisible);
});

test('Light that changes everywhere is no movement; a new picture is uncertain', async () => {
  const clouds: MarkClip = {
    seconds: 3,
    marks: [],
    lightAt: (seconds) => (seconds < 1 ? 1 : Math.max(0.7, 1 - (seconds - 1) / 2)),
  };
  const seen = await redacted('clouds', clouds, { coversMovingRegions: true });
  expect(visibleShare(seen)).toBeGreaterThan(0.8);
  expect(seen.copy.uncertain).toEqual([]);

  const curtain: Mark = {
    width,
    height,
    at: (seconds) => (seconds > 1.5 && seconds < 2 ? [0, 0] : undefined),
  };
  const hidden = { seconds: 3, marks: [curtain] };
  const { copy, ...pictures } = await redacted('curtain', hidden, { coversMovingRegions: true });
  expect(uncoveredIn(hidden, pictures)).toEqual([]);
  expect(copy.uncertain).toHaveLength(1);
  expect(copy.uncertain[0]?.startSeconds).toBeCloseTo(1.6, 5);
});
