import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** One pinned file of `layer.json`. */
interface PinnedFile {
  /** Below `node_modules`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface LayerPin {
  readonly source: { readonly package: string; readonly version: string };
  readonly files: readonly PinnedFile[];
}

/** What was laid out, and whether anything had to be copied for it. */
export interface BuiltRuntimeLayer {
  /** The folder of the layer: what the CDK asset names. */
  readonly folder: string;
  /** The package in it: what `runtimeFolder` of the analyzer names on this machine. */
  readonly runtimeFolder: string;
  readonly bytes: number;
  readonly rebuilt: boolean;
}

/** What to build; everything has a default. */
export interface RuntimeLayerOptions {
  /** A `node_modules` that holds the package. Default: this repository's. */
  readonly from?: string | undefined;
  /** The layer's folder. Default: `.local/layers/onnxruntime` of this repository. */
  readonly to?: string | undefined;
}

/** The layer cannot be built; the message says what to do. */
export class RuntimeLayerNotBuilt extends Error {
  override readonly name = 'RuntimeLayerNotBuilt';
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const pinFile = new URL('./layer.json', import.meta.url);
const licenceFile = fileURLToPath(new URL('./LICENSE.onnxruntime', import.meta.url));

/** Lambda looks for packages of Node in `/opt/nodejs/node_modules`. */
const packagesInLayer = join('nodejs', 'node_modules');
const licenceInLayer = join('onnxruntime-node', 'LICENSE');

/** Of these packages the files below are taken, and nothing else may lie in the layer. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath.slice(folder.length + 1), entry.name))
    .toSorted();
};

const isPinned = async (packages: string, { path, sha256 }: PinnedFile): Promise<boolean> => {
  const bytes = await readFile(join(packages, path)).catch(() => undefined);
  // Absent, or no file: either way not the pinned one.
  return bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256;
};

const isUpToDate = async (packages: string, { files }: LayerPin): Promise<boolean> => {
  const wanted = [...files.map(({ path }) => path), licenceInLayer].toSorted();
  const found = await filesBelow(packages);
  if (found.join('\n') !== wanted.join('\n')) return false;
  for (const file of files) if (!(await isPinned(packages, file))) return false;
  return true;
};

const refuseOtherFiles = async (from: string, { source, files }: LayerPin): Promise<void> => {
  for (const file of files) {
    if (await isPinned(from, file)) continue;
    throw new RuntimeLayerNotBuilt(
      `${file.path} is not the pinned file of ${source.package} ${source.version}: install ` +
        'exactly that version (npm ci), or name another node_modules with --from.',
    );
  }
};

/** Lays everything out beside the target and renames, so that nobody ever sees half a layer. */
const layOut = async (from: string, folder: string, { files }: LayerPin): Promise<void> => {
  const unfinished = `${folder}.${process.pid}.unfinished`;
  const packages = join(unfinished, packagesInLayer);
  try {
    for (const { path } of files) {
      await mkdir(dirname(join(packages, path)), { recursive: true });
      await cp(join(from, path), join(packages, path), { dereference: true });
    }
    await cp(licenceFile, join(packages, licenceInLayer));
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};

/**
 * Lays the pinned ONNX Runtime for Linux on x86-64 out as the folder of a Lambda layer, from the
 * npm packages. Does nothing when it is there: the check reads its 47 MB once (about 0.2 s). Throws
 * `RuntimeLayerNotBuilt`.
 */
export const buildOnnxRuntimeLayer = async (
  options: RuntimeLayerOptions = {},
): Promise<BuiltRuntimeLayer> => {
  const pin = JSON.parse(await readFile(pinFile, 'utf8')) as LayerPin;
  const folder = resolve(options.to ?? join(repository, '.local', 'layers', 'onnxruntime'));
  const packages = join(folder, packagesInLayer);
  const built = {
    folder,
    runtimeFolder: join(packages, 'onnxruntime-node'),
    bytes: pin.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  if (await isUpToDate(packages, pin)) return { ...built, rebuilt: false };
  const from = resolve(options.from ?? join(repository, 'node_modules'));
  await refuseOtherFiles(from, pin);
  await layOut(from, folder, pin);
  return { ...built, rebuilt: true };
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  try {
    const { folder, rebuilt } = await buildOnnxRuntimeLayer(values);
    process.stdout.write(`${rebuilt ? 'Laid out' : 'Up to date'}: ${folder}\n`);
  } catch (error) {
    if (!(error instanceof RuntimeLayerNotBuilt)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
