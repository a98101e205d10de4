import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { LocalCloudFailure } from '../emulator/failure.ts';

/** One call of the CDK command line. */
export interface CdkCall {
  /** What it does, as the start of the sentence about its failure. */
  readonly doing: string;
  readonly args: readonly string[];
  /** Where it runs. In a folder with a cdk.json it synthesizes the app, whatever the command. */
  readonly folder: string;
  readonly projectFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path; the call appends. */
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const timeoutMilliseconds = 10 * 60_000;

/**
 * Runs the project's own CDK CLI.
 * @throws {LocalCloudFailure} with the CLI's reason and the log's path
 */
export async function runCdk(call: CdkCall): Promise<void> {
  mkdirSync(dirname(call.logFile), { recursive: true });
  const log = createWriteStream(call.logFile, { flags: 'a', mode: 0o600 });
  log.write(`$ cdk ${call.args.join(' ')}\n`);
  const lines: string[] = [];
  const ended = await run(call, (line) => {
    log.write(`${line}\n`);
    lines.push(line);
    call.onLine?.(line);
  });
  await new Promise((resolve) => log.end(resolve));
  if (ended === 'exit code 0') return;
  throw new LocalCloudFailure(
    `${call.doing} failed (${reasonOf(lines) ?? ended}): the whole log is ${call.logFile}`,
  );
}

function run(call: CdkCall, onLine: (line: string) => void): Promise<string> {
  return new Promise((resolve) => {
    const cdk = join(call.projectFolder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const child = spawn(process.execPath, [cdk, ...call.args], {
      cwd: call.folder,
      env: { ...cdkEnvironment(call.projectFolder), ...call.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMilliseconds,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', onLine);
    }
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** A clean environment: a developer's profiles, proxies and telemetry have no place here. */
function cdkEnvironment(projectFolder: string): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => entryOf(name))),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    CDK_HOME: join(projectFolder, '.local', 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    // The CLI then writes its progress line by line, and to stdout.
    CI: 'true',
    NO_COLOR: '1',
    NO_PROXY: '127.0.0.1,localhost',
  };
}

const entryOf = (name: string): [string, string][] => {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value]];
};

/** The line of a failed call's output that says why. */
export function reasonOf(lines: readonly string[]): string | undefined {
  const plain = lines.map((line) => line.trim()).filter((line) => line !== '');
  const failedResource = plain.find((line) => /\b(CREATE|UPDATE)_FAILED\b/.test(line));
  const named = plain.find((line) => /^(✘|‣|X) |\w*Error:|^«\w+»|\bfailed:/.test(line));
  const stack = plain.find((line) => line.startsWith('❌'));
  return (failedResource ?? named ?? stack ?? plain.at(-1))
    ?.replace(/^(✘ \[ERROR\]|X \[ERROR\]|‣) /, '')
    .slice(0, 300);
}
