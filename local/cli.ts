import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { receiptFileEnding } from '../core/domain/evidence/receipt.ts';
import { prepare } from './prepare.mjs';
import {
  logsFolderOf,
  openLocalCloud,
  projectFolder,
  type LocalCloud,
} from './cloud/local-cloud.ts';
import { resetEmulator } from './emulator/emulator.ts';
import { LocalCloudFailure } from './emulator/failure.ts';
import { onInterrupt } from './launch/interrupt.ts';
import { lifeLines, showSteps } from './life/display.ts';
import { liveLife, type DemoClip, type Life } from './life/life.ts';
import { signInEveryone } from './life/people.ts';
import { joinProgram, withShortRetention } from './life/program.ts';
import { startStopwatch, type Step, type Stopwatch } from './life/steps.ts';
import { drawPorchScene } from './scene/porch-scene.ts';

/** `npm start`, `npm run demo` and `npm run reset`, after everything is installed. */

const stateFolder = join(projectFolder, '.local', 'cloud');
const connectionFile = join(projectFolder, '.local', 'connection.json');

const usage = `Usage:
  npm start                          the local cloud, one clip's life, then stays up
  npm start -- --clip FILE [FILE …]  the same with your own files
  npm run demo -- [--clip FILE …] [--json]   the same life, then ends with 0 or 1
  npm run reset                      forgets the local cloud's state`;

interface Wish {
  readonly command: 'start' | 'demo' | 'reset';
  readonly clips: readonly string[];
  readonly scenario: 'real' | 'staged' | undefined;
  readonly json: boolean;
}

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        clip: { type: 'string', multiple: true },
        scenario: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    // Node's sentence goes on about positional arguments, which nobody here asked for.
    const [sentence] = String(cause instanceof Error ? cause.message : cause).split('. ');
    throw new LocalCloudFailure(`${sentence}.\n${usage}`, { cause });
  }
};

/** What the command line asks for; undefined: for help. */
const readWish = (): Wish | undefined => {
  const { values, positionals } = readArguments();
  if (values.help) return undefined;
  const [command = 'start', ...rest] = positionals;
  const clips = [...(values.clip ?? []), ...rest];
  if (!['start', 'demo', 'reset'].includes(command)) throw new LocalCloudFailure(usage);
  if (rest.length > 0 && values.clip === undefined) {
    throw new LocalCloudFailure(`Give files after --clip.\n${usage}`);
  }
  const { scenario } = values;
  if (scenario !== undefined && scenario !== 'real' && scenario !== 'staged') {
    throw new LocalCloudFailure('--scenario is real or staged.');
  }
  return { command: command as Wish['command'], clips, scenario, json: values.json };
};

const main = async (): Promise<number> => {
  const wish = readWish();
  if (wish === undefined) {
    console.log(usage);
    return 0;
  }
  if (wish.command === 'reset') {
    await resetEmulator(stateFolder);
    await rm(connectionFile, { force: true });
    console.log('The local cloud’s state is gone; the next start is a fresh one.');
    return 0;
  }
  await refuseMissingFiles(wish.clips);
  const display = showSteps();
  const { signal, interrupted } = interruption(() => display.line('Stopping'));
  let cloud: LocalCloud | undefined;
  let isUp = false;
  try {
    const watch = startStopwatch(display);
    const { pythonPath } = await prepare();
    cloud = await watch.step(
      'Local cloud ready',
      () =>
        openLocalCloud({
          stateFolder,
          connectionFile,
          pythonPath,
          signal,
          onProgress: display.line,
        }),
      ({ warm, connection }) => `${warm ? 'as it was left' : 'deployed'}, ${connection.apiUrl}`,
    );
    const setting = { display, opening: watch, interrupted };
    const lives = await cloud.emulator.guard(demonstrate(cloud, wish, setting));
    report(lives, wish);
    if (wish.command === 'demo') return lives.lives.every(isSound) ? 0 : 1;
    console.log(addresses(cloud));
    isUp = true;
    return await cloud.emulator.guard(interrupted);
  } catch (error) {
    // Whatever breaks off at Ctrl-C does so because of it.
    if (signal.aborted) return isUp ? 0 : 130;
    throw error;
  } finally {
    display.close();
    await cloud?.stop();
  }
};

/** Rejects at Ctrl-C or a plain kill, and aborts the signal. */
const interruption = (
  tell: () => void,
): { readonly signal: AbortSignal; readonly interrupted: Promise<never> } => {
  const controller = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    onInterrupt(() => {
      tell();
      controller.abort(new LocalCloudFailure('Stopped.'));
      reject(new LocalCloudFailure('Stopped.'));
    });
  });
  // Not everybody waits for it all the time.
  interrupted.catch(() => undefined);
  return { signal: controller.signal, interrupted };
};

