import type { EventEvidence, EventKind } from '../../core/domain/inference/baseline/events.ts';
import type { Interval } from '../../core/domain/inference/picture.ts';
import type { RedactionDoubt, RedactionMeans } from '../../core/domain/inference/redaction/plan.ts';

/** How each kind of event is called on the page. */
export const kindWords: Readonly<Record<EventKind, string>> = {
  'parcel-taken': 'Parcel taken',
  'parcel-left': 'Parcel left',
  'door-tried': 'Car door tried',
  'person-present': 'Person present',
};

/** By which means a copy was covered. */
export const meansWords: Readonly<Record<RedactionMeans, string>> = {
  model: 'faces and plates that a model found',
  'moving-regions': 'everything that moves, whole',
  'rekognition-faces': 'faces found by Amazon Rekognition, followed between frames',
  none: 'nothing',
};

/** Why a copy is not shown unasked. */
export const doubtWords: Readonly<Record<RedactionDoubt, string>> = {
  'camera-moves': 'the camera moves',
  'picture-changes-as-a-whole': 'the picture changes as a whole',
  'no-background': 'no background could be told from what moves',
  'track-lost': 'something covered was lost on its way',
  'low-confidence': 'what was found was found with low confidence',
};

/** `4.4 s`. */
export const secondsWords = (seconds: number): string => `${seconds.toFixed(1)} s`;

/** `4.4–5.8 s`. */
export const intervalWords = ({ startSeconds, endSeconds }: Interval): string =>
  `${startSeconds.toFixed(1)}–${endSeconds.toFixed(1)} s`;

/** `none`, or intervals between commas; at most six of them are named. */
export const intervalsWords = (intervals: readonly Interval[]): string => {
  if (intervals.length === 0) return 'none';
  const named = intervals.slice(0, 6).map(intervalWords).join(', ');
  return intervals.length > 6 ? `${named} and ${intervals.length - 6} more` : named;
};

/** `1 event`, `3 events`. */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** The clip in one sentence: what seems to happen, the surest first. */
export const summaryWords = (events: readonly EventEvidence[]): string => {
  if (events.length === 0) return 'No evidence of any event was found.';
  const sorted = events.toSorted((one, other) => other.score - one.score);
  const named = sorted.slice(0, 4).map((event) => {
    const score = event.score.toFixed(2);
    return `${kindWords[event.kind].toLowerCase()} at ${intervalWords(event)} (score ${score})`;
  });
  const more = events.length - named.length;
  return `Evidence of ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
};
