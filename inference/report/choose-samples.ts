import type { Analysis } from '../../core/domain/inference/analysis.ts';

/** Pictures on one page: 12 of about 0.1 MB keep it under 2 MB. */
const maxReportPictures = 12;
/** A page of a clip in which nothing happens shows this many, evenly spread. */
const fewestPictures = 6;
/** Between pictures that show no act. */
const apartSeconds = 0.9;

/**
 * Samples worth a picture, in rising order: the middle of each act, then its beginning and its end,
 * then people, then moments of change; filled up evenly.
 */
export const chooseReportSamples = (
  analysis: Pick<Analysis, 'frames' | 'events' | 'moments'>,
): readonly number[] => {
  const { sampled, samplesPerSecond } = analysis.frames;
  const chosen = new Set<number>();
  const take = (seconds: number): void => {
    if (chosen.size >= maxReportPictures || sampled === 0) return;
    chosen.add(Math.min(sampled - 1, Math.max(0, Math.round(seconds * samplesPerSecond))));
  };
  const surest = analysis.events.toSorted((one, other) => other.score - one.score);
  const acts = surest.filter(({ kind }) => kind !== 'person-present');
  const people = surest.filter(({ kind }) => kind === 'person-present');
  const middleOf = (event: (typeof surest)[number]): number =>
    (event.startSeconds + event.endSeconds) / 2;
  for (const event of acts) take(middleOf(event));
  for (const event of acts) {
    take(event.startSeconds - 0.5);
    take(event.endSeconds + 0.5);
  }
  const takeApart = (seconds: number): void => {
    const isNear = [...chosen].some(
      (sample) => Math.abs(sample / samplesPerSecond - seconds) < apartSeconds,
    );
    if (!isNear) take(seconds);
  };
  for (const event of people) takeApart(middleOf(event));
  for (const { seconds } of analysis.moments.toSorted((a, b) => b.score - a.score)) {
    takeApart(seconds);
  }
  for (let index = 0; index < fewestPictures && chosen.size < fewestPictures; index += 1) {
    take(((index + 0.5) * sampled) / fewestPictures / samplesPerSecond);
  }
  return [...chosen].toSorted((one, other) => one - other);
};
