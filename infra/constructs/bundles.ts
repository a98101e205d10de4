import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, version as esbuildVersion, type BuildOptions } from 'esbuild';
import { functionContracts } from '../../core/contracts/functions/index.ts';
import {
  entryOfFunction,
  functionId,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import { otherCredentials, withoutUnusedCode } from './unused-code.ts';

/** The repository's root, absolute. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const bundlesFolder = join(projectFolder, '.local', 'bundles');

/** What the code of functions is made of. */
const sources = [
  'core',
  'functions',
  'inference',
  'infra/constructs/unused-code.ts',
  'package-lock.json',
];

/**
 * One call for all functions: each call of esbuild costs 0.4 s of starting, which is 8 s for twenty
 * functions and 0.4 s this way. The SDK goes along: importing it from the bundle takes half the
 * time of importing it from the runtime, and its version is ours.
 */
const options: BuildOptions = {
  absWorkingDir: projectFolder,
  bundle: true,
  platform: 'node',
  // The local cloud runs functions in the machine's own Node, which may be 20.
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  minify: true,
  external: otherCredentials,
  legalComments: 'none',
  logLevel: 'warning',
  // Dependencies in CommonJS call require(), which ESM has not.
  banner: {
    js: [
      "import{createRequire as __createRequire}from'node:module';",
      'const require=__createRequire(import.meta.url);',
    ].join(''),
  },
};

/** A function of the contracts has no code. */
class EntryMissing extends Error {
  override readonly name = 'EntryMissing';
}

/** A bundle was asked for before `bundleFunctions` had made any. */
class BundlesMissing extends Error {
  override readonly name = 'BundlesMissing';
}

/** Where this run's bundles lie; told by `bundleFunctions`. */
let folder: string | undefined;

/**
 * The folder of a function's bundle, absolute; its handler is `index.handler`. Throws
 * `BundlesMissing` until `bundleFunctions` has ended.
 */
export const bundleOf = (contract: FunctionContract): string => {
  if (folder === undefined) {
    throw new BundlesMissing('Await bundleFunctions() before stacks are built with their code.');
  }
  return join(folder, functionId(contract));
};

/**
 * Bundles every function unless these very sources were bundled before. The folder is named after
 * the sources and appears whole, so that two runs side by side cannot disturb each other. Throws
 * `EntryMissing`, and whatever esbuild finds wrong.
 */
export const bundleFunctions = async (): Promise<void> => {
  const wanted = join(bundlesFolder, hashSources().slice(0, 16));
  if (!existsSync(wanted)) {
    assertEntriesExist();
    const unfinished = `${wanted}.${process.pid}`;
    await build({
      ...options,
      plugins: [withoutUnusedCode],
      outdir: unfinished,
      entryPoints: functionContracts.map((contract) => ({
        in: entryOfFunction(contract),
        out: `${functionId(contract)}/index`,
      })),
    });
    if (existsSync(wanted)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, wanted);
    forgetOldBundles(wanted);
  }
  folder = wanted;
};

/** All bundles together take 13 MB: those that nobody can still be copying are removed. */
const forgetOldBundles = (kept: string): void => {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(bundlesFolder)) {
    const path = join(bundlesFolder, name);
    if (path !== kept && statSync(path).mtimeMs < anHourAgo) {
      rmSync(path, { recursive: true, force: true });
    }
  }
};

const assertEntriesExist = (): void => {
  const missing = functionContracts
    .map(entryOfFunction)
    .filter((entry) => !existsSync(join(projectFolder, entry)));
  if (missing.length > 0) {
    throw new EntryMissing(`Functions without code, write them first: ${missing.join(', ')}`);
  }
};

/** One hash of all that a bundle can depend on. Reading 300 files takes about 20 ms. */
const hashSources = (): string => {
  const hash = createHash('sha256').update(esbuildVersion).update(JSON.stringify(options));
  for (const file of sources.flatMap(filesAtOrBelow)) {
    const content = readFileSync(join(projectFolder, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

/** Paths from the repository's root, in one order on every machine. */
const filesAtOrBelow = (path: string): readonly string[] => {
  const absolute = join(projectFolder, path);
  if (!existsSync(absolute)) return [];
  if (path.includes('.')) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(projectFolder.length + 1), entry.name))
    .toSorted();
};
