import { execFile } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import * as z from 'zod';
import { validateUpload } from '../core/contracts/functions/index.ts';
import { bundleFunctions, bundleOf } from '../infra/constructs/bundles.ts';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import { medianOf } from './validation-times.ts';

const run = promisify(execFile);

/** The bytes of a module, and the milliseconds its import takes over that of an empty one. */
export interface ImportCost {
  readonly bytes: number;
  readonly milliseconds: number;
  /** Of processors, likewise: what is left when nothing else runs. */
  readonly cpuMilliseconds: number;
}

const folder = join(projectFolder, '.local', 'bench-modules');

/** What validating is made of, without storage: the reader of containers and the rules. */
const coreEntry = `
export { mediaProbe } from './core/adapters/media/media-probe.ts';
export { differsFromGrant, unfitFor, validateUpload } from './core/domain/intake/validate-upload.ts';
`;

/** Bundles the core alone, minified. */
export const coreModule = async (): Promise<string> => {
  const file = join(folder, 'core.mjs');
  await build({
    stdin: { contents: coreEntry, resolveDir: projectFolder, loader: 'ts' },
    outfile: file,
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20' },
    ...{ legalComments: 'none', logLevel: 'warning' },
  });
  return file;
};

/** The bundle that is deployed, made by the code that makes it for a deployment. */
export const deployedModule = async (): Promise<string> => {
  await bundleFunctions();
  return join(bundleOf(validateUpload), 'index.mjs');
};

/** Pairs of processes: the middle of their differences is steady where each of them is not. */
const pairs = 21;

/** Starts pairs of processes, one importing an empty module and one importing this. */
export const importCostOf = async (module: string): Promise<ImportCost> => {
  await mkdir(folder, { recursive: true });
  const empty = join(folder, 'empty.mjs');
  await writeFile(empty, 'export {};\n');
  const differences: number[] = [];
  const cpuDifferences: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const nothing = await importTimes(empty);
    const all = await importTimes(module);
    differences.push(all.milliseconds - nothing.milliseconds);
    cpuDifferences.push(all.cpuMilliseconds - nothing.cpuMilliseconds);
  }
  const { size } = await stat(module);
  return {
    bytes: size,
    milliseconds: medianOf(differences),
    cpuMilliseconds: medianOf(cpuDifferences),
  };
};

/** In a process of its own, by its own clock, from asking for the module to having it. */
const importTimes = async (module: string): Promise<Omit<ImportCost, 'bytes'>> => {
  const script =
    'const before = process.cpuUsage();' +
    'const startedAt = performance.now();' +
    `await import(${JSON.stringify(pathToFileURL(module).href)});` +
    'const milliseconds = performance.now() - startedAt;' +
    'const { user, system } = process.cpuUsage(before);' +
    'console.log(JSON.stringify({ milliseconds, cpuMilliseconds: (user + system) / 1000 }));';
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 60_000,
    env: { ...process.env, AWS_REGION: 'us-east-1' },
  });
  return timesShape.parse(JSON.parse(stdout));
};

const timesShape = z.object({ milliseconds: z.number(), cpuMilliseconds: z.number() });
