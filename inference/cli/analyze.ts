import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { analyzeClip, type AnalyzerPorts } from '../../core/domain/inference/analyze-clip.ts';
import type { Analysis } from '../../core/domain/inference/analysis.ts';
import { LastingFailure } from '../../core/domain/inference/failures.ts';
import { FfmpegFailed } from '../hosts/ffmpeg-child.ts';
import { defaultSamplesPerSecond, ffmpegFrameSource } from '../hosts/ffmpeg-frame-source.ts';
import { localFootageReader } from '../hosts/local-footage-reader.ts';
import { baselineManifest } from '../manifest/baseline.ts';
import { claimedDurationSeconds } from './claimed-duration.ts';

const usage = 'Usage: npm run analyze -- CLIP [--json] [--samples-per-second N]';

/** 64 GiB: a file on one's own disk is read as a stream, whatever its size. */
const maxFileBytes = 64 * 1024 ** 3;

/** Something the caller can put right; its message is the whole answer. */
class Complaint extends Error {}

/** Where ffmpeg is: named by the environment, or laid out by `layers/ffmpeg/build.ts`. */
const ffmpegPathOf = (environment: NodeJS.ProcessEnv): string =>
  environment['FFMPEG_PATH'] ??
  fileURLToPath(new URL('../../.local/layers/ffmpeg/bin/ffmpeg', import.meta.url));

const portsFor = (ffmpegPath: string, samplesPerSecond: number): AnalyzerPorts => ({
  analyzer: { name: baselineManifest.name, version: baselineManifest.version },
  footage: localFootageReader({ maxBytes: maxFileBytes }),
  frames: ffmpegFrameSource({ ffmpegPath, samplesPerSecond }),
  // The command prints what was found and keeps nothing.
  store: { putFrame: async () => {}, putAnalysis: async () => {} },
  clock: { now: () => new Date().toISOString() },
});

const readArguments = (args: readonly string[]): { path: string; samplesPerSecond: number } => {
  const options = {
    json: { type: 'boolean', default: true },
    'samples-per-second': { type: 'string', default: String(defaultSamplesPerSecond) },
  } as const;
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    const [path, ...more] = parsed.positionals;
    const samplesPerSecond = Number(parsed.values['samples-per-second']);
    const usable = samplesPerSecond > 0 && samplesPerSecond <= 30;
    if (path !== undefined && more.length === 0 && usable) return { path, samplesPerSecond };
  } catch (cause) {
    throw new Complaint(usage, { cause });
  }
  throw new Complaint(usage);
};

/** Analyzes one file on this disk. */
const analyzeFile = async (
  path: string,
  { ffmpegPath, samplesPerSecond }: { ffmpegPath: string; samplesPerSecond: number },
): Promise<Analysis> => {
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile() !== true) throw new Complaint(`There is no file at ${path}.`);
  const ports = portsFor(ffmpegPath, samplesPerSecond);
  const { analysis } = await analyzeClip(ports)({
    clipId: 'clip_local',
    attempt: 1,
    taskToken: '',
    object: { key: path, versionId: '' },
    declaredSha256: '',
    durationSeconds: await claimedDurationSeconds(path),
  });
  return analysis;
};

const sentenceOf = (error: unknown, path: string | undefined): string | undefined => {
  if (error instanceof Complaint) return error.message;
  if (error instanceof LastingFailure) return `${path ?? 'The file'}: ${error.message}`;
  if (error instanceof FfmpegFailed && error.blames === 'host') {
    return `${error.message}; set FFMPEG_PATH or run npx tsx layers/ffmpeg/build.ts.`;
  }
  return undefined;
};

const main = async (args: readonly string[]): Promise<void> => {
  let path: string | undefined;
  try {
    const asked = readArguments(args);
    path = asked.path;
    const analysis = await analyzeFile(path, {
      ffmpegPath: ffmpegPathOf(process.env),
      samplesPerSecond: asked.samplesPerSecond,
    });
    process.stdout.write(`${JSON.stringify(analysis, null, 2)}\n`);
  } catch (error) {
    const sentence = sentenceOf(error, path);
    if (sentence === undefined) throw error;
    process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  }
};

await main(process.argv.slice(2));
