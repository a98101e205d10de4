import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ApiSchemas } from '../../api-client.ts';
import { categories, contentTypes, scenarios } from '../../generated/choices.ts';
import { readToken } from '../../sign-in.ts';
import type { ContentType } from '../../uploader/core/content-type.ts';
import {
  giveFile,
  type GiftOutcome,
  type GiftPorts,
  type GiftTerms,
} from '../../uploader/core/give-file.ts';
import { createPauseGate } from '../../uploader/core/pause-gate.ts';
import { FileUnreadable, type FileSource } from '../../uploader/core/ports.ts';
import { openFileSource } from '../../uploader/file-source.ts';
import { openJournalFile } from '../../uploader/journal-file.ts';
import { nodeMachine } from '../../uploader/node-machine.ts';
import {
  idArgument,
  integerArgument,
  isId,
  textArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { followClip } from '../follow.ts';
import { plain, table } from '../table.ts';
import { UsageFailure } from '../terminal.ts';
import { openUploadDisplay, type FileDisplay } from '../upload-display.ts';
import { byteWords, durationWords } from '../words.ts';
import { cameraIdOf } from './cameras.ts';

interface UploadOptions {
  readonly campaign: GiftTerms['campaignId'];
  readonly category: (typeof categories)[number];
  readonly scenario: (typeof scenarios)[number];
  readonly camera: string;
  readonly hour?: string;
  readonly act?: string;
  readonly type?: ContentType;
  readonly wait?: boolean;
  readonly timeout: number;
  readonly parallel: number;
  readonly atOnce: number;
  readonly journal?: string;
}

/** `upload`. */
export const addUploadCommand = (program: Command, bind: Bind): void => {
  const choice = (name: string, text: string, choices: readonly string[]): Option =>
    new Option(name, text).choices(choices);
  bind<UploadOptions>(
    program
      .command('upload')
      .description('give clips to a campaign; run again to go on with what was stopped')
      .argument('<files...>', 'video files')
      .requiredOption('--campaign <campaign>', 'campaign id; needed', idArgument('campaign'))
      .addOption(
        choice('--category <category>', 'what it shows; needed', categories).makeOptionMandatory(),
      )
      .addOption(
        choice(
          '--scenario <scenario>',
          'whether it happened or was acted; needed',
          scenarios,
        ).makeOptionMandatory(),
      )
      .requiredOption('--camera <camera>', 'which camera filmed it: its label or id; needed')
      .addOption(
        new Option(
          '--hour <hour>',
          'when it was filmed, to the hour of UTC: 2026-12-18T21Z (default: by the file’s time)',
        ).argParser(hourArgument),
      )
      .addOption(
        new Option(
          '--act <act>',
          'the event: an act id, or "same" as the clip you gave last',
        ).argParser(textArgument(actForm, 'An id like act_01J9Z3…, or "same", is expected.')),
      )
      .addOption(choice('--type <type>', 'content type, if the file does not tell', contentTypes))
      .option(
        '--wait',
        'follow each clip until it is decided; where a campaign is full, keep asking',
      )
      .option(
        '--timeout <seconds>',
        'with --wait: at most so long for each clip',
        integerArgument(1, 86_400),
        600,
      )
      .option(
        '--parallel <parts>',
        'parts of a file sent at once, 1 to 6',
        integerArgument(1, 6),
        5,
      )
      .option('--at-once <files>', 'files sent at once, 1 or 2', integerArgument(1, 2), 1)
      .option('--journal <file>', 'where uploads are remembered (default: your state folder)'),
    'contributor',
    uploadFiles,
  );
};

/** An hour that there is: the 31st of February has the form of one. */
const hourArgument = (text: string): string => {
  const milliseconds = Date.parse(text.replace(/Z$/, ':00:00Z'));
  if (!Number.isNaN(milliseconds) && hourOf(milliseconds) === text) return text;
  throw new InvalidArgumentError('An hour of UTC like 2026-12-18T21Z is expected.');
};
const actForm = /^(same|act_[0-9A-HJKMNP-TV-Z]{26})$/;

/** How one file fared. */
interface FileResult {
  readonly file: string;
  readonly clipId?: string;
  readonly actId?: string;
  readonly result:
    GiftOutcome['outcome'] | ApiSchemas['Clip']['state'] | 'already-given' | 'not-given';
  readonly reason?: string;
  readonly sentence?: string;
  readonly position?: number;
  readonly keptUntil?: string;
  readonly bytes?: number;
  readonly uploadSeconds?: number;
}

/** Anything else is a file that was not given, or not to the end. */
const good: readonly FileResult['result'][] = [
  'uploaded',
  'given-before',
  'analyzing',
  'in-review',
  'accepted',
];

const uploadFiles = async (context: CommandContext<UploadOptions>): Promise<Shown> => {
  const { terminal, options, args } = context;
  const paths = [...new Set(args)];
  const setting = await prepare(context);
  const sources = await Promise.all(paths.map((path) => sourceOf(path)));
  const bytes = sources.reduce((sum, source) => sum + ('bytes' in source ? source.bytes : 0), 0);
  const display = openUploadDisplay(terminal, bytes);
  const uploads: FileResult[] = [];
  const queue = paths.map((file, index) => ({ file, index, source: sources[index] }));
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { file, index, source } = next;
      if (source === undefined) continue;
      uploads[index] =
        'sentence' in source
          ? { file, result: 'not-given', sentence: source.sentence }
          : await giveOne({ file, source, setting, display }, context);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.atOnce }, lane));
  } finally {
    display.close();
    if (terminal.signal.aborted) {
      terminal.note('What has arrived stays: run the same command again to go on.\n');
    }
  }
  return shownOf(uploads);
};

