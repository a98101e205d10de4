import type { Analysis } from '../../core/domain/inference/analysis.ts';
import { categoryOf } from '../../core/domain/inference/baseline/events.ts';
import type { Box } from '../../core/domain/inference/picture.ts';
import { contactSheetOf, type ReportPicture } from './contact-sheet.ts';
import { escaped, factsOf, tableOf } from './markup.ts';
import { reportStyle } from './style.ts';
import { timelineOf } from './timeline.ts';
import {
  countWords,
  doubtWords,
  intervalsWords,
  intervalWords,
  kindWords,
  meansWords,
  secondsWords,
  summaryWords,
} from './words.ts';

/** What a page is made of. */
export interface Report {
  /** The clip's file name, as it is. */
  readonly name: string;
  readonly analysis: Analysis;
  readonly pictures: readonly ReportPicture[];
  /** Whether the pictures are cut from the redacted copy. */
  readonly picturesAreRedacted: boolean;
}

/** What the analyzer cannot know, whatever the clip. */
const limits: readonly string[] = [
  'Scores order what a person should look at first. They are no probabilities, and no decision.',
  'The baseline analyzer expects a camera that stands still, or nearly. Where the camera turns ' +
    'or the light changes as a whole it says little, and what it says is uncertain.',
  'It follows what moves and what lastingly changes. It knows neither people nor parcels by ' +
    'their looks: a region is called a person by its shape and its way of moving, and a thing ' +
    'that appears or vanishes where somebody was is called a parcel.',
  'Somebody who stands still from the first to the last picture belongs to the background.',
  'What covers less than about a thousandth of the picture is not followed; what is there for ' +
    'less than half a second may be missed.',
];

const boxWords = ({ left, top, width, height }: Box): string => {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return (
    `${percent(left)} from the left, ${percent(top)} from above, ` +
    `${percent(width)} × ${percent(height)}`
  );
};

const section = (title: string, ...content: readonly string[]): string =>
  [`<section><h2>${escaped(title)}</h2>`, ...content, '</section>'].join('\n');

const panel = (content: string): string => `<div class="panel">\n${content}\n</div>`;

const eventsOf = ({ events }: Analysis): string => {
  if (events.length === 0) return panel('<p>No event.</p>');
  const rows = events.map((event) => [
    `<span class="swatch ${event.kind}"></span>${escaped(kindWords[event.kind])}`,
    escaped(categoryOf[event.kind] ?? 'none'),
    intervalWords(event),
    event.score.toFixed(2),
    boxWords(event.box),
  ]);
  const head = ['Event', 'Evidence for', 'When', 'Score, 0 to 1', 'Where'];
  return panel(tableOf(`${countWords(events.length, 'event')}, in order of time`, head, rows));
};

const qualityOf = ({ quality }: Analysis): string => {
  const { brightness, sharpness, shake } = quality;
  return panel(
    factsOf([
      [
        'Brightness, 0 to 255',
        `${brightness.mean.toFixed(0)} on average, from ${brightness.min.toFixed(0)} to ` +
          brightness.max.toFixed(0),
      ],
      ['Sharpness (under 2 is blurred)', sharpness.toFixed(1)],
      [
        'Camera shake, of the width',
        `${(shake.mean * 100).toFixed(2)} % on average, ${(shake.peak * 100).toFixed(2)} % at most`,
      ],
      ['Shakes', intervalsWords(shake.intervals)],
      ['Black', intervalsWords(quality.black)],
      ['Frozen', intervalsWords(quality.frozen)],
      ['Blurred', intervalsWords(quality.blurred)],
      ['Obstructed', intervalsWords(quality.obstructed)],
    ]),
  );
};

const redactionFacts = ({ redaction }: Analysis): readonly (readonly [string, string])[] => {
  const { status, means, showable, doubts, uncertain, coveredTracks, models } = redaction;
  if (status === 'off') return [['Redacted copy', 'none was asked for']];
  if (status === 'withheld') return [['Redacted copy', 'withheld: moderation froze the clip']];
  const named = models.length === 0 ? '' : ` (${models.map(escaped).join(', ')})`;
  return [
    ['Redacted copy', `made; ${countWords(coveredTracks, 'track')} covered`],
    ['Covered', `${meansWords[means]}${named}`],
    ['Shown by default', showable ? 'yes' : 'no'],
    ['Doubts', doubts.length === 0 ? 'none' : doubts.map((doubt) => doubtWords[doubt]).join('; ')],
    [
      'Where in doubt',
      doubts.length > 0 && uncertain.length === 0 ? 'the whole clip' : intervalsWords(uncertain),
    ],
  ];
};

