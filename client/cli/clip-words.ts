import type { ApiSchemas } from '../api-client.ts';
import { facts, table } from './table.ts';
import { durationWords, timeWords } from './words.ts';

type Clip = ApiSchemas['Clip'];

/** Nothing more happens to such a clip unless somebody asks for it, or its retention ends. */
const ends: readonly Clip['state'][] = [
  'refused',
  'expired',
  'accepted',
  'rejected',
  'withdrawn',
  'erased',
];

/** Whether the clip has come to an end. */
export const hasEnded = ({ state }: Clip): boolean => ends.includes(state);

/** The states the clip has gone through, in order, with their times. */
export const stepsOf = (clip: Clip): readonly { readonly state: string; readonly at: string }[] =>
  Object.entries(clip.at)
    .map(([state, at]) => ({ state, at }))
    .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));

/** One clip for a person: each step with its time, then what was seen and decided. */
export const describeClip = (clip: Clip): string => {
  const { declared, seen } = { declared: declaredWords(clip), seen: seenFacts(clip) };
  const steps = stepsOf(clip).map(({ state, at }, index, all) => {
    const before = all[index - 1];
    const seconds = before === undefined ? 0 : (Date.parse(at) - Date.parse(before.at)) / 1_000;
    return [timeWords(at), state, before === undefined ? '' : `+${durationWords(seconds)}`];
  });
  return [
    `${clip.clipId}: ${clip.state}\n${declared}`,
    table(['time (UTC)', 'step', ''], steps),
    ...(seen === '' ? [] : [seen]),
  ].join('\n');
};

const declaredWords = (clip: Clip): string => {
  const { category, scenario, cameraId, actId, area, capturedHour } = clip;
  if (category === undefined) return '';
  const event = [area, capturedHour, actId].filter((word) => word !== undefined).join(', ');
  return `${category}, ${scenario ?? ''}, ${cameraId ?? ''}${event === '' ? '' : `\n${event}`}\n`;
};

const seenFacts = ({ media, analysis, reason, reasonSentence }: Clip): string =>
  facts([
    ['media', media === undefined ? undefined : mediaWords(media)],
    ['analysis', analysis === undefined ? undefined : analysisWords(analysis)],
    ['reason', reason],
    ['', reasonSentence],
  ]);

/** `mp4, avc, 1280 × 720, 12 s, no sound`. */
export const mediaWords = (media: ApiSchemas['MediaFacts']): string =>
  [
    media.container,
    media.codec,
    `${media.width} × ${media.height}`,
    ...(media.rotationDegrees === 0 ? [] : [`turned ${media.rotationDegrees}°`]),
    ...(media.frameRate === 0 ? [] : [`${Math.round(media.frameRate)} frames/s`]),
    `${media.durationIsEstimated ? 'about ' : ''}${durationWords(media.durationSeconds)}`,
    media.hasAudio ? 'with sound' : 'no sound',
    ...(media.carriesLocation ? ['a location (will be stripped)'] : []),
    ...(media.carriesPersonalTags ? ['personal tags (will be stripped)'] : []),
  ].join(', ');

/** What the analyzer saw, in one line. */
export const analysisWords = (analysis: ApiSchemas['AnalysisSummary']): string =>
  [
    `${analysis.analyzer}: ${analysis.sampledFrames} frames`,
    `${durationWords(analysis.coveredSeconds)} covered`,
    `${analysis.momentCount} moments of change`,
    `peak motion ${analysis.peakMotion.toFixed(2)}`,
    `brightness ${analysis.meanBrightness.toFixed(0)}`,
    `moderation ${analysis.moderationStatus}`,
  ].join(', ');
