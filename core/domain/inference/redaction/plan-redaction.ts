import type { ModelUse } from '../analysis.ts';
import type { SceneFindings } from '../baseline/scene-watch.ts';
import type { Interval } from '../picture.ts';
import type { RedactedCopy, RedactionOrder } from '../ports.ts';
import type { Quality } from '../quality/quality.ts';
import type { Track } from '../tracks.ts';
import type { Background } from './background.ts';
import { facesOnMovers } from './faces-on-movers.ts';
import type { RedactionDoubt, RedactionMeans, RedactionRecord } from './plan.ts';

/** What is known of a clip when its copy is planned. */
export interface RedactionInput {
  readonly scene: SceneFindings;
  /** Faces and plates that were found, followed as far as their finder did. */
  readonly faces: readonly Track[];
  /** Models that looked for faces and plates; none where there is no such model. */
  readonly models: readonly Pick<ModelUse, 'name' | 'version'>[];
  /** Whether `faces` come from Rekognition's few frames. Counts only where no model looked. */
  readonly asksRekognition?: boolean | undefined;
  readonly looksPerSecond: number;
  /** What `startBackground` saw in the looks; the redactor decodes once more without it. */
  readonly background?: Background | undefined;
  /** Seconds that the clip lasts: says whether a track ended or the clip did. */
  readonly coveredSeconds?: number | undefined;
  readonly quality?: Pick<Quality, 'shake'> | undefined;
}

/** By which means the faces and plates of this clip are found. */
const meansOf = ({
  models,
  asksRekognition,
}: Pick<RedactionInput, 'models' | 'asksRekognition'>): Exclude<RedactionMeans, 'none'> => {
  if (models.length > 0) return 'model';
  return asksRekognition === true ? 'rekognition-faces' : 'moving-regions';
};

const asMover = ({ boxes }: Track) => ({ boxes, isMover: true });

const coveredThings = (input: RedactionInput): RedactionOrder['tracks'] => {
  switch (meansOf(input)) {
    case 'model':
      return input.faces;
    case 'rekognition-faces':
      return facesOnMovers(input.faces, input.scene.tracks);
    case 'moving-regions':
      return [...input.scene.tracks.map(asMover), ...input.faces];
  }
};

/**
 * What to cover: with a model, the faces and plates it followed; without one everything that
 * moves, whole, by the scene's tracks and by what moves on each frame; with Rekognition's few
 * frames, the faces carried along by what moves, and whole what moves without a face.
 */
export const planRedaction = (input: RedactionInput): RedactionOrder => ({
  tracks: coveredThings(input).filter(({ boxes }) => boxes.length > 0),
  coversMovingRegions: meansOf(input) === 'moving-regions',
  looksPerSecond: input.looksPerSecond,
  background: input.background,
});

/** Detections below this are as often something else: the model did not see well. */
const leastConfidence = 0.5;
/** A track that ends nearer to the border has left the picture. */
const borderShare = 0.06;
/** A track that goes on within this time and distance was not lost. */
const resumption = { seconds: 1, distance: 0.25 } as const;
/** The end of the clip ends every track. */
const clipEndSeconds = 0.75;
/** A camera that shakes longer has no background that holds. */
const longestShakeSeconds = 1;

/** A reason for doubt, and where; the whole clip without an interval. */
interface Doubt {
  readonly doubt: RedactionDoubt;
  readonly where?: Interval;
}

const secondsOf = ({ boxes }: Track): Interval => ({
  startSeconds: boxes[0]?.seconds ?? 0,
  endSeconds: boxes.at(-1)?.seconds ?? 0,
});

const goesOn = (track: Track, others: readonly Track[]): boolean => {
  const end = track.boxes.at(-1);
  if (end === undefined) return true;
  return others.some((other) => {
    const next = other.boxes.find(({ seconds }) => seconds > end.seconds);
    if (other === track || other.label !== track.label || next === undefined) return false;
    const across = next.box.left + next.box.width / 2 - end.box.left - end.box.width / 2;
    const down = next.box.top + next.box.height / 2 - end.box.top - end.box.height / 2;
    const isSoon = next.seconds - end.seconds <= resumption.seconds;
    return isSoon && Math.hypot(across, down) <= resumption.distance;
  });
};

