import type { ApiSchemas } from '../api-client.ts';
import { facts, plain, table } from './table.ts';
import { byteWords, durationWords, moneyWords, timeWords } from './words.ts';

type Campaign = ApiSchemas['Campaign'];

/** A campaign's public page: what is wanted, rate, dates, caps, what is still needed, what form. */
export const describeCampaign = (campaign: Campaign): string => {
  const { notice } = campaign;
  const terms = campaign.terms.map((term) => [
    term.category,
    moneyWords(term.reward),
    term.stillWanted,
    term.wanted,
    term.capPerContributor,
    term.capPerCamera,
    term.capPerAct,
  ]);
  const head = ['category', 'pays', 'still needed', 'of', 'a person', 'a camera', 'an event'];
  return [
    `${plain(campaign.title)}\n${plain(campaign.brief)}\n`,
    facts([
      ['campaign', campaign.campaignId],
      ['status', campaign.takesClipsNow ? 'takes clips now' : statusWords[campaign.status]],
      ['open', `${timeWords(campaign.opensAt)} to ${timeWords(campaign.closesAt)} UTC`],
      ['from', campaign.regions.length === 0 ? 'anywhere' : campaign.regions.join(', ')],
      ['budget', moneyWords(campaign.budget)],
      ['version', campaign.version],
    ]),
    table(head, terms),
    `Accepted footage\n${footageWords(campaign.footage)}`,
    `Give your consent first: clipledger consent give ${campaign.campaignId}\n` +
      `(notice ${plain(notice.version)}, in ${notice.languages.join(', ')}; from ` +
      `${notice.minimumAgeYears} years of age)\n`,
  ].join('\n');
};

const statusWords: Readonly<Record<Campaign['status'], string>> = {
  open: 'takes no clips now: see its dates',
  paused: 'paused: takes no clips for now',
  closed: 'closed for ever',
};

const containerWords: Readonly<Record<string, string>> = {
  'video/mp4': 'MP4',
  'video/quicktime': 'QuickTime (MOV)',
  'video/webm': 'WebM',
  'video/x-matroska': 'Matroska (MKV)',
};

const codecWords: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265 (HEVC)',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  prores: 'ProRes',
};

const either = (words: readonly string[]): string =>
  words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1] ?? ''}`;

/** `- MP4 or WebM files, coded as H.264`: a sentence a line. */
export const footageWords = (footage: Campaign['footage']): string => {
  const files = either(footage.contentTypes.map((type) => containerWords[type] ?? type));
  const codecs = either(footage.codecs.map((codec) => codecWords[codec] ?? codec));
  const shortest = durationWords(footage.minDurationSeconds);
  const megapixels = (footage.maxPixels / 1_000_000).toFixed(1);
  return [
    `${files} files, the video coded as ${codecs}`,
    `from ${shortest} to ${durationWords(footage.maxDurationSeconds)} long`,
    `at least ${footage.minWidth} × ${footage.minHeight}, at most ${megapixels} megapixels`,
    `at most ${footage.maxFrameRate} frames a second`,
    `at most ${byteWords(footage.maxBytes)} a file`,
  ]
    .map((line) => `- ${line}\n`)
    .join('');
};
