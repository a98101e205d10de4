import { Option, type Command } from 'commander';
import { isProblem, type ApiClient, type ApiSchemas } from '../../api-client.ts';
import { categories, contentTypes, scenarios } from '../../generated/choices.ts';
import { readToken } from '../../sign-in.ts';
import { declareFile, type ContentType, type DeclaredFile } from '../../uploader/declare-file.ts';
import type { TransferProgress } from '../../uploader/progress.ts';
import { uploadClip, type UploadOutcome } from '../../uploader/upload-clip.ts';
import {
  idArgument,
  integerArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { followClip } from '../follow.ts';
import { namedId } from '../named-ids.ts';
import { plain, table } from '../table.ts';
import { CliFailure, type Terminal } from '../terminal.ts';
import { byteWords, durationWords } from '../words.ts';

interface UploadOptions {
  readonly campaign: string;
  readonly category: (typeof categories)[number];
  readonly scenario: (typeof scenarios)[number];
  readonly camera: string;
  readonly act?: string;
  readonly type?: ContentType;
  readonly wait?: boolean;
  readonly timeout: number;
}

/** `upload`. */
export const addUploadCommand = (program: Command, bind: Bind): void => {
  const choice = (name: string, text: string, choices: readonly string[]): Option =>
    new Option(name, text).choices(choices);
  bind<UploadOptions>(
    program
      .command('upload')
      .description('give clips to a campaign')
      .argument('<files...>', 'video files')
      .requiredOption('--campaign <campaign>', 'campaign id', idArgument('campaign'))
      .addOption(choice('--category <category>', 'what it shows', categories).makeOptionMandatory())
      .addOption(
        choice(
          '--scenario <scenario>',
          'whether it happened or was acted',
          scenarios,
        ).makeOptionMandatory(),
      )
      .requiredOption('--camera <camera>', 'which camera filmed it: any name, always the same one')
      .option('--act <act>', 'one name for clips of one event from several cameras')
      .addOption(choice('--type <type>', 'content type, if the file does not tell', contentTypes))
      .option('--wait', 'follow each clip until it has come to an end')
      .option(
        '--timeout <seconds>',
        'wait at most so long a clip',
        integerArgument(1, 86_400),
        600,
      ),
    'contributor',
    uploadFiles,
  );
};

/** How one file fared. */
interface FileResult {
  readonly file: string;
  readonly clipId?: string;
  readonly actId?: string;
  readonly result: UploadOutcome['outcome'] | ApiSchemas['Clip']['state'] | 'not-given';
  readonly reason?: string;
  readonly sentence?: string;
  readonly bytes?: number;
  readonly uploadSeconds?: number;
}

const uploadFiles = async (context: CommandContext<UploadOptions>): Promise<Shown> => {
  const api = await context.api();
  const owner = readToken(await context.token()).sub;
  const uploads: FileResult[] = [];
  for (const file of context.args) {
    // One file's refusal is its own; what concerns all of them ends the command.
    uploads.push(await giveFile(api, { file, owner }, context).catch(refusalOf(file)));
  }
  const rows = uploads.map(({ file, clipId, result, sentence, reason }) => [
    file,
    clipId,
    result,
    sentence ?? reason,
  ]);
  const good = ['uploaded', 'analyzing', 'in-review', 'accepted'];
  return {
    document: { uploads },
    text: table(['file', 'clip', 'result', ''], rows),
    failed: uploads.some(({ result }) => !good.includes(result)),
  };
};

const refusalOf =
  (file: string) =>
  (error: unknown): FileResult => {
    const sentence = error instanceof Error ? error.message : String(error);
    if (error instanceof CliFailure) return { file, result: 'not-given', sentence };
    if (!isProblem(error) || forAll.includes(error.code)) throw error;
    return { file, result: 'not-given', reason: error.code, sentence };
  };

const forAll: readonly string[] = ['unreachable', 'unexpected-answer', 'not-signed-in'];

const giveFile = async (
  api: ApiClient,
  { file, owner }: { file: string; owner: string },
  { options, terminal }: CommandContext<UploadOptions>,
): Promise<FileResult> => {
  const declared = await declare(file, terminal);
  const grant = await api.openGrant({ body: grantRequestOf(declared, owner, options) });
  const { clipId, actId } = grant;
  const outcome = await send({ api, grant, declared, terminal });
  if (outcome.outcome !== 'uploaded') {
    const { outcome: result, sentence } = outcome;
    const reason = outcome.outcome === 'refused' ? { reason: outcome.reason } : {};
    return { file, clipId, actId, result, sentence, ...reason };
  }
  const sent = { file, clipId, actId, bytes: outcome.bytes, uploadSeconds: outcome.seconds };
  if (options.wait !== true) return { ...sent, result: 'uploaded' };
  const clip = await followClip(api, clipId, {
    terminal,
    timeoutSeconds: options.timeout,
    onState: ({ state }) => show(terminal, `${declared.fileName}  ${state}`),
  });
  clear(terminal);
  return {
    ...sent,
    result: clip.state,
    ...(clip.reason === undefined ? {} : { reason: clip.reason }),
    ...(clip.reasonSentence === undefined ? {} : { sentence: clip.reasonSentence }),
  };
};

const declare = async (file: string, terminal: Terminal): Promise<DeclaredFile> => {
  const { signal } = terminal;
  try {
    return await declareFile(file, {
      signal,
      onProgress: (progress) => show(terminal, `${file}  reading  ${progressWords(progress)}`),
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new CliFailure(`${file} cannot be read.`, { cause });
  } finally {
    clear(terminal);
  }
};

const grantRequestOf = (
  { fileName, bytes, sha256, contentType, path }: DeclaredFile,
  owner: string,
  options: UploadOptions,
): ApiSchemas['GrantRequest'] => {
  const type = options.type ?? contentType;
  if (type === undefined) {
    throw new CliFailure(`${path} is no video file by content or name. Give --type to insist.`);
  }
  return {
    campaignId: options.campaign,
    category: options.category,
    scenario: options.scenario,
    cameraId: namedId('camera', options.camera, owner),
    ...(options.act === undefined ? {} : { actId: namedId('act', options.act, owner) }),
    fileName,
    bytes,
    sha256,
    contentType: type,
  };
};

/** Uploads under a grant, and closes the grant when the upload will not come: its slot is free. */
const send = async ({
  api,
  grant,
  declared,
  terminal,
}: {
  api: ApiClient;
  grant: ApiSchemas['Grant'];
  declared: DeclaredFile;
  terminal: Terminal;
}): Promise<UploadOutcome> => {
  const { path, bytes: declaredBytes, fileName } = declared;
  const { clipId } = grant;
  let reason: ApiSchemas['Abandonment']['reason'] = 'upload-abandoned';
  let arrived = false;
  try {
    const outcome = await uploadClip(
      grant.upload,
      { path, declaredBytes },
      {
        signal: terminal.signal,
        onProgress: (progress) => show(terminal, `${fileName}  ${progressWords(progress)}`),
        onRetry: (attempt, why) => terminal.note(`${plain(why)}; attempt ${attempt} begins\n`),
      },
    );
    arrived = outcome.outcome === 'uploaded';
    if (outcome.outcome === 'refused') reason = outcome.reason;
    return outcome;
  } finally {
    clear(terminal);
    if (!arrived) await closeGrant(api, { clipId, reason }, terminal);
  }
};

const closeGrant = async (
  api: ApiClient,
  { clipId, reason }: { clipId: string; reason: ApiSchemas['Abandonment']['reason'] },
  terminal: Terminal,
): Promise<void> => {
  try {
    await api.abandonUpload({ clipId, body: { reason } });
  } catch (error) {
    // The grant ends by itself with its URL; how the upload ended matters more.
    if (!isProblem(error)) throw error;
    terminal.note(`The grant of ${clipId} stays open until its link ends: ${error.message}\n`);
  }
};

const progressWords = (progress: TransferProgress): string => {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const percent = totalBytes === 0 ? 100 : Math.floor((doneBytes / totalBytes) * 100);
  return [
    `${percent} %`,
    `${byteWords(doneBytes)} of ${byteWords(totalBytes)}`,
    `${byteWords(bytesPerSecond)}/s`,
    ...(secondsLeft === undefined ? [] : [`${durationWords(secondsLeft)} left`]),
  ].join('  ');
};

/** One line that is drawn over, for a person only. */
const show = (terminal: Terminal, line: string): void => {
  if (terminal.watched) terminal.note(`\r\u001b[K${plain(line)}`);
};

const clear = (terminal: Terminal): void => {
  if (terminal.watched) terminal.note('\r\u001b[K');
};
