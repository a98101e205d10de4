import type { AcceptedFootage } from '../../core/domain/campaigns/campaign.ts';
import type { Label } from './oracle.ts';
import { defaultFootage, type SurveyLine } from './survey.ts';

/** A line of the survey and what ffprobe says of the file. */
export interface JudgedLine extends SurveyLine {
  readonly label: Label | undefined;
}

/** A promise about all files, and which of them break it. */
export interface Check {
  readonly check: string;
  readonly holds: boolean;
  readonly detail: string;
  readonly broken: readonly string[];
}

/** CPU that one file may take. */
const maxCpuMilliseconds = 50;

/** Formats that a campaign can take, as ffprobe names them. */
const takenFormats = /^(mov,mp4|matroska,webm)/;

/** Whether ffprobe sees a film in it that the campaign takes. One without a duration is none. */
export const isWelcome = (
  { exitCode, format, video, durationSeconds }: Label,
  footage: AcceptedFootage = defaultFootage,
): boolean => {
  if (exitCode !== 0 || video === undefined || durationSeconds === undefined) return false;
  const { codec, width, height, frameRate = 0 } = video;
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const [minLong, minShort] = [
    Math.max(footage.minWidth, footage.minHeight),
    Math.min(footage.minWidth, footage.minHeight),
  ];
  return (
    takenFormats.test(format) &&
    (footage.codecs as readonly string[]).includes(codec) &&
    durationSeconds >= footage.minDurationSeconds &&
    durationSeconds <= footage.maxDurationSeconds &&
    long >= minLong &&
    short >= minShort &&
    width * height <= footage.maxPixels &&
    frameRate <= footage.maxFrameRate
  );
};

/**
 * Refusals of what ffprobe accepts that are meant: it names the codec of protected films, which
 * nobody can decode, and reads the header of a film whose end is missing. A film at the edge of a
 * limit may be beyond it by the picture alone, where ffprobe counts the sound's tail as well.
 */
const isMeant = ({ reason, media, label }: JudgedLine): boolean =>
  reason === 'encrypted' ||
  reason === 'truncated' ||
  (reason === 'too-short' &&
    media !== undefined &&
    Math.abs(media.durationSeconds - (label?.durationSeconds ?? 0)) < 0.5);

/** Refusals that the checks let pass, for a person to look at. */
export const meantRefusals = (lines: readonly JudgedLine[]): readonly JudgedLine[] =>
  lines.filter(
    (line) =>
      line.verdict === 'refused' &&
      line.label !== undefined &&
      isWelcome(line.label) &&
      isMeant(line),
  );

/** Of several pictures in a file ffprobe may name another first, whose sides are swapped. */
const agrees = ({ media, label }: JudgedLine): boolean => {
  const [said, seen] = [media, label?.video];
  if (said === undefined || seen === undefined || said.codec !== seen.codec) return false;
  return (
    (said.width === seen.width && said.height === seen.height) ||
    (said.width === seen.height && said.height === seen.width)
  );
};

const check = (
  name: string,
  lines: readonly JudgedLine[],
  {
    breaks,
    allowedShare = 0,
  }: { readonly breaks: (line: JudgedLine) => boolean; readonly allowedShare?: number },
): Check => {
  const broken = lines.filter(breaks);
  const holds = broken.length <= lines.length * allowedShare;
  const share = lines.length === 0 ? 100 : 100 - (100 * broken.length) / lines.length;
  return {
    check: name,
    holds,
    detail: `${lines.length - broken.length} of ${lines.length} (${share.toFixed(1)} %)`,
    broken: broken.map(
      ({ file, reason, reads }) => `${file}: ${reason ?? 'taken'}, ${reads} reads`,
    ),
  };
};

/** What must hold over all files. */
export const checksOf = (lines: readonly JudgedLine[]): readonly Check[] => {
  const judged = lines.filter(({ label }) => label !== undefined);
  const welcome = judged.filter(({ label }) => label !== undefined && isWelcome(label));
  const iso = lines.filter(({ isIso }) => isIso);
  return [
    check('no crash', lines, { breaks: ({ verdict }) => verdict === 'crashed' }),
    check(`no hang: at most ${maxCpuMilliseconds} ms of CPU a file`, lines, {
      breaks: ({ cpuMilliseconds }) => cpuMilliseconds > maxCpuMilliseconds,
    }),
    check('at most 2 reads for 97 % of all files', lines, {
      breaks: ({ reads }) => reads > 2,
      allowedShare: 0.03,
    }),
    check('at most 3 reads for every ISO file', iso, { breaks: ({ reads }) => reads > 3 }),
    check('no film refused that ffprobe accepts and the campaign allows', welcome, {
      breaks: (line) => line.verdict !== 'taken' && !isMeant(line),
    }),
    check(
      'codec and size as ffprobe reads them',
      welcome.filter(({ verdict }) => verdict === 'taken'),
      { breaks: (line) => !agrees(line) },
    ),
    check(
      'nothing taken that ffprobe refuses, or sees no picture in',
      judged.filter(({ verdict }) => verdict === 'taken'),
      { breaks: ({ label }) => label?.exitCode !== 0 || label.video === undefined },
    ),
  ];
};
