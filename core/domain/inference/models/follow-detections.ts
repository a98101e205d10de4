import type { Box } from '../picture.ts';
import type { Track, TrackedBox } from '../tracks.ts';
import type { Detection } from './detector.ts';

/** What was detected at one moment. */
export interface DetectedSample {
  readonly seconds: number;
  readonly detections: readonly Detection[];
}

/** Samples in a row in which a thing may be missed and still be the same thing. */
const maxMissedSamples = 2;

/** Below it, two boxes that touch are neighbours and not the same. */
const minOverlap = 0.1;

/**
 * Boxes that do not overlap may still be one thing that moved: at two samples a second a walker
 * moves 0.7 m, three times the width of a face. At most 2.5 diagonals a sample, at most a quarter
 * of the picture, and not more than three times as large or small.
 */
const reach = { diagonals: 2.5, pictureShare: 0.25, areaRatio: 3 } as const;

/** A track that may go on. */
interface OpenTrack {
  readonly label: string;
  readonly boxes: TrackedBox[];
  score: number;
  lastSample: number;
}

const areaOf = ({ width, height }: Box): number => width * height;

const centreOf = ({ left, top, width, height }: Box) => ({
  x: left + width / 2,
  y: top + height / 2,
});

const overlapOf = (one: Box, other: Box): number => {
  const width =
    Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height =
    Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  const both = Math.max(0, width) * Math.max(0, height);
  const either = areaOf(one) + areaOf(other) - both;
  return either > 0 ? both / either : 0;
};

/** Where a thing will be if it goes on as between its last two boxes. */
const predict = (boxes: readonly TrackedBox[], seconds: number): Box => {
  const last = boxes.at(-1);
  const before = boxes.at(-2);
  if (last === undefined) throw new RangeError('A track has at least one box');
  const elapsed = before === undefined ? 0 : last.seconds - before.seconds;
  if (before === undefined || !(elapsed > 0)) return last.box;
  const from = centreOf(before.box);
  const to = centreOf(last.box);
  const ahead = (seconds - last.seconds) / elapsed;
  return {
    ...last.box,
    left: last.box.left + (to.x - from.x) * ahead,
    top: last.box.top + (to.y - from.y) * ahead,
  };
};

/**
 * How well a box continues where one was expected: 1 to 2 where they overlap, 0 to 1 where it is
 * within reach, undefined where it cannot be the same thing.
 */
const affinityOf = (expected: Box, found: Box, samplesApart: number): number | undefined => {
  const overlap = overlapOf(expected, found);
  if (overlap >= minOverlap) return 1 + overlap;
  const ratio = areaOf(found) / areaOf(expected);
  if (!(ratio <= reach.areaRatio && ratio >= 1 / reach.areaRatio)) return undefined;
  const one = centreOf(expected);
  const other = centreOf(found);
  const distance = Math.hypot(one.x - other.x, one.y - other.y);
  const diagonal = Math.hypot(expected.width, expected.height);
  const far = Math.min(reach.diagonals * diagonal * samplesApart, reach.pictureShare);
  return distance < far ? 1 - distance / far : undefined;
};

/** Every pair of a track and a detection that may belong together, the likeliest first. */
const pairsOf = (
  tracks: readonly OpenTrack[],
  { seconds, detections }: DetectedSample,
  sample: number,
) => {
  const pairs: { track: OpenTrack; detection: Detection; affinity: number }[] = [];
  for (const track of tracks) {
    const expected = predict(track.boxes, seconds);
    for (const detection of detections) {
      if (detection.label !== track.label) continue;
      const affinity = affinityOf(expected, detection.box, sample - track.lastSample);
      if (affinity !== undefined) pairs.push({ track, detection, affinity });
    }
  }
  return pairs.toSorted((one, other) => other.affinity - one.affinity);
};

/** Continues tracks with the detections of a sample; returns the detections nobody awaited. */
const continueTracks = (
  tracks: readonly OpenTrack[],
  found: DetectedSample,
  sample: number,
): readonly Detection[] => {
  const unclaimed = new Set(found.detections);
  const waiting = new Set(tracks);
  for (const { track, detection } of pairsOf(tracks, found, sample)) {
    if (!waiting.has(track) || !unclaimed.has(detection)) continue;
    waiting.delete(track);
    unclaimed.delete(detection);
    track.boxes.push({ seconds: found.seconds, box: detection.box });
    track.score = Math.max(track.score, detection.score);
    track.lastSample = sample;
  }
  return [...unclaimed];
};

/**
 * Joins the detections of a clip's samples, in order of time, to tracks: each detection goes to the
 * track of its label that expected it most, by overlap with where the track was going; gaps of two
 * samples are bridged. Every detection is in exactly one track, also one that was seen only once:
 * what is to be redacted must not be lost. Tracks are in order of their start, ids from 1; whoever
 * keeps them bounds them (`maxTracks`).
 */
export const followDetections = (
  samples: readonly DetectedSample[],
  source: string,
): readonly Track[] => {
  const all: OpenTrack[] = [];
  let open: readonly OpenTrack[] = [];
  for (const [sample, found] of samples.entries()) {
    open = open.filter(({ lastSample }) => sample - lastSample <= maxMissedSamples + 1);
    const begun = continueTracks(open, found, sample).map(({ label, score, box }) => ({
      label,
      score,
      boxes: [{ seconds: found.seconds, box }],
      lastSample: sample,
    }));
    all.push(...begun);
    open = [...open, ...begun];
  }
  return all.map(({ label, score, boxes }, index) => ({
    trackId: index + 1,
    label,
    source,
    score,
    boxes,
  }));
};