const shownOf = (uploads: readonly FileResult[]): Shown => {
  const rows = uploads.map(({ file, clipId, result }) => [file, clipId, result]);
  const said = uploads.flatMap(({ file, sentence, reason }) =>
    sentence === undefined && reason === undefined
      ? []
      : `${plain(`${file}: ${sentence ?? reason ?? ''}`)}\n`,
  );
  return {
    document: { uploads },
    // A sentence is no column: it is longer than a line.
    text: [
      table(['file', 'clip', 'result'], rows),
      ...(said.length === 0 ? [] : ['\n', ...said]),
    ].join(''),
    failed: uploads.some(({ result }) => !good.includes(result)),
  };
};

/** What all files of one command have in common. */
interface Setting {
  readonly ports: GiftPorts;
  readonly terms: Omit<GiftTerms, 'capturedHour'>;
}

const prepare = async (context: CommandContext<UploadOptions>): Promise<Setting> => {
  const { options, terminal } = context;
  const { campaign: campaignId, category, scenario, type: contentType, act } = options;
  const api = await context.api();
  const owner = readToken(await context.token()).sub;
  const scope = `${await context.address()} ${owner}`;
  const journal = openJournalFile(options.journal ?? join(terminal.stateFolder, 'uploads.json'));
  const { nowMilliseconds, pause } = terminal;
  const machine = nodeMachine({ nowMilliseconds, pause });
  const cameraId = await cameraIdOf(api, options.camera);
  const last = act === 'same' ? await journal.latest(scope, campaignId) : undefined;
  if (act === 'same' && last === undefined) {
    throw new UsageFailure(
      'There is no clip that you gave to this campaign from here: give --act with an act id.',
    );
  }
  const actId = last?.actId ?? (act !== undefined && isId('act', act) ? act : undefined);
  return {
    ports: { api, machine, journal, scope },
    terms: { campaignId, category, scenario, cameraId, actId, contentType },
  };
};

const sourceOf = async (path: string): Promise<FileSource | { readonly sentence: string }> => {
  try {
    return await openFileSource(path);
  } catch (error) {
    if (error instanceof FileUnreadable) return { sentence: error.message };
    throw error;
  }
};

interface OneFile {
  readonly file: string;
  readonly source: FileSource;
  readonly setting: Setting;
  readonly display: ReturnType<typeof openUploadDisplay>;
}

const giveOne = async (
  { file, source, setting, display }: OneFile,
  context: CommandContext<UploadOptions>,
): Promise<FileResult> => {
  const { options, terminal } = context;
  const shown = display.open({ name: source.fileName, bytes: source.bytes });
  try {
    const capturedHour = options.hour ?? hourOf(source.modifiedMilliseconds);
    if (options.hour === undefined) {
      shown.say(`filmed in the hour ${capturedHour}, by the file’s time (--hour to say otherwise)`);
    }
    const terms = { ...setting.terms, capturedHour };
    const give = () =>
      giveFile(source, terms, setting.ports, {
        gate: createPauseGate(),
        signal: terminal.signal,
        parallelParts: options.parallel,
        onReading: shown.reading,
        onProgress: shown.sending,
        onRetry: (attempt, why) => shown.say(`${why}; attempt ${attempt} begins`),
        onBegin: ({ clipId, resumed }) =>
          shown.say(resumed ? `going on with ${clipId}` : `sending as ${clipId}`),
      });
    const outcome = await whileWaiting(give, shown, context);
    const result = resultOf(file, outcome, options.campaign);
    shown.say(result.sentence ?? sentWords(outcome));
    return options.wait === true ? await followed(result, shown, context) : result;
  } finally {
    shown.end();
  }
};

