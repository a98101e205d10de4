import { describe, expect, test } from '@jest/globals';
import type { Analysis } from '../../../core/domain/inference/analysis.ts';
import { boundTracks } from '../../../core/domain/inference/bound-tracks.ts';
import { moderationOff } from '../../../core/domain/inference/moderate-stills.ts';
import { defaultModerationPolicy } from '../../../core/domain/inference/moderation/policy.ts';
import { recordNoRedaction } from '../../../core/domain/inference/redaction/plan-redaction.ts';
import { summarize } from '../../../core/domain/inference/summarize.ts';
import { maxTrackedBoxes, maxTracks } from '../../../core/domain/inference/tracks.ts';

const box = { left: 0, top: 0, width: 0.1, height: 0.1 };
const interval = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });

type Told = Pick<Analysis, 'events' | 'footageMatches' | 'quality' | 'frames'>;

const quality: Analysis['quality'] = {
  brightness: { mean: 100, min: 80, max: 120 },
  sharpness: 5,
  ...{ black: [], frozen: [], blurred: [], obstructed: [] },
  shake: { mean: 0, peak: 0, intervals: [] },
};
const frames: Analysis['frames'] = {
  ...{ sampled: 20, samplesPerSecond: 2, looksPerSecond: 8, width: 320, height: 180 },
  coveredSeconds: 10,
};

/** A summary of an analysis that tells only this. */
const summaryOf = (told: Partial<Told>) => {
  const analysis: Pick<Analysis, Exclude<keyof Analysis, 'fingerprint'>> = {
    schema: 'clipledger/analysis/v2',
    analyzer: { name: 'baseline', version: '2.0.0' },
    execution: { host: 'lambda', decoder: 'software', models: [] },
    ...{ frames, quality, motion: [0.1, 0.4, 0.2], moments: [], events: [], tracks: [] },
    ...{ footageMatches: [], chosenFrames: [], fileSha256: 'declared' },
    moderation: moderationOff(defaultModerationPolicy),
    redaction: recordNoRedaction('off'),
    ...told,
  };
  const at = '2026-11-23T10:00:00.000Z';
  return summarize(analysis as Analysis, { declaredSha256: 'declared', at });
};

describe('the summary of an analysis', () => {
  test('tells the strongest evidence for each category, and 0 where there is none', () => {
    const event = (kind: Analysis['events'][number]['kind'], score: number) => ({
      ...{ kind, score, box },
      ...interval(1, 2),
    });
    const events = [
      event('parcel-taken', 0.4),
      event('parcel-taken', 0.9),
      event('parcel-left', 1),
    ];
    expect(summaryOf({ events }).categoryScores).toEqual({
      ...{ 'package-theft': 0.9, 'car-door': 0, person: 0 },
    });
  });

  test('counts a second that is dark and frozen once', () => {
    const black = [interval(0, 2)];
    const frozen = [interval(1, 4)];
    expect(summaryOf({ quality: { ...quality, black, frozen } }).unusableShare).toBe(0.4);
    const blurred = [interval(0, 11)];
    expect(summaryOf({ quality: { ...quality, black, blurred } }).unusableShare).toBe(1);
    expect(summaryOf({ frames: { ...frames, coveredSeconds: 0 } }).unusableShare).toBe(0);
  });

  test('names the three best matches and nothing else of them', () => {
    const footageMatches = [0.5, 0.9, 0.7, 0.6].map((score, index) => ({
      ...{ clipId: `clip_${index}` as const, actId: 'act_a' as const, sameAct: index === 1, score },
      ...{ here: interval(0, 5), there: interval(1, 6), mirrored: false, speed: 1 },
    }));
    expect(summaryOf({ footageMatches }).footageMatches).toEqual([
      { clipId: 'clip_1', sameAct: true, score: 0.9 },
      { clipId: 'clip_2', sameAct: false, score: 0.7 },
      { clipId: 'clip_3', sameAct: false, score: 0.6 },
    ]);
  });
});

describe('the tracks that are kept', () => {
  const track = (score: number, boxes: number, seconds = 0) => ({
    ...{ trackId: 1, label: 'moving-region', source: 'baseline', score },
    boxes: Array.from({ length: boxes }, () => ({ seconds, box })),
  });

  test('are the surest, in order of their start, numbered anew', () => {
    const kept = boundTracks([
      ...Array.from({ length: maxTracks }, (_, at) => track(0.5, 1, 100 - at)),
      track(0.9, 1, 50),
      track(0.1, 1, 0),
    ]);
    expect(kept).toHaveLength(maxTracks);
    expect(kept.map(({ trackId }) => trackId)).toEqual(kept.map((_, index) => index + 1));
    const starts = kept.map(({ boxes }) => boxes[0]?.seconds ?? -1);
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    expect(kept.some(({ score }) => score === 0.9)).toBe(true);
    expect(kept.some(({ score }) => score === 0.1)).toBe(false);
  });

  test('have no more boxes together than an analysis may hold', () => {
    const kept = boundTracks(Array.from({ length: 30 }, () => track(0.5, 1_000)));
    const boxes = kept.reduce((sum, one) => sum + one.boxes.length, 0);
    expect(boxes).toBe(maxTrackedBoxes);
  });
});
