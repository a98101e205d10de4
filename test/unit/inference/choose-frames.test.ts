import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  chooseFrames,
  maxChosenFrames,
  maxModeratedFrames,
} from '../../../core/domain/inference/choose-frames.ts';
import { maxMoments, rankMoments } from '../../../core/domain/inference/moments.ts';

const samplesOf = (choices: ReturnType<typeof chooseFrames>) => choices.map(({ sample }) => sample);

describe('choosing frames', () => {
  test('takes the first, the last and the two most telling moments', () => {
    const choices = chooseFrames(60, [22, 41, 10]);
    expect(samplesOf(choices)).toEqual([0, 22, 41, 59]);
    expect(choices.filter(({ moderated }) => moderated).map(({ sample }) => sample)).toEqual([
      22, 41, 59,
    ]);
  });

  test('passes over a moment that is too close to a chosen one', () => {
    expect(samplesOf(chooseFrames(60, [22, 24, 2, 40]))).toEqual([0, 22, 40, 59]);
  });

  test('spreads over a clip in which nothing happens', () => {
    expect(samplesOf(chooseFrames(31, []))).toEqual([0, 7, 15, 30]);
  });

  test.each([
    [0, []],
    [1, [0]],
    [2, [0, 1]],
    [3, [0, 1, 2]],
  ])('of %d samples takes %j', (sampled, expected) => {
    expect(samplesOf(chooseFrames(sampled, []))).toEqual(expected);
  });

  test('never chooses twice, too many, or what is not there', () => {
    const sampled = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(
        sampled.chain((count) =>
          fc.tuple(fc.constant(count), fc.array(fc.integer({ min: 0, max: count - 1 }))),
        ),
        ([count, telling]) => {
          const choices = chooseFrames(count, telling);
          const samples = samplesOf(choices);
          expect(samples).toHaveLength(Math.min(count, maxChosenFrames));
          expect(new Set(samples).size).toBe(samples.length);
          expect(samples).toEqual(samples.toSorted((one, other) => one - other));
          expect(samples.every((sample) => sample >= 0 && sample < count)).toBe(true);
          const moderated = choices.filter((choice) => choice.moderated).length;
          expect(moderated).toBe(Math.min(count, maxModeratedFrames));
        },
      ),
    );
  });
});

describe('ranking moments', () => {
  const measured = fc
    .array(
      fc.record({ motion: fc.double({ min: 0, max: 1, noNaN: true }), lasting: fc.boolean() }),
      {
        maxLength: 200,
      },
    )
    .map((samples) => ({
      seconds: samples.map((_, index) => index / 2),
      motion: samples.slice(1).map(({ motion }) => motion),
      lastingShares: samples.map(({ lasting }) => (lasting ? 0.02 : 0)),
    }));

  test('moments are few, apart, and of the clip', () => {
    fc.assert(
      fc.property(measured, (samples) => {
        const moments = rankMoments(samples);
        expect(moments.length).toBeLessThanOrEqual(maxMoments);
        for (const [index, moment] of moments.entries()) {
          expect(samples.seconds).toContain(moment.seconds);
          expect(moment.sample).toBeGreaterThanOrEqual(0);
          expect(moment.sample).toBeLessThan(samples.seconds.length);
          for (const other of moments.slice(index + 1)) {
            expect(Math.abs(other.seconds - moment.seconds)).toBeGreaterThanOrEqual(1);
          }
        }
      }),
    );
  });

  test('motion that never rests has one peak at most', () => {
    const motion = Array.from({ length: 40 }, (_, index) => 0.5 + (index % 3) * 0.05);
    const seconds = Array.from({ length: 41 }, (_, index) => index / 2);
    const lastingShares = seconds.map(() => 0);
    expect(rankMoments({ seconds, motion, lastingShares }).length).toBeLessThanOrEqual(1);
  });
});
