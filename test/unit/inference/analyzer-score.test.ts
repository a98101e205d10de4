import { describe, expect, test } from '@jest/globals';
import { falseAlarms, isAct, scoreScene, tally } from '../../../bench/analyzer-score.ts';
import type { EventEvidence } from '../../../core/domain/inference/baseline/events.ts';
import { sceneSpecs } from '../../../local/scene/scene-specs.ts';
import type { ExpectedEvent, SceneSpec } from '../../../local/scene/truth.ts';

const [spec] = sceneSpecs('tuning') as [SceneSpec];

const taken: ExpectedEvent = {
  kind: 'parcel-taken',
  startSeconds: 4,
  endSeconds: 6,
  box: { left: 0.4, top: 0.7, width: 0.1, height: 0.1 },
};

const score = (expected: readonly ExpectedEvent[], reported: readonly EventEvidence[]) =>
  scoreScene({ spec, reported, truth: { durationSeconds: 12, people: [], events: expected } });

const reportOf = (change: Partial<EventEvidence>): EventEvidence => ({
  ...taken,
  score: 0.8,
  ...change,
});

describe('when a reported event is the expected one', () => {
  test.each<readonly [string, Partial<EventEvidence>, boolean]>([
    ['the same place and time', {}, true],
    ['another kind', { kind: 'parcel-left' }, false],
    ['a second late', { startSeconds: 7, endSeconds: 7.5 }, true],
    ['more than a second late', { startSeconds: 7.1, endSeconds: 7.5 }, false],
    ['more than a second early', { startSeconds: 1, endSeconds: 2.9 }, false],
    ['a corner of its box', { box: { left: 0.47, top: 0.75, width: 0.1, height: 0.1 } }, true],
    ['less than a tenth', { box: { left: 0.485, top: 0.77, width: 0.1, height: 0.1 } }, false],
    ['beside it', { box: { left: 0.52, top: 0.7, width: 0.1, height: 0.1 } }, false],
    ['the whole picture', { box: { left: 0, top: 0, width: 1, height: 1 } }, false],
    ['a box without area', { box: { left: 0.45, top: 0.75, width: 0, height: 0 } }, false],
  ])('%s', (_, change, isRight) => {
    const { found, missed, right, wrong } = score([taken], [reportOf(change)]);
    expect([found.length, right.length]).toEqual(isRight ? [1, 1] : [0, 0]);
    expect([missed.length, wrong.length]).toEqual(isRight ? [0, 0] : [1, 1]);
  });

  test('an act reported twice is found once, and the less sure report is wrong', () => {
    const { found, right, wrong } = score([taken], [reportOf({}), reportOf({ score: 0.9 })]);
    expect(found).toEqual([taken]);
    expect([right, wrong].map((events) => events.map((event) => event.score))).toEqual([
      [0.9],
      [0.8],
    ]);
  });

  test('a person reported in two pieces is found once, and no piece is wrong', () => {
    const person: ExpectedEvent = { ...taken, kind: 'person-present' };
    const pieces = [
      reportOf({ kind: 'person-present', endSeconds: 4.5 }),
      reportOf({ kind: 'person-present', startSeconds: 5 }),
    ];
    const { found, right, wrong } = score([person], pieces);
    expect([found.length, right.length, wrong.length]).toEqual([1, 2, 0]);
  });
});

describe('shares over several scenes', () => {
  const quiet = score([], []);
  const alarmed = score([], [reportOf({})]);
  const found = score([taken], [reportOf({})]);
  const missed = score([taken], []);

  test('recall and precision', () => {
    expect(tally([found, missed, alarmed, quiet], isAct)).toEqual({
      ...{ expected: 2, found: 1, reported: 2, right: 1 },
      ...{ recall: 0.5, precision: 0.5 },
    });
    expect(tally([quiet], isAct)).toMatchObject({ recall: 1, precision: 1 });
  });

  test('false alarms are counted by scenes in which nothing should be reported', () => {
    const rate = falseAlarms([found, missed, alarmed, quiet, quiet, quiet], isAct);
    expect(rate).toEqual({ scenes: 4, alarmed: 1, rate: 0.25 });
  });
});