/** `2026-12-18T21Z`. */
const hourOf = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 13)}Z`;

/** Between two askings for a slot: a place is kept for much longer. */
const askEveryMilliseconds = 60_000;

/** Asks again and again for a slot of a full campaign, if so told and as long as was said. */
const whileWaiting = async (
  give: () => Promise<GiftOutcome>,
  shown: FileDisplay,
  { options, terminal }: CommandContext<UploadOptions>,
): Promise<GiftOutcome> => {
  const until = terminal.nowMilliseconds() + options.timeout * 1_000;
  for (;;) {
    const outcome = await give();
    const left = until - terminal.nowMilliseconds();
    if (outcome.outcome !== 'waiting' || options.wait !== true || left <= 0) return outcome;
    const { keptUntil } = outcome;
    const kept = keptUntil === undefined ? left : Date.parse(keptUntil) - until + left;
    shown.say(`waits as number ${outcome.position}`);
    await terminal.pause(Math.max(1_000, Math.min(askEveryMilliseconds, kept / 2, left)));
  }
};

const resultOf = (file: string, outcome: GiftOutcome, campaignId: string): FileResult => {
  switch (outcome.outcome) {
    case 'uploaded': {
      const { outcome: result, clipId, actId, bytes, seconds: uploadSeconds } = outcome;
      return { file, clipId, actId, result, bytes, uploadSeconds };
    }
    case 'given-before': {
      const { outcome: result, clipId, actId, sentence } = outcome;
      return { file, clipId, actId, result, sentence };
    }
    case 'refused': {
      const { outcome: result, clipId, actId, reason, sentence } = outcome;
      return { file, clipId, actId, result, reason, sentence };
    }
    case 'expired':
    case 'closed': {
      const { outcome: result, clipId, actId, sentence } = outcome;
      return { file, clipId, actId, result, sentence };
    }
    case 'failed': {
      const { outcome: result, clipId, actId } = outcome;
      const sentence = `${outcome.sentence} Run the same command again to go on.`;
      return { file, clipId, actId, result, sentence };
    }
    case 'waiting': {
      const { outcome: result, position, keptUntil, sentence } = outcome;
      return {
        file,
        result,
        position,
        sentence,
        ...(keptUntil === undefined ? {} : { keptUntil }),
      };
    }
    case 'not-granted': {
      const { code: reason } = outcome;
      const sentence = `${outcome.sentence}${whatToRun(reason, campaignId)}`;
      const result = reason === 'already-given' ? 'already-given' : 'not-given';
      return { file, result, reason, sentence };
    }
    case 'unfit':
      return { file, result: 'not-given', sentence: outcome.sentence };
  }
};

/** What the service asks for, as a command of this program. */
const whatToRun = (code: string, campaignId: string): string => {
  switch (code) {
    case 'consent-missing':
      return ` Run: clipledger consent give ${campaignId}`;
    case 'too-many-open-grants':
      return ' Those are "granted" in "clipledger status"; "clipledger withdraw CLIP" cancels one.';
    default:
      return '';
  }
};

const sentWords = (outcome: GiftOutcome): string => {
  if (outcome.outcome !== 'uploaded') return outcome.outcome;
  const { bytes, seconds, parts, clipId } = outcome;
  const how =
    parts === undefined
      ? ''
      : `, parts sent: ${parts.sent}${parts.before === 0 ? '' : `, from before: ${parts.before}`}`;
  return `uploaded ${byteWords(bytes)} in ${durationWords(seconds)}${how}, as ${clipId}`;
};

/** Ten minutes of silence would look like a hang. */
const inReview =
  'in-review: a person looks at it, which can take days; Ctrl-C ends the waiting, not the clip';

const followed = async (
  result: FileResult,
  shown: FileDisplay,
  { options, terminal, api }: CommandContext<UploadOptions>,
): Promise<FileResult> => {
  const { clipId } = result;
  if (clipId === undefined || !good.includes(result.result)) return result;
  const clip = await followClip(await api(), clipId, {
    terminal,
    timeoutSeconds: options.timeout,
    onState: ({ state }) => shown.say(state === 'in-review' ? inReview : state),
  });
  const { sentence: _, ...rest } = result;
  return {
    ...rest,
    result: clip.state,
    ...(clip.reason === undefined ? {} : { reason: clip.reason }),
    ...(clip.reasonSentence === undefined ? {} : { sentence: clip.reasonSentence }),
  };
};
