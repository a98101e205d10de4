import type { Analysis } from '../../core/domain/inference/analysis.ts';
import { eventKinds } from '../../core/domain/inference/baseline/events.ts';
import type { Interval } from '../../core/domain/inference/picture.ts';
import { escaped, short } from './markup.ts';
import { countWords, intervalWords, kindWords, secondsWords } from './words.ts';

/** In units of the drawing, which is scaled to the page's width. */
const layout = { left: 132, right: 988, motionTop: 14, motionHeight: 92, lane: 24 } as const;

interface Lane {
  readonly name: string;
  readonly style: string;
  readonly bars: readonly { readonly interval: Interval; readonly title: string }[];
}

const barsOf = (name: string, intervals: readonly Interval[]): Lane['bars'] =>
  intervals.map((interval) => ({ interval, title: `${name}, ${intervalWords(interval)}` }));

/** A lane for each kind of event that occurs, and for each fault that occurs. */
const lanesOf = ({ events, quality }: Analysis): readonly Lane[] => {
  const eventLanes = eventKinds.map((kind): Lane => ({
    name: kindWords[kind],
    style: kind,
    bars: events
      .filter((event) => event.kind === kind)
      .map((event) => ({
        interval: event,
        title: `${kindWords[kind]}, ${intervalWords(event)}, score ${event.score.toFixed(2)}`,
      })),
  }));
  const faults: readonly (readonly [string, readonly Interval[]])[] = [
    ['Black', quality.black],
    ['Frozen', quality.frozen],
    ['Blurred', quality.blurred],
    ['Obstructed', quality.obstructed],
    ['Camera shakes', quality.shake.intervals],
  ];
  const faultLanes = faults.map(([name, intervals]): Lane => ({
    ...{ name, style: 'fault' },
    bars: barsOf(name, intervals),
  }));
  return [...eventLanes, ...faultLanes].filter(({ bars }) => bars.length > 0);
};

/** Whole seconds between two marks of the axis: at most twelve marks. */
const markEvery = (seconds: number): number =>
  [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((step) => seconds / step <= 12) ?? 1_200;

/** Motion as a filled line; the highest motion of the clip fills the height. */
const motionOf = (analysis: Analysis, at: (seconds: number) => number): string => {
  const { motion, frames } = analysis;
  const highest = Math.max(0.02, ...motion);
  const bottom = layout.motionTop + layout.motionHeight;
  const points = motion.map((share, index) => {
    const x = at((index + 1) / frames.samplesPerSecond);
    return `${short(x)},${short(bottom - (share / highest) * layout.motionHeight)}`;
  });
  const [start, end] = [at(0), at(motion.length / frames.samplesPerSecond)];
  return [
    `<polygon class="motion" points="${short(start)},${bottom} ${points.join(' ')} ` +
      `${short(end)},${bottom}"/>`,
    `<text class="name" x="${layout.left - 10}" y="${layout.motionTop + 12}">Motion</text>`,
    `<text class="note" x="${layout.left - 10}" y="${layout.motionTop + 30}">` +
      `to ${(highest * 100).toFixed(1)} %</text>`,
  ].join('\n');
};

const momentsOf = ({ moments }: Analysis, at: (seconds: number) => number): string =>
  moments
    .map(({ seconds, score }) => {
      const [x, y] = [at(seconds), layout.motionTop - 4];
      const title = `Lasting change at ${secondsWords(seconds)}, score ${score.toFixed(2)}`;
      return (
        `<path class="moment" d="M${short(x)} ${y + 8} l-5 -9 h10 z ` +
        `M${short(x)} ${y + 8} v${layout.motionHeight - 4}"><title>${title}</title></path>`
      );
    })
    .join('\n');

const laneOf = (
  { name, style, bars }: Lane,
  { top, at }: { top: number; at: (seconds: number) => number },
): string => {
  const rects = bars.map(({ interval, title }) => {
    const [from, to] = [at(interval.startSeconds), at(interval.endSeconds)];
    return (
      `<rect class="bar ${style}" x="${short(from)}" y="${top + 4}" rx="3" ` +
      `width="${short(Math.max(4, to - from))}" height="${layout.lane - 8}">` +
      `<title>${escaped(title)}</title></rect>`
    );
  });
  const middle = top + layout.lane / 2;
  return [
    `<line class="rail" x1="${layout.left}" x2="${layout.right}" y1="${middle}" y2="${middle}"/>`,
    `<text class="name" x="${layout.left - 10}" y="${middle + 4}">${escaped(name)}</text>`,
    ...rects,
  ].join('\n');
};

const axisOf = (
  seconds: number,
  { bottom, at }: { bottom: number; at: (seconds: number) => number },
): string => {
  const step = markEvery(seconds);
  const marks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  return marks
    .map((mark) => {
      const x = short(at(mark));
      return (
        `<line class="mark" x1="${x}" x2="${x}" y1="${layout.motionTop}" y2="${bottom}"/>` +
        `<text class="tick" x="${x}" y="${bottom + 16}">${mark} s</text>`
      );
    })
    .join('\n');
};

/** Motion, moments, events and faults over time, as one SVG with a text for those who listen. */
export const timelineOf = (analysis: Analysis): string => {
  const seconds = Math.max(0.1, analysis.frames.coveredSeconds);
  const at = (time: number): number =>
    layout.left + (Math.min(seconds, Math.max(0, time)) / seconds) * (layout.right - layout.left);
  const lanes = lanesOf(analysis);
  const lanesTop = layout.motionTop + layout.motionHeight + 8;
  const bottom = lanesTop + lanes.length * layout.lane + 4;
  const told = [
    countWords(analysis.events.length, 'event'),
    countWords(analysis.moments.length, 'moment of lasting change', 'moments of lasting change'),
  ].join(' and ');
  return [
    `<svg class="timeline" viewBox="0 0 1000 ${bottom + 24}" role="img" aria-labelledby="tl td">`,
    '<title id="tl">Timeline of the clip</title>',
    `<desc id="td">Motion over ${secondsWords(seconds)} with ${told}; the table below names ` +
      'each event.</desc>',
    axisOf(seconds, { bottom, at }),
    motionOf(analysis, at),
    momentsOf(analysis, at),
    ...lanes.map((lane, index) => laneOf(lane, { top: lanesTop + index * layout.lane, at })),
    '</svg>',
  ].join('\n');
};
