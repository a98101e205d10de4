import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);

/** One pinned executable of `layer.json`. */
interface PinnedBinary {
  readonly platform: string;
  readonly fileName: string;
  readonly sha256: string;
}

interface LayerPin {
  readonly source: { readonly package: string; readonly version: string };
  readonly file: string;
  readonly binaries: readonly PinnedBinary[];
}

/** What was laid out, and whether anything had to be copied for it. */
export interface BuiltLayer {
  readonly ffmpegPath: string;
  readonly sha256: string;
  readonly rebuilt: boolean;
}

/** What to build; everything has a default. */
export interface LayerBuildOptions {
  /** The executable to take. Default: the one of the imageio-ffmpeg that `python` knows. */
  readonly from?: string | undefined;
  /** Default: `python3`. */
  readonly python?: string | undefined;
  /** The layer's folder. Default: `.local/layers/ffmpeg` of this repository. */
  readonly to?: string | undefined;
  /** `<os>-<cpu>` as Node says it. Default: this machine's. Lambda's x86_64 is `linux-x64`. */
  readonly platform?: string | undefined;
}

/** The layer cannot be built; the message says what to do. */
export class LayerNotBuilt extends Error {
  override readonly name = 'LayerNotBuilt';
}

const defaultFolder = fileURLToPath(new URL('../../.local/layers/ffmpeg', import.meta.url));
const pinFile = new URL('./layer.json', import.meta.url);

/** Python starts and imports in half a second. */
const pythonTimeoutMilliseconds = 30_000;

/** SHA-256 of a file as lower-case hex; undefined when it cannot be read. */
const sha256Of = async (path: string): Promise<string | undefined> => {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return undefined; // Absent, or no file: either way not the pinned one.
  }
  return hash.digest('hex');
};

const askPython = async (python: string, pin: LayerPin): Promise<string> => {
  const script = 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())';
  try {
    const { stdout } = await run(python, ['-c', script], { timeout: pythonTimeoutMilliseconds });
    return stdout.trim();
  } catch (cause) {
    const wanted = `${pin.source.package}==${pin.source.version}`;
    throw new LayerNotBuilt(
      `${python} has no imageio_ffmpeg: run pip install ${wanted}, name another with --python, ` +
        'or name the executable with --from.',
      { cause },
    );
  }
};

/** Copies beside the target and renames, so that nobody ever runs half a file. */
const layOut = async (from: string, target: string): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}.unfinished`;
  try {
    await copyFile(from, unfinished);
    await chmod(unfinished, 0o755);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
};

/**
 * Lays the pinned ffmpeg out as the folder of a Lambda layer. Does nothing when it is there: the
 * check reads the file once (about 0.2 s). Throws `LayerNotBuilt`.
 */
export const buildFfmpegLayer = async (options: LayerBuildOptions = {}): Promise<BuiltLayer> => {
  const pin = JSON.parse(await readFile(pinFile, 'utf8')) as LayerPin;
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const pinned = pin.binaries.find((binary) => binary.platform === platform);
  if (pinned === undefined) throw new LayerNotBuilt(`No ffmpeg is pinned for ${platform}.`);
  const { sha256 } = pinned;
  const folder = resolve(options.to ?? defaultFolder);
  const ffmpegPath = join(folder, pin.file);
  if ((await sha256Of(ffmpegPath)) === sha256) return { ffmpegPath, sha256, rebuilt: false };
  const from = options.from ?? (await askPython(options.python ?? 'python3', pin));
  const found = await sha256Of(from);
  if (found !== sha256) {
    throw new LayerNotBuilt(
      `${basename(from)} is not the pinned ${pinned.fileName}: ` +
        `its SHA-256 is ${found ?? 'unreadable'}, wanted ${sha256}.`,
    );
  }
  await layOut(from, ffmpegPath);
  return { ffmpegPath, sha256, rebuilt: true };
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      python: { type: 'string' },
      to: { type: 'string' },
      platform: { type: 'string' },
    },
  });
  try {
    const { ffmpegPath, rebuilt } = await buildFfmpegLayer(values);
    process.stdout.write(`${rebuilt ? 'Laid out' : 'Up to date'}: ${ffmpegPath}\n`);
  } catch (error) {
    if (!(error instanceof LayerNotBuilt)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
