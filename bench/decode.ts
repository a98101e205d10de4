import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import { told, type Row } from './frame.ts';
import { medianOf } from './validation-times.ts';
import { referenceClip, referenceLayouts } from './validation-clip.ts';

/** Decoding once and analyzing once, one after the other: the middle of the ratios is steady. */
const pairs = 7;
/** A pair takes 7 s on a quiet machine of two cores. */
const maxRunMilliseconds = 300_000;

const maxCpuRatio = 1.3;
const maxMemoryMegabytes = 300;

const folder = join(projectFolder, '.local', 'bench-modules');
const ffmpegPath = join(projectFolder, '.local', 'layers', 'ffmpeg', 'bin', 'ffmpeg');

/**
 * The analyzer as a host runs it, in a process of its own and bundled as for a deployment, so that
 * Node's own start is counted: decoding, quality, motion, moments, scene, fingerprint, stills. No
 * moderation and no redaction (measured by benches of their own), no models. The analysis is kept
 * as JSON in memory, as long as a put would take it.
 */
const entry = `
import { analyzeClip } from './core/domain/inference/analyze-clip.ts';
import { defaultModerationPolicy } from './core/domain/inference/moderation/policy.ts';
import { ffmpegFrameSource } from './inference/hosts/ffmpeg-frame-source.ts';
import { localFootageReader } from './inference/hosts/local-footage-reader.ts';

const [clip, ffmpegPath] = process.argv.slice(2);
const { analysis } = await analyzeClip({
  analyzer: { name: 'bench', version: '1' },
  host: 'command',
  footage: localFootageReader({ maxBytes: 2 ** 30 }),
  frames: ffmpegFrameSource({ ffmpegPath, samplesPerSecond: 2 }),
  detectors: [],
  store: {
    putFrame: async () => {},
    putRedacted: async () => {},
    putAnalysis: async (_, kept) => void JSON.stringify(kept),
    findAnalysis: async () => undefined,
  },
  clock: { now: () => new Date().toISOString() },
})({
  clipId: 'clip_bench', campaignId: 'campaign_bench', actId: 'act_bench',
  object: { key: clip, versionId: '' }, declaredSha256: '', durationSeconds: 30,
  moderationPolicy: defaultModerationPolicy,
});
console.log(analysis.frames.sampled);
`;

const analyzerModule = async (): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'decode.mjs');
  await build({
    stdin: { contents: entry, resolveDir: projectFolder, loader: 'ts' },
    outfile: file,
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20' },
    ...{ legalComments: 'none', logLevel: 'warning' },
  });
  return file;
};

/**
 * Runs one command and prints what it and all its children cost: the kernel adds a child's times to
 * its parent's when the parent waits for it. Python is there: the local cloud needs it.
 */
const meter = `
import json, resource, subprocess, sys, time
began = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
  "exitCode": done.returncode,
  "wallSeconds": time.monotonic() - began,
  "cpuSeconds": used.ru_utime + used.ru_stime,
}))
`;

const timesShape = z.object({
  exitCode: z.literal(0),
  wallSeconds: z.number(),
  cpuSeconds: z.number(),
});

interface Cost extends z.infer<typeof timesShape> {
  /** Of every process below the meter, the most memory it ever held, summed: kB. */
  readonly peakKilobytes: number;
}

/** The kernel's own high-water mark only grows: what was read last misses 50 ms at most. */
const pollMilliseconds = 50;

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Processes below this one: the analyzer, and the decoder below it. */
const descendantsOf = async (pid: number): Promise<readonly number[]> => {
  const children = (await textOf(`/proc/${pid}/task/${pid}/children`))
    .split(' ')
    .filter((text) => text.trim() !== '')
    .map(Number);
  const below = await Promise.all(children.map((child) => descendantsOf(child)));
  return [...children, ...below.flat()];
};

/** Sums the high-water marks (VmHWM) of all that ran below `pid`, while it runs. */
const watchMemory = (pid: number): { stop(): number } => {
  const peaks = new Map<number, number>();
  const look = async (): Promise<void> => {
    for (const one of await descendantsOf(pid)) {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(await textOf(`/proc/${one}/status`))?.[1];
      if (kilobytes !== undefined) peaks.set(one, Number(kilobytes));
    }
  };
  const timer = setInterval(() => void look(), pollMilliseconds);
  return {
    stop() {
      clearInterval(timer);
      return [...peaks.values()].reduce((sum, kilobytes) => sum + kilobytes, 0);
    },
  };
};

const costOf = (command: readonly string[]): Promise<Cost> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      'python3',
      ['-c', meter, ...command],
      { timeout: maxRunMilliseconds },
      (error, stdout) => {
        const peakKilobytes = memory.stop();
        if (error) reject(error);
        else resolve({ ...timesShape.parse(JSON.parse(stdout)), peakKilobytes });
      },
    );
    const memory = watchMemory(child.pid ?? 0);
  });

interface Pair {
  readonly bare: Cost;
  readonly whole: Cost;
}

const rowsOf = (measured: readonly Pair[]): readonly Row[] => {
  const middle = (figure: (pair: Pair) => number): number => medianOf(measured.map(figure));
  const cpuRatio = middle(({ bare, whole }) => whole.cpuSeconds / bare.cpuSeconds);
  const wallRatio = middle(({ bare, whole }) => whole.wallSeconds / bare.wallSeconds);
  const megabytes = Math.max(...measured.map(({ whole }) => whole.peakKilobytes)) / 1_024;
  return [
    {
      metric: 'CPU of the whole analysis at 2 samples a second ÷ bare decoding',
      value: cpuRatio,
      unit: 'times',
      target: `≤ ${maxCpuRatio}`,
      holds: cpuRatio <= maxCpuRatio,
    },
    told('wall of the same ÷ wall of bare decoding', wallRatio, 'times'),
    told(
      'bare decoding, CPU',
      middle(({ bare }) => bare.cpuSeconds),
      's',
    ),
    told(
      'bare decoding, wall',
      middle(({ bare }) => bare.wallSeconds),
      's',
    ),
    told(
      'whole analysis, CPU',
      middle(({ whole }) => whole.cpuSeconds),
      's',
    ),
    told(
      'whole analysis, wall',
      middle(({ whole }) => whole.wallSeconds),
      's',
    ),
    {
      metric: 'most memory of analyzer and decoder together (VmHWM, summed)',
      value: megabytes,
      unit: 'MiB',
      target: `≤ ${maxMemoryMegabytes}`,
      holds: megabytes <= maxMemoryMegabytes,
    },
  ];
};

/**
 * What analyzing the 30 s clip of 1080p at 30 frames a second and 8 Mb/s costs beside decoding it
 * with ffmpeg to nowhere: both in the same run, alternating, with whatever else the machine does
 * falling on both. The ratio is the middle one of the pairs.
 */
export const benchDecode = async (): Promise<readonly Row[]> => {
  const clip = await referenceClip(referenceLayouts[0]);
  const bareCommand = [ffmpegPath, '-nostdin', '-v', 'error', '-i', clip, '-f', 'null', '-'];
  const wholeCommand = [process.execPath, await analyzerModule(), clip, ffmpegPath];
  const measured: Pair[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const isBareFirst = pair % 2 === 0;
    const first = await costOf(isBareFirst ? bareCommand : wholeCommand);
    const second = await costOf(isBareFirst ? wholeCommand : bareCommand);
    measured.push(isBareFirst ? { bare: first, whole: second } : { bare: second, whole: first });
  }
  return rowsOf(measured);
};
