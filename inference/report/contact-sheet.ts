import type { Analysis } from '../../core/domain/inference/analysis.ts';
import type { EventEvidence } from '../../core/domain/inference/baseline/events.ts';
import type { Box } from '../../core/domain/inference/picture.ts';
import type { Track } from '../../core/domain/inference/tracks.ts';
import { escaped, short } from './markup.ts';
import { countWords, kindWords, secondsWords } from './words.ts';

/** One picture of the page. */
export interface ReportPicture {
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  readonly jpeg: Uint8Array;
}

/** A track's box counts for a moment this near: looks lie an eighth of a second apart. */
const nearSeconds = 0.26;

interface DrawnBox {
  readonly box: Box;
  readonly style: string;
  readonly label: string;
}

const boxAt = ({ boxes }: Track, seconds: number): Box | undefined => {
  let nearest: Track['boxes'][number] | undefined;
  for (const boxed of boxes) {
    const away = Math.abs(boxed.seconds - seconds);
    if (away > nearSeconds) continue;
    if (nearest === undefined || away < Math.abs(nearest.seconds - seconds)) nearest = boxed;
  }
  return nearest?.box;
};

const holdsMiddleOf = (outer: Box, { left, top, width, height }: Box): boolean => {
  const [x, y] = [left + width / 2 - outer.left, top + height / 2 - outer.top];
  return x >= 0 && y >= 0 && x <= outer.width && y <= outer.height;
};

/**
 * What to draw at a moment. The box of a person's presence holds their whole way, so their own box
 * is drawn in its stead wherever something is followed inside it.
 */
const boxesAt = ({ tracks, events }: Analysis, seconds: number): readonly DrawnBox[] => {
  const happening = events.filter(
    ({ startSeconds, endSeconds }) =>
      seconds >= startSeconds - nearSeconds && seconds <= endSeconds + nearSeconds,
  );
  const presences = happening.filter(({ kind }) => kind === 'person-present');
  const drawnPresences = new Set<EventEvidence>();
  const tracked = tracks.flatMap((track): readonly DrawnBox[] => {
    const box = boxAt(track, seconds);
    if (box === undefined) return [];
    const presence = presences.find((event) => holdsMiddleOf(event.box, box));
    if (presence !== undefined) drawnPresences.add(presence);
    const style = presence === undefined ? 'track' : 'person-present';
    const what = track.label === 'moving-region' ? 'moves' : track.label;
    return [{ box, style, label: `${what} ${track.trackId}` }];
  });
  const untracked = happening
    .filter((event) => !drawnPresences.has(event))
    .map(({ kind, box, score }): DrawnBox => ({
      ...{ box, style: kind },
      label: `${kindWords[kind].toLowerCase()} ${score.toFixed(2)}`,
    }));
  return [...tracked, ...untracked];
};

const drawnBox = ({ box, style, label }: DrawnBox, { width, height }: ReportPicture): string => {
  const [x, y] = [box.left * width, box.top * height];
  const [w, h] = [box.width * width, box.height * height];
  const size = Math.max(9, width / 42);
  const labelWidth = label.length * size * 0.56 + size * 0.6;
  const labelLeft = Math.max(0, Math.min(x, width - labelWidth));
  // Under the box's upper edge where there is no room above it.
  const labelTop = y >= size * 1.5 ? y - size * 1.5 : Math.min(y, height - size * 1.5);
  return [
    `<rect class="box ${style}" x="${short(x)}" y="${short(y)}" width="${short(w)}" ` +
      `height="${short(h)}" stroke-width="${short(Math.max(1, width / 250))}"/>`,
    `<rect class="tag ${style}" x="${short(labelLeft)}" y="${short(labelTop)}" ` +
      `width="${short(labelWidth)}" height="${short(size * 1.4)}"/>`,
    `<text class="tagged" x="${short(labelLeft + size * 0.3)}" ` +
      `y="${short(labelTop + size * 1.05)}" font-size="${short(size)}">${escaped(label)}</text>`,
  ].join('');
};

const figureOf = (analysis: Analysis, picture: ReportPicture): string => {
  const { seconds, width, height, jpeg } = picture;
  const drawn = boxesAt(analysis, seconds);
  const seen =
    drawn.length === 0
      ? 'nothing is marked'
      : [countWords(drawn.length, 'box', 'boxes'), drawn.map(({ label }) => label).join(', ')].join(
          ': ',
        );
  const text = `The clip at ${secondsWords(seconds)}; ${seen}`;
  const data = Buffer.from(jpeg).toString('base64');
  return [
    '<figure>',
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(text)}">`,
    `<image href="data:image/jpeg;base64,${data}" width="${width}" height="${height}"/>`,
    ...drawn.map((box) => drawnBox(box, picture)),
    '</svg>',
    `<figcaption><b>${secondsWords(seconds)}</b> ${escaped(seen)}</figcaption>`,
    '</figure>',
  ].join('\n');
};

/** The pictures with what was followed and what happens drawn on them. */
export const contactSheetOf = (analysis: Analysis, pictures: readonly ReportPicture[]): string =>
  ['<div class="sheet">', ...pictures.map((picture) => figureOf(analysis, picture)), '</div>'].join(
    '\n',
  );
