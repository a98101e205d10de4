import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientEnvironment, localAccount, localRegion } from '../emulator/emulator.ts';
import { runCdk } from './cdk.ts';
import { progressOf, type StackProgress } from './progress.ts';
import { hashSources } from './source-hash.ts';

/** Outputs by stack name, then by output name. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the app is synthesized with. */
export interface SynthOptions {
  /** Absolute path of the CLI's log; calls append to it. */
  readonly logFile: string;
  /** Absolute path for the templates: two clouds on one checkout must not share it. */
  readonly assemblyFolder: string;
  /** Context beside `deployment=local`. */
  readonly context?: Readonly<Record<string, string>>;
  readonly projectFolder?: string;
  readonly signal?: AbortSignal;
}

/** A synthesized app: templates and bundled functions, ready to deploy. */
export interface Assembly {
  /** Absolute path. */
  readonly folder: string;
  readonly sourceHash: string;
  /** `cached` if the sources have not changed since it was made. */
  readonly made: 'now' | 'cached';
}

/** How the local deployment is to be made. */
export interface DeployOptions extends SynthOptions {
  /** The emulator's address. */
  readonly endpointUrl: string;
  /** The emulator's state folder: what is deployed there is remembered there. */
  readonly stateFolder: string;
  /** Absolute path where the CLI writes the stacks' outputs. */
  readonly outputsFile: string;
  /** An app that is being synthesized already, so that it need not wait for the emulator. */
  readonly assembly?: Promise<Assembly>;
  readonly onProgress?: (progress: StackProgress) => void;
}

/** What was deployed. */
export interface Deployment {
  readonly outputs: StackOutputs;
  /** `kept` if the state already held this very app. */
  readonly made: 'now' | 'kept';
}

const thisProject = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The emulator answers at once: what costs time is this machine's processors. */
const concurrency = 4;

/**
 * Synthesizes the `local` config unless nothing has changed since the last time.
 * @throws {LocalCloudFailure} the app does not compile or breaks a rule
 */
export function synthesizeLocal(options: SynthOptions): Promise<Assembly> {
  const assembly = synthesize(options);
  // Started early and awaited late: until then a failure must not end the process unseen.
  assembly.catch(() => undefined);
  return assembly;
}

async function synthesize(options: SynthOptions): Promise<Assembly> {
  const projectFolder = options.projectFolder ?? thisProject;
  const context = { ...options.context, deployment: 'local' };
  const sourceHash = hashSources(projectFolder, { context, node: process.version });
  const folder = options.assemblyFolder;
  const stamp = `${folder}.stamp`;
  if ((await readOr(stamp, '')) === sourceHash && existsSync(join(folder, 'manifest.json'))) {
    return { folder, sourceHash, made: 'cached' };
  }
  await rm(stamp, { force: true });
  await runCdk({
    doing: 'Putting the templates together',
    args: [
      'synth',
      '--quiet',
      '--no-notices',
      ...Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]),
      '--output',
      folder,
    ],
    folder: projectFolder,
    projectFolder,
    // CDK's own rules are checked where they matter, on dev and prod and in the infra tests. Here
    // they would cost a third of a cold start's processor time.
    environment: { CDK_VALIDATION: 'false' },
    logFile: options.logFile,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, sourceHash);
  return { folder, sourceHash, made: 'now' };
}

/**
 * Deploys every stack of the `local` config by the CDK CLI, and bootstraps the emulator before.
 * What the state folder already holds, unchanged, is not deployed again.
 * @throws {LocalCloudFailure} synthesis, bootstrap or deploy failed; the sentence names the log
 */
export async function deployLocal(options: DeployOptions): Promise<Deployment> {
  const assembly = options.assembly ?? synthesizeLocal(options);
  const [{ folder, sourceHash }] = await Promise.all([assembly, bootstrap(options)]);
  const stamp = join(options.stateFolder, 'deployed');
  // The address is part of it: queue URLs in the outputs carry the port.
  const wanted = `${sourceHash} ${options.endpointUrl}`;
  if ((await readOr(stamp, '')) === wanted && existsSync(options.outputsFile)) {
    return { outputs: await readOutputs(options.outputsFile), made: 'kept' };
  }
  await rm(stamp, { force: true });
  await mkdir(dirname(options.outputsFile), { recursive: true });
  await callCdk(options, 'Deploying the local cloud', [
    'deploy',
    '--all',
    '--app',
    folder,
    '--require-approval',
    'never',
    // Change sets are for people who read them first.
    '--method',
    'direct',
    '--concurrency',
    String(concurrency),
    '--progress',
    'events',
    '--outputs-file',
    options.outputsFile,
  ]);
  await writeFile(stamp, wanted);
  return { outputs: await readOutputs(options.outputsFile), made: 'now' };
}

/** Makes the bucket and the roles that every `cdk deploy` needs, once a state. */
async function bootstrap(options: DeployOptions): Promise<void> {
  const stamp = join(options.stateFolder, 'bootstrapped');
  if (existsSync(stamp)) return;
  const environment = `aws://${localAccount}/${localRegion}`;
  await callCdk(options, 'Bootstrapping the local cloud', ['bootstrap', environment]);
  await writeFile(stamp, environment);
}

async function callCdk(
  options: DeployOptions,
  doing: string,
  args: readonly string[],
): Promise<void> {
  await runCdk({
    doing,
    args: [...args, '--no-notices'],
    // No cdk.json here, so that bootstrap does not synthesize the app.
    folder: options.stateFolder,
    projectFolder: options.projectFolder ?? thisProject,
    environment: clientEnvironment(options.endpointUrl),
    logFile: options.logFile,
    onLine: (line) => {
      const progress = progressOf(line);
      if (progress !== undefined) options.onProgress?.(progress);
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

const readOr = (file: string, otherwise: string): Promise<string> =>
  readFile(file, 'utf8').catch(() => otherwise);

async function readOutputs(file: string): Promise<StackOutputs> {
  return JSON.parse(await readFile(file, 'utf8')) as StackOutputs;
}
