import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalCloudFailure } from './failure.ts';
import { findFreePort, isPortFree } from './ports.ts';
import {
  clearStateFolder,
  movePort,
  openStateFolder,
  savedPort,
  stateFolderAt,
  type StateFolder,
} from './state-folder.ts';

const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a run of the emulator may be told. */
export interface EmulatorOptions {
  /** Absolute path of the folder that keeps its state from run to run. */
  readonly stateFolder: string;
  /** Absolute path of its log, which starts anew with each run. */
  readonly logFile: string;
  /** A loopback port that must be used; otherwise the saved one if free, otherwise any. */
  readonly port?: number;
  /** The interpreter of the prepared environment. */
  readonly pythonPath?: string;
  /** Variables that every function sees beneath its own, such as endpoints of stand-ins. */
  readonly environment?: Readonly<Record<string, string>>;
  /** `debug` writes every request into the log. */
  readonly logLevel?: 'info' | 'debug';
}

/** A running emulator. */
export interface Emulator {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Whether the state of an earlier run was there, and so what was deployed then still is. */
  readonly restored: boolean;
  /** Resolves, and never rejects, when the emulator ends without having been told to. */
  readonly died: Promise<LocalCloudFailure>;
  /** The same work, but rejected at once when the emulator dies. */
  guard<T>(work: Promise<T>): Promise<T>;
  /** Saves the state and ends the emulator and its Lambda workers; may be called twice. */
  stop(): Promise<void>;
}

/** Credentials and addresses with which an SDK or the CDK CLI speaks to the emulator. */
export const clientEnvironment = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: localRegion,
  AWS_DEFAULT_REGION: localRegion,
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** The account that the emulator gives to the credentials above. */
export const localAccount = '000000000000';
/** The region of the local cloud. */
export const localRegion = 'us-east-1';

const readyTimeoutMilliseconds = 60_000;
const readyPollMilliseconds = 40;
/** The emulator allows open requests 3 s, then saves; serve.py kills itself after 10. */
const stopTimeoutMilliseconds = 15_000;
const startAttempts = 3;

/**
 * Starts MiniStack on a loopback port with the state of the last run, if there is one.
 * @throws {LocalCloudFailure} port taken, state in use, not ready in time, died while starting
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const folder = stateFolderAt(options.stateFolder);
  const restored = await openStateFolder(folder);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(options.port, folder);
    await movePort(folder, port);
    const run = new EmulatorRun(
      spawnEmulator(options, folder, port),
      port,
      options.logFile,
      restored,
    );
    try {
      await run.becomeReady();
      return run;
    } catch (error) {
      await run.stop();
      const portWasLost = options.port === undefined && !(await isPortFree(port));
      if (!portWasLost || attempt === startAttempts) throw error;
    }
  }
}

/** Forgets everything that the emulator of this folder ever stored. It must not be running. */
export async function resetEmulator(stateFolder: string): Promise<void> {
  const folder = stateFolderAt(stateFolder);
  await openStateFolder(folder);
  await clearStateFolder(folder);
}

async function choosePort(wanted: number | undefined, folder: StateFolder): Promise<number> {
  if (wanted !== undefined) {
    if (await isPortFree(wanted)) return wanted;
    throw new LocalCloudFailure(
      `Port ${wanted} is taken by another program: ` +
        'stop that, or name no port and a free one is chosen.',
    );
  }
  const before = await savedPort(folder);
  return before !== undefined && (await isPortFree(before)) ? before : findFreePort();
}

