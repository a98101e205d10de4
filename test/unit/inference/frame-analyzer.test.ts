import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  maxSamples,
  startFrameAnalysis,
  type Findings,
  type Rates,
} from '../../../core/domain/inference/frame-analyzer.ts';
import type { Look } from '../../../core/domain/inference/picture.ts';
import { clipOf, parcel, size, walkerAt, type Moment } from './synthetic-clip.ts';

const analyze = (
  looks: readonly Look[],
  rates: Rates = { samplesPerSecond: 2, looksPerSecond: 2 },
): Findings => {
  const analysis = startFrameAnalysis(rates);
  for (const look of looks) analysis.add(look);
  return analysis.findings();
};

const clip = { durationSeconds: 14, samplesPerSecond: 2 };

const near = (seconds: number) => (moment: { seconds: number }) =>
  Math.abs(moment.seconds - seconds) <= 0.5;

describe('lasting changes', () => {
  test('a parcel that appears and vanishes gives a moment at each', () => {
    const there = (seconds: number): Moment => ({
      boxes: seconds >= 4 && seconds < 9 ? [parcel] : [],
    });
    const { moments } = analyze(clipOf(clip, there));
    expect(moments.map(({ seconds }) => seconds)).toEqual([4, 9]);
    for (const { score } of moments) expect(score).toBeGreaterThan(0.01);
  });

  test('somebody brings the parcel: the moment is when it can be seen, a frame shows who', () => {
    const visit = (seconds: number): Moment => {
      const walker =
        seconds >= 2 && seconds < 8 ? [walkerAt(150 - Math.abs(seconds - 5) * 36)] : [];
      return { boxes: [...(seconds >= 5 ? [parcel] : []), ...walker] };
    };
    const { moments, choices } = analyze(clipOf(clip, visit));
    expect(moments.some(near(5))).toBe(true);
    expect(choices.some(near(5))).toBe(true);
  });

  test('somebody who only walks by leaves no lasting change but a peak of motion', () => {
    const passing = (seconds: number): Moment => ({
      boxes: seconds >= 5 && seconds < 8 ? [walkerAt(10 + (seconds - 5) * 45)] : [],
    });
    const { moments, motion } = analyze(clipOf(clip, passing));
    expect(moments.length).toBeGreaterThanOrEqual(1);
    for (const { seconds } of moments) {
      expect(seconds).toBeGreaterThanOrEqual(4.5);
      expect(seconds).toBeLessThanOrEqual(8.5);
    }
    expect(Math.max(...motion)).toBeGreaterThan(0.05);
  });
});

describe('light', () => {
  test('a still picture has no motion and no moments', () => {
    const { motion, moments } = analyze(clipOf(clip, () => ({})));
    expect(Math.max(...motion)).toBe(0);
    expect(moments).toEqual([]);
  });

  test('a lamp that flickers is no motion and no moment', () => {
    const flicker = (seconds: number): Moment => ({ light: seconds % 1 === 0 ? 0 : 30 });
    const { motion, moments, quality } = analyze(clipOf(clip, flicker));
    const { brightness } = quality;
    expect(Math.max(...motion)).toBeLessThan(0.003);
    expect(moments).toEqual([]);
    expect(brightness.max - brightness.min).toBeGreaterThan(25);
  });

  test('an exposure that steps is no moment', () => {
    const step = (seconds: number): Moment => ({ gain: seconds < 6 ? 1 : 1.4 });
    expect(analyze(clipOf(clip, step)).moments).toEqual([]);
  });

  test('dusk is no moment, and a parcel in it is one', () => {
    const dusk = (seconds: number): Moment => ({
      light: -seconds * 3,
      boxes: seconds >= 7 ? [parcel] : [],
    });
    expect(analyze(clipOf(clip, dusk)).moments.map(({ seconds }) => seconds)).toEqual([7]);
  });

  test('lights that go out altogether are a moment', () => {
    const blackout = (seconds: number): Moment => ({ gain: seconds < 6 ? 1 : 0.1 });
    expect(analyze(clipOf(clip, blackout)).moments.map(({ seconds }) => seconds)).toEqual([6]);
  });

  test('brightness is the mean level of the pixels', () => {
    const flat = (level: number, seconds: number): Look => ({
      ...{ seconds, ...size, isSample: true },
      grey: new Uint8Array(size.width * size.height).fill(level),
    });
    const { brightness } = analyze([flat(0, 0), flat(255, 0.5), flat(30, 1)]).quality;
    expect(brightness).toEqual({ mean: 95, min: 0, max: 255 });
  });
});