const moderationFacts = ({ moderation }: Analysis): readonly (readonly [string, string])[] => {
  if (moderation.status === 'off') return [['Moderation', 'off: no picture left this machine']];
  const labels = moderation.labels.map(
    ({ name, confidence }) => `${escaped(name)} ${confidence.toFixed(0)} %`,
  );
  return [
    ['Moderation', `${moderation.verdict}, by policy ${escaped(moderation.policyVersion)}`],
    ['Pictures sent', String(moderation.framesSent)],
    ['Labels', labels.length === 0 ? 'none' : labels.join(', ')],
  ];
};

const sharedFacts = ({ footageMatches }: Analysis): readonly (readonly [string, string])[] =>
  footageMatches.map(({ clipId, here, score }) => [
    'Same footage as',
    `${escaped(clipId)} at ${intervalWords(here)} (score ${score.toFixed(2)})`,
  ]);

const makingOf = (analysis: Analysis): string => {
  const { analyzer, execution, frames, fingerprint, fileSha256, tracks } = analysis;
  const models = execution.models.map(
    ({ name, version, provider, licence }) =>
      `${escaped(name)} ${escaped(version)} on ${escaped(provider)} (${escaped(licence)})`,
  );
  return panel(
    factsOf([
      ['Analyzer', `${escaped(analyzer.name)} ${escaped(analyzer.version)}`],
      ['Ran as', escaped(execution.host)],
      ['Decoder', escaped(execution.decoder)],
      ['Models', models.length === 0 ? 'none: the baseline needs no weights' : models.join('; ')],
      [
        'Pictures',
        `${countWords(frames.sampled, 'sample')} at ${frames.samplesPerSecond} a second; looks ` +
          `for movement at ${frames.looksPerSecond} a second, ${frames.width} × ${frames.height}`,
      ],
      ['Tracks', countWords(tracks.length, 'thing that moves', 'things that move')],
      [
        'Fingerprint',
        `${escaped(fingerprint.algorithm)}, ${countWords(fingerprint.frames.length, 'frame')}`,
      ],
      ['SHA-256 of the file', `<code>${escaped(fileSha256)}</code>`],
    ]),
  );
};

const provenance = (picturesAreRedacted: boolean): string =>
  picturesAreRedacted
    ? 'The pictures are cut from the redacted copy.'
    : 'The pictures are cut from the clip itself: keep this page as private as the clip.';

/**
 * One page about one analyzed clip: a whole HTML document that needs no other file and runs no
 * script. It is well-formed XML too.
 */
export const reportPage = ({ name, analysis, pictures, picturesAreRedacted }: Report): string => {
  const { frames, events } = analysis;
  const length = secondsWords(frames.coveredSeconds);
  const facts = `${length} of video, ${countWords(events.length, 'event')}`;
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8"/>',
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    // Nothing is loaded and nothing runs, whatever a file name may try.
    '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; ' +
      'img-src data:; style-src &#39;unsafe-inline&#39;"/>',
    `<title>${escaped(name)}: what the analyzer saw</title>`,
    `<style>${reportStyle}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<p class="soft">What the analyzer saw in</p>`,
    `<h1>${escaped(name)}</h1>`,
    `<p class="lead">${escaped(summaryWords(events))}</p>`,
    `<p class="soft">${facts}. Evidence for a person to weigh, not a verdict.</p>`,
    '</header>',
    '<main>',
    section('Motion and events over time', panel(timelineOf(analysis))),
    section(
      'Contact sheet',
      `<p class="soft">${provenance(picturesAreRedacted)}</p>`,
      contactSheetOf(analysis, pictures),
    ),
    section('Events', eventsOf(analysis)),
    section('Picture quality', qualityOf(analysis)),
    section(
      'What may be shown',
      panel(
        factsOf([
          ...moderationFacts(analysis),
          ...redactionFacts(analysis),
          ...sharedFacts(analysis),
        ]),
      ),
    ),
    section('How this was made', makingOf(analysis)),
    section('Limits', `<ul>${limits.map((limit) => `<li>${escaped(limit)}</li>`).join('\n')}</ul>`),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
};
