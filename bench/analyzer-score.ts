import type { EventEvidence, EventKind } from '../core/domain/inference/baseline/events.ts';
import type { Box } from '../core/domain/inference/picture.ts';
import type { ExpectedEvent, SceneSpec, SceneTruth } from '../local/scene/truth.ts';

/**
 * When a reported event is the expected one: its kind is the same, the intervals overlap or lie at
 * most a second apart, and the boxes overlap by at least a tenth of the smaller one. Of the acts (a
 * parcel, a door) the reported box covers at most a quarter of the picture, and each expected one
 * can be met once: a second report of it is a false one. A person's box holds the whole way that
 * they walk; a person may be reported in several pieces, each of which must lie where and when
 * somebody is.
 */
const tolerance = { seconds: 1, sharedBox: 0.1, largestActBox: 0.25 } as const;

/** A scene with what was reported of it. */
export interface WatchedScene {
  readonly spec: SceneSpec;
  readonly truth: SceneTruth;
  readonly reported: readonly EventEvidence[];
}

/** What was expected and what came, event by event. */
export interface SceneScore {
  readonly scene: WatchedScene;
  readonly found: readonly ExpectedEvent[];
  readonly missed: readonly ExpectedEvent[];
  readonly right: readonly EventEvidence[];
  readonly wrong: readonly EventEvidence[];
}

/** Counts over some scenes. */
export interface Tally {
  readonly expected: number;
  readonly found: number;
  readonly reported: number;
  readonly right: number;
  /** Found ÷ expected; 1 where nothing was expected. */
  readonly recall: number;
  /** Right ÷ reported; 1 where nothing was reported. */
  readonly precision: number;
}

/** Something is done: a parcel or a door, not only somebody there. */
export const isAct = (kind: EventKind): boolean => kind !== 'person-present';

const areaOf = ({ width, height }: Box): number => width * height;

const overlapArea = (one: Box, other: Box): number => {
  const across =
    Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const down =
    Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return Math.max(0, across) * Math.max(0, down);
};

/** Whether a report is of an expected event. */
export const matches = (expected: ExpectedEvent, reported: EventEvidence): boolean => {
  const apart =
    Math.max(expected.startSeconds, reported.startSeconds) -
    Math.min(expected.endSeconds, reported.endSeconds);
  const smaller = Math.min(areaOf(expected.box), areaOf(reported.box));
  return (
    expected.kind === reported.kind &&
    apart <= tolerance.seconds &&
    (!isAct(reported.kind) || areaOf(reported.box) <= tolerance.largestActBox) &&
    overlapArea(expected.box, reported.box) >= tolerance.sharedBox * smaller &&
    smaller > 0
  );
};

/** Compares what was reported of a scene with what is true of it. */
export const scoreScene = (scene: WatchedScene): SceneScore => {
  const found = new Set<ExpectedEvent>();
  const right: EventEvidence[] = [];
  const wrong: EventEvidence[] = [];
  // The best first: where two claim the same act, the surer one is right.
  for (const report of scene.reported.toSorted((one, other) => other.score - one.score)) {
    const fitting = scene.truth.events.filter((expected) => matches(expected, report));
    const fresh = fitting.find((expected) => !found.has(expected));
    if (fresh !== undefined) found.add(fresh);
    const counts = report.kind === 'person-present' ? fitting.length > 0 : fresh !== undefined;
    (counts ? right : wrong).push(report);
  }
  const missed = scene.truth.events.filter((expected) => !found.has(expected));
  return { scene, found: [...found], missed, right, wrong };
};

/** Adds up the events of some kinds. */
export const tally = (
  scores: readonly SceneScore[],
  isCounted: (kind: EventKind) => boolean,
): Tally => {
  const count = (events: readonly { readonly kind: EventKind }[]): number =>
    events.filter(({ kind }) => isCounted(kind)).length;
  const sum = (of: (score: SceneScore) => number): number =>
    scores.reduce((total, score) => total + of(score), 0);
  const found = sum((score) => count(score.found));
  const right = sum((score) => count(score.right));
  const expected = found + sum((score) => count(score.missed));
  const reported = right + sum((score) => count(score.wrong));
  return {
    ...{ expected, found, reported, right },
    recall: expected === 0 ? 1 : found / expected,
    precision: reported === 0 ? 1 : right / reported,
  };
};

/** What makes a scene hard, by name. */
export const factors: Readonly<Record<string, (spec: SceneSpec) => boolean>> = {
  'light day': ({ light }) => light === 'day',
  'light dusk': ({ light }) => light === 'dusk',
  'light night': ({ light }) => light === 'night',
  rain: ({ weather }) => weather === 'rain',
  'no rain': ({ weather }) => weather === 'dry',
  shake: ({ shake }) => shake === 'shaky',
  'no shake': ({ shake }) => shake === 'none',
  'passing cars': ({ traffic }) => traffic === 'passing-cars',
  'no passing cars': ({ traffic }) => traffic === 'none',
  '360p': ({ height }) => height === 360,
  '720p': ({ height }) => height === 720,
  '1080p': ({ height }) => height === 1080,
};

/** Share of the scenes without such events in which some were reported all the same. */
export const falseAlarms = (
  scores: readonly SceneScore[],
  isCounted: (kind: EventKind) => boolean,
): { readonly scenes: number; readonly alarmed: number; readonly rate: number } => {
  const quiet = scores.filter(({ scene }) =>
    scene.truth.events.every(({ kind }) => !isCounted(kind)),
  );
  const alarmed = quiet.filter(({ wrong }) => wrong.some(({ kind }) => isCounted(kind))).length;
  const scenes = quiet.length;
  return { scenes, alarmed, rate: scenes === 0 ? 0 : alarmed / scenes };
};