describe('what always holds', () => {
  const happenings = fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 12 }),
      lasts: fc.integer({ min: 1, max: 12 }),
      left: fc.integer({ min: 0, max: 140 }),
      level: fc.integer({ min: 0, max: 255 }),
    }),
    { maxLength: 4 },
  );
  const showing =
    (boxes: readonly { from: number; lasts: number; left: number; level: number }[]) =>
    (seconds: number): Moment => ({
      boxes: boxes
        .filter(({ from, lasts }) => seconds >= from && seconds < from + lasts)
        .map(({ left, level }) => ({ left, level, top: 40, width: 20, height: 30 })),
    });

  test('findings are in bounds, in order, and the same again', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 0, max: 28 }), (boxes, count) => {
        const frames = clipOf(clip, showing(boxes)).slice(0, count);
        const findings = analyze(frames);
        expect(findings.frames.sampled).toBe(count);
        expect(findings.motion).toHaveLength(Math.max(0, count - 1));
        for (const motion of findings.motion) expect(motion >= 0 && motion <= 1).toBe(true);
        const seconds = findings.moments.map((moment) => moment.seconds);
        expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
        for (const { score } of findings.moments) expect(score > 0 && score <= 1).toBe(true);
        expect(findings.choices).toHaveLength(Math.min(4, count));
        expect(analyze(frames)).toEqual(findings);
      }),
      { numRuns: 15 },
    );
  });

  test('looks between the samples change neither motion nor moments', () => {
    const show = showing([{ from: 3, lasts: 5, left: 20, level: 250 }]);
    const looks = clipOf({ ...clip, looksPerSecond: 8 }, show);
    const all = analyze(looks, { samplesPerSecond: 2, looksPerSecond: 8 });
    const samples = analyze(looks.filter(({ isSample }) => isSample));
    expect(all.motion).toEqual(samples.motion);
    expect(all.moments).toEqual(samples.moments);
    expect(all.choices).toEqual(samples.choices);
  });

  test('findings do not hang on frames that come later', () => {
    const frames = clipOf(clip, showing([{ from: 3, lasts: 5, left: 20, level: 250 }]));
    const analysis = startFrameAnalysis({ samplesPerSecond: 2, looksPerSecond: 2 });
    frames.slice(0, 10).forEach((frame) => analysis.add(frame));
    const early = analysis.findings();
    frames.slice(10).forEach((frame) => analysis.add(frame));
    expect(early).toEqual(analyze(frames.slice(0, 10)));
    expect(analysis.findings()).toEqual(analyze(frames));
  });

  test('covered seconds are the samples by their rate', () => {
    const rates = { samplesPerSecond: 4, looksPerSecond: 8 };
    expect(
      analyze(
        clipOf({ durationSeconds: 7.5, ...rates }, () => ({})),
        rates,
      ).frames,
    ).toEqual({
      ...{ sampled: 30, ...rates, width: 160, height: 90 },
      coveredSeconds: 7.5,
    });
    expect(analyze([]).frames.coveredSeconds).toBe(0);
  });
});

describe('looks that make no sense are refused', () => {
  const frame = (over: Partial<Look> = {}): Look => ({
    ...{ seconds: 0, width: 4, height: 2, isSample: true },
    grey: new Uint8Array(8),
    ...over,
  });

  test.each([
    ['of another size than its levels', [frame({ width: 5 })]],
    ['without a pixel', [frame({ width: 0, grey: new Uint8Array(0) })]],
    ['of another size than the one before', [frame(), frame({ seconds: 1, width: 2, height: 4 })]],
    ['that go back in time', [frame({ seconds: 1 }), frame({ seconds: 0.5 })]],
    ['at the same time', [frame(), frame()]],
  ])('%s', (_, frames) => {
    expect(() => analyze(frames)).toThrow(RangeError);
  });

  test('beyond the bound on samples', () => {
    const analysis = startFrameAnalysis({ samplesPerSecond: 2, looksPerSecond: 2 });
    for (let sample = 0; sample < maxSamples; sample += 1) analysis.add(frame({ seconds: sample }));
    expect(() => analysis.add(frame({ seconds: maxSamples }))).toThrow(`More than ${maxSamples}`);
  });

  test('at rates that are none, or do not fit each other', () => {
    for (const [samplesPerSecond, looksPerSecond] of [
      [0, 8],
      [2, 7],
      [2, 0],
    ] as const) {
      expect(() => startFrameAnalysis({ samplesPerSecond, looksPerSecond })).toThrow(RangeError);
    }
  });
});