function spawnEmulator(options: EmulatorOptions, folder: StateFolder, port: number): ChildProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'w', 0o600);
  const python = options.pythonPath ?? join(projectFolder, '.local', 'python', 'bin', 'python');
  const program = join(projectFolder, 'local', 'python', 'serve.py');
  try {
    return spawn(python, [program, folder.root], {
      cwd: folder.root,
      env: emulatorEnvironment(options, folder, port),
      // A group of its own: Ctrl-C reaches only us, and we end the whole group and nothing else.
      detached: true,
      stdio: ['pipe', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** Nothing of this user's own environment: functions inherit all of it, credentials included. */
function emulatorEnvironment(
  options: EmulatorOptions,
  folder: StateFolder,
  port: number,
): Record<string, string> {
  return {
    // Functions run in the first `node` of the path: this one.
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: folder.temporary,
    TMPDIR: folder.temporary,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    NO_PROXY: '127.0.0.1,localhost',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...options.environment,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    // Appears in queue URLs; `localhost` may mean ::1 first, where another program can listen.
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: localRegion,
    MINISTACK_ACCOUNT_ID: localAccount,
    PERSIST_STATE: '1',
    STATE_DIR: folder.services,
    S3_PERSIST: '1',
    S3_DATA_DIR: folder.objects,
    LAMBDA_EXECUTOR: 'local',
    // The ports besides the gateway, and a Docker daemon that it would otherwise sweep.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: `unix://${join(folder.temporary, 'no-docker.sock')}`,
    LOG_LEVEL: (options.logLevel ?? 'info').toUpperCase(),
  };
}

class EmulatorRun implements Emulator {
  readonly url: string;
  readonly port: number;
  readonly restored: boolean;
  readonly died: Promise<LocalCloudFailure>;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #ended: Promise<string>;
  #stopping: Promise<void> | undefined;

  constructor(child: ChildProcess, port: number, logFile: string, restored: boolean) {
    this.#child = child;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#logFile = logFile;
    this.restored = restored;
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    // The pipe only tells the emulator that we live; writing to a dead one is no error of ours.
    child.stdin?.on('error', () => undefined);
    this.died = new Promise((resolve) => {
      void this.#ended.then((how) => {
        // Whatever is left of the group that we started: a function in the middle of its work.
        if (this.pid > 0) killGroup(this.pid);
        if (this.#stopping === undefined) resolve(deathOf(how, logFile));
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async becomeReady(): Promise<void> {
    const giveUpAt = Date.now() + readyTimeoutMilliseconds;
    const death = this.died.then((failure) => {
      throw failure;
    });
    while (!(await Promise.race([this.#isReady(), death]))) {
      if (Date.now() > giveUpAt) {
        throw new LocalCloudFailure(
          `The local cloud was not ready after ${readyTimeoutMilliseconds / 1_000} s: ` +
            `run again; its log is ${this.#logFile}`,
        );
      }
      await Promise.race([delay(readyPollMilliseconds), death]);
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/_ministack/ready`, {
        signal: AbortSignal.timeout(5_000),
      });
      return response.ok;
    } catch {
      return false; // Not listening yet.
    }
  }

  guard<T>(work: Promise<T>): Promise<T> {
    const death = this.died.then((failure) => {
      throw failure;
    });
    return Promise.race([work, death]);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#end();
    return this.#stopping;
  }

  async #end(): Promise<void> {
    this.#child.kill('SIGTERM');
    await Promise.race([this.#ended, delay(stopTimeoutMilliseconds, undefined, { ref: false })]);
    if (this.pid > 0) killGroup(this.pid);
    await this.#ended;
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group is empty, which is what we want.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const deathOf = (how: string, logFile: string): LocalCloudFailure =>
  new LocalCloudFailure(
    `The local cloud ended by itself (${how}; ${lastWords(logFile)}): ` +
      `start again; its log is ${logFile}`,
  );

/** The last line of a log that says something, short enough for a sentence. */
function lastWords(logFile: string): string {
  let text: string;
  try {
    text = readFileSync(logFile, 'utf8').slice(-20_000);
  } catch {
    return 'it wrote no log';
  }
  // Functions write their logs and metrics there too, as JSON: no words for a person.
  const lines = text.split('\n').filter((line) => /^\s*[^\s{]/.test(line));
  const loudest =
    lines.findLast((line) => /\b(ERROR|CRITICAL)\b|Error:/.test(line)) ?? lines.at(-1);
  return loudest === undefined ? 'it wrote nothing' : loudest.trim().slice(0, 160);
}
