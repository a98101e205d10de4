import { parseArgs, types } from 'node:util';
import { defaultLooksPerSecond, defaultSamplesPerSecond } from '../hosts/ffmpeg-frame-source.ts';
import { Complaint } from './complaint.ts';

/** What the caller asks for. */
export interface AnalyzeRequest {
  readonly path: string;
  readonly printsJson: boolean;
  /** Where the page goes; undefined when none is asked for. */
  readonly htmlPath: string | undefined;
  /** Where the redacted copy goes; undefined when none is asked for. */
  readonly redactedPath: string | undefined;
  readonly samplesPerSecond: number;
  readonly looksPerSecond: number;
  /** Places of model manifests, as given. */
  readonly manifests: readonly string[];
}

/** How the command is called. */
export const usage =
  'Usage: npm run analyze -- CLIP [--json] [--html OUT.html] [--redact OUT.mp4] ' +
  '[--samples-per-second N] [--models MANIFEST,…]';

const fewestSamplesPerSecond = 0.1;
const mostSamplesPerSecond = 30;

const options = {
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  redact: { type: 'string' },
  'samples-per-second': { type: 'string', default: String(defaultSamplesPerSecond) },
  models: { type: 'string', multiple: true },
} as const;

/** What follows an option, where something must. */
const given = (option: string, value: string | undefined): string | undefined => {
  if (value?.trim() === '') throw new Complaint(`${option} needs a file name after it. ${usage}`);
  return value;
};

const samplesOf = (text: string): number => {
  const value = Number(text);
  if (value >= fewestSamplesPerSecond && value <= mostSamplesPerSecond) return value;
  throw new Complaint(
    `--samples-per-second takes a number from ${fewestSamplesPerSecond} to ` +
      `${mostSamplesPerSecond}, and "${text}" is none.`,
  );
};

/** About 8 a second, and exactly a whole multiple of the samples: 0.3 × 27 is not, 0.3 × 28 is. */
const looksFor = (samplesPerSecond: number): number => {
  const usual = Math.max(1, Math.round(defaultLooksPerSecond / samplesPerSecond));
  for (let multiple = usual; multiple < usual + 16; multiple += 1) {
    const looks = samplesPerSecond * multiple;
    if (Number.isInteger(looks / samplesPerSecond)) return looks;
  }
  throw new Complaint('--samples-per-second takes a number with fewer digits after the point.');
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    const problem = types.isNativeError(cause) ? cause.message.split('. ')[0] : 'Wrong arguments';
    throw new Complaint(`${problem}. ${usage}`, { cause });
  }
};

/** Reads the arguments; JSON is printed where nothing else is asked for. Throws `Complaint`. */
export const readArguments = (args: readonly string[]): AnalyzeRequest => {
  const { values, positionals } = parsed(args);
  const [path, ...more] = positionals;
  if (path === undefined || path === '') throw new Complaint(usage);
  if (more.length > 0) throw new Complaint(`One clip at a time, please. ${usage}`);
  const htmlPath = given('--html', values.html);
  const redactedPath = given('--redact', values.redact);
  const samplesPerSecond = samplesOf(values['samples-per-second']);
  const manifests = (values.models ?? []).flatMap((places) => places.split(','));
  for (const place of manifests) given('--models', place);
  return {
    ...{ path, htmlPath, redactedPath, samplesPerSecond, manifests },
    printsJson: values.json || htmlPath === undefined,
    looksPerSecond: looksFor(samplesPerSecond),
  };
};