const refuseMissingFiles = async (clips: readonly string[]): Promise<void> => {
  for (const path of clips) {
    const found = existsSync(path) ? await stat(path) : undefined;
    if (!found?.isFile()) throw new LocalCloudFailure(`There is no file ${path}.`);
  }
};

/** Everything the run came to. */
interface Demonstration {
  readonly opening: readonly Step[];
  readonly lives: readonly Life[];
}

const demonstrate = async (
  cloud: LocalCloud,
  wish: Wish,
  {
    display,
    opening,
    interrupted,
  }: {
    readonly display: ReturnType<typeof showSteps>;
    readonly opening: Stopwatch;
    readonly interrupted: Promise<never>;
  },
): Promise<Demonstration> => {
  const people = await opening.step(
    'Signed in',
    () => Promise.race([signInEveryone(cloud), interrupted]),
    () => cloud.connection.accounts.map(({ role }) => role).join(', '),
  );
  const setting = await joinProgram(cloud, people, opening);
  const clips = await demoClips(cloud, wish, opening);
  const liveAll = async (): Promise<readonly Life[]> => {
    const lived: Life[] = [];
    for (const clip of clips) {
      display.line(`— ${clip.path} (${clip.scenario}) —`);
      lived.push(await liveLife(clip, setting, startStopwatch(display)));
    }
    return lived;
  };
  // Broken off inside, so that the ordinary retention periods come back before all is stopped.
  const lives = await withShortRetention(people, () => Promise.race([liveAll(), interrupted]));
  await keepReceipts(lives);
  return { opening: opening.steps, lives };
};

/** The user's files, declared real unless told otherwise; else a drawn scene, which is staged. */
const demoClips = async (
  cloud: LocalCloud,
  { clips, scenario }: Wish,
  watch: Stopwatch,
): Promise<readonly DemoClip[]> => {
  if (clips.length > 0) {
    return clips.map((path) => ({ path: resolve(path), scenario: scenario ?? 'real' }));
  }
  const seed = randomInt(2 ** 31);
  const path = join(projectFolder, '.local', 'clips', `porch-${seed}.mp4`);
  await watch.step(
    'Porch scene drawn',
    () => drawPorchScene({ ffmpegPath: cloud.ffmpegPath, outputPath: path, seed }),
    () => `seed ${seed}: a parcel is left, somebody comes and takes it`,
  );
  return [{ path, scenario: scenario ?? 'staged' }];
};

const receiptsFolder = join(projectFolder, '.local', 'receipts');

const keepReceipts = async (lives: readonly Life[]): Promise<void> => {
  await mkdir(receiptsFolder, { recursive: true });
  for (const { clipId, receipts } of lives) {
    for (const { of, text } of receipts) {
      await writeFile(join(receiptsFolder, `${clipId}.${of}${receiptFileEnding}`), text, {
        mode: 0o600,
      });
    }
  }
};

/** A life is sound when it ended, left nothing, and every receipt holds. */
const isSound = (life: Life): boolean =>
  life.state === 'erased' &&
  life.leftInBuckets === 0 &&
  life.receipts.every(({ verified, tamperedRefused }) => verified && tamperedRefused);

const report = ({ opening, lives }: Demonstration, { json }: Wish): void => {
  if (json) {
    const told = lives.map((life) => ({ ...life, sound: isSound(life) }));
    console.log(JSON.stringify({ opening, lives: told }, null, 2));
    return;
  }
  for (const life of lives) console.log(['', ...lifeLines(life)].join('\n'));
  console.log(`\nReceipts are kept in ${receiptsFolder}`);
};

const addresses = ({ connection }: LocalCloud): string =>
  [
    '',
    'Ready. Ctrl-C stops everything that was started.',
    `  API       ${connection.apiUrl}`,
    `  AWS       ${connection.endpointUrl} (any AWS SDK or CLI, region ${connection.region})`,
    '  Sign in   npx clipledger --as contributor clips',
    ...connection.accounts.map(
      ({ role, email, password }) => `            ${role.padEnd(12)} ${email}  ${password}`,
    ),
  ].join('\n');

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isOurs = error instanceof LocalCloudFailure;
    const told = error instanceof Error ? error : new Error(String(error));
    const sentence = isOurs ? told.message : `${told.message} (logs: ${logsFolderOf(stateFolder)})`;
    // Whoever reads JSON gets a document of a failure too.
    if (process.argv.includes('--json')) {
      console.log(JSON.stringify({ problem: { detail: sentence } }, null, 2));
    }
    console.error(sentence);
    if (!isOurs && process.env['CLIPLEDGER_DEBUG'] !== undefined) console.error(told.stack);
    process.exitCode = 1;
  },
);
