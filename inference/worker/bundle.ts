import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const workerFolder = dirname(fileURLToPath(import.meta.url));

/** The bundle's file, as the image's entry point names it. */
const workerFile = 'main.mjs';

/**
 * Bundles the worker's entry point into one file: the one that the image runs, and `npm run worker`
 * and the tests. With every way to credentials, unlike a function's: ECS gives them over HTTP.
 * @returns the file's absolute path
 */
export const bundleWorker = async (folder: string): Promise<string> => {
  const outfile = join(resolve(folder), workerFile);
  await build({
    absWorkingDir: dirname(dirname(workerFolder)),
    entryPoints: [join(workerFolder, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    // The image brings Node 24; a machine's own, for `npm run worker`, may be 20.
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    // Dependencies in CommonJS call require(), which ESM has not.
    banner: {
      js: [
        "import{createRequire as __createRequire}from'node:module';",
        'const require=__createRequire(import.meta.url);',
      ].join(''),
    },
  });
  return outfile;
};

const isMain = process.argv[1] === fileURLToPath(import.meta.url);
if (isMain) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (values.out === undefined) throw new Error('Say where to: --out <folder>');
  process.stdout.write(`${await bundleWorker(values.out)}\n`);
}