/** Whether a track ends although the thing is not at the border and the clip goes on. */
const isLost = (track: Track, { faces, coveredSeconds }: RedactionInput): boolean => {
  const end = track.boxes.at(-1);
  if (end === undefined || coveredSeconds === undefined) return false;
  if (end.seconds >= coveredSeconds - clipEndSeconds) return false;
  const { left, top, width, height } = end.box;
  const gap = Math.min(left, top, 1 - left - width, 1 - top - height);
  return gap > borderShare && !goesOn(track, faces);
};

const weakFaces = ({ faces }: RedactionInput): readonly Doubt[] =>
  faces
    .filter(({ score }) => score < leastConfidence)
    .map((track) => ({ doubt: 'low-confidence', where: secondsOf(track) }));

const lostFaces = (input: RedactionInput): readonly Doubt[] =>
  input.faces
    .filter((track) => isLost(track, input))
    .map((track) => {
      const { endSeconds } = secondsOf(track);
      const where = { startSeconds: endSeconds, endSeconds: endSeconds + 1 };
      return { doubt: 'track-lost', where };
    });

const doubtsOfScene = ({ scene, quality }: RedactionInput): readonly Doubt[] => {
  const shaken = quality?.shake.intervals ?? [];
  const seconds = shaken.reduce((sum, one) => sum + one.endSeconds - one.startSeconds, 0);
  return [
    ...(scene.backgroundHolds ? [] : [{ doubt: 'no-background' } as const]),
    ...(seconds > longestShakeSeconds
      ? shaken.map((where) => ({ doubt: 'camera-moves', where }) as const)
      : []),
  ];
};

const doubtsOf = (input: RedactionInput, copy: RedactedCopy): readonly Doubt[] => {
  const changes = copy.uncertain.map(
    (where) => ({ doubt: 'picture-changes-as-a-whole', where }) as const,
  );
  switch (meansOf(input)) {
    case 'model':
      return [...weakFaces(input), ...lostFaces(input), ...changes];
    case 'rekognition-faces':
      // Carried by what moves: both must have been seen well. On 8 frames every face ends early.
      return [...doubtsOfScene(input), ...weakFaces(input), ...changes];
    case 'moving-regions':
      return [...doubtsOfScene(input), ...changes];
  }
};

/** Intervals in order, those that touch joined. */
const joined = (intervals: readonly Interval[]): readonly Interval[] =>
  intervals
    .toSorted((one, other) => one.startSeconds - other.startSeconds)
    .reduce<Interval[]>((all, next) => {
      const last = all.at(-1);
      if (last === undefined || next.startSeconds > last.endSeconds) return [...all, next];
      const endSeconds = Math.max(last.endSeconds, next.endSeconds);
      return [...all.slice(0, -1), { ...last, endSeconds }];
    }, []);

/**
 * What is said of a copy that was made. It is shown by default only when there is no doubt about
 * it: a doubt never lies in the copy's being made, but in what it may have left uncovered.
 */
export const recordRedaction = (input: RedactionInput, copy: RedactedCopy): RedactionRecord => {
  const doubts = doubtsOf(input, copy);
  const isOfWhole = doubts.some(({ where }) => where === undefined);
  return {
    status: 'made',
    means: meansOf(input),
    models: input.models.map(({ name, version }) => `${name}@${version}`),
    showable: doubts.length === 0,
    doubts: [...new Set(doubts.map(({ doubt }) => doubt))].toSorted(),
    uncertain: isOfWhole ? [] : joined(doubts.flatMap(({ where }) => where ?? [])),
    coveredTracks: planRedaction(input).tracks.length,
    bytes: copy.bytes,
    width: copy.width,
    height: copy.height,
  };
};

/** What is said where no copy was made: redaction is off, or moderation froze the clip. */
export const recordNoRedaction = (status: 'off' | 'withheld'): RedactionRecord => ({
  status,
  means: 'none',
  models: [],
  showable: false,
  doubts: [],
  uncertain: [],
  coveredTracks: 0,
  bytes: 0,
  width: 0,
  height: 0,
});
