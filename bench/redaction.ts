import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RedactedCopy, RedactionOrder } from '../core/domain/inference/ports.ts';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import { ffmpegOutput } from '../inference/hosts/ffmpeg-child.ts';
import { ffmpegRedactor } from '../inference/hosts/ffmpeg-redactor.ts';
import {
  decodeLuma,
  encodeMarks,
  keptOfMarks,
  markClips,
  tracksOf,
} from '../local/scene/moving-marks.ts';
import { told, type Row } from './frame.ts';
import { referenceClip, referenceLayouts } from './validation-clip.ts';

const ffmpegPath =
  process.env['FFMPEG_PATH'] ?? join(projectFolder, '.local/layers/ffmpeg/bin/ffmpeg');

/** USD per GB-second of x86 Lambda in us-east-1. */
const lambdaGbSecondUsd = 0.0000166667;
/** The analyzer's Lambda: 3,008 MB have 3008 / 1769 = 1.7 processors. */
const lambdaGb = 3_008 / 1_024;
const lambdaProcessors = 3_008 / 1_769;
/** Detail of a mark above which it counts as shown; see the pixel tests. */
const mostKept = 0.25;

/** So much of the reference clip: a second of it takes about two of a processor. */
const measuredSeconds = 4;
/** Prices are told of a clip of this length. */
const clipSeconds = 30;

/** Linux counts a process's time in hundredths of a second. */
const ticksPerSecond = 100;
const watchMilliseconds = 20;

interface Used {
  readonly processorSeconds: number;
  /** The most of all processes at one moment. */
  readonly peakMegabytes: number;
}

/** Time and memory of a process now; undefined when it has ended. */
const readProcess = (pid: string) => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { seconds: ticks / ticksPerSecond, megabytes: kilobytes / 1_024 };
  } catch {
    return undefined; // Ended meanwhile.
  }
};

/** Processes that the main thread of a process has started. */
const childrenOf = (pid: string): readonly string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);

/** Watches this process and its children while something is done. */
const measure = async <Made>(work: () => Promise<Made>): Promise<{ made: Made; used: Used }> => {
  const own = String(process.pid);
  const seconds = new Map<string, number>();
  let peakMegabytes = 0;
  const look = (): void => {
    let megabytes = 0;
    for (const pid of [own, ...childrenOf(own)]) {
      const found = readProcess(pid);
      if (found === undefined) continue;
      if (pid !== own) seconds.set(pid, found.seconds);
      megabytes += found.megabytes;
    }
    peakMegabytes = Math.max(peakMegabytes, megabytes);
  };
  const before = process.cpuUsage();
  const timer = setInterval(look, watchMilliseconds);
  try {
    const made = await work();
    const { user, system } = process.cpuUsage(before);
    const ofChildren = [...seconds.values()].reduce((sum, one) => sum + one, 0);
    const processorSeconds = (user + system) / 1e6 + ofChildren;
    return { made, used: { processorSeconds, peakMegabytes } };
  } finally {
    clearInterval(timer);
  }
};

/** The first seconds of a clip, as they are. */
const cutPiece = async (from: string, to: string): Promise<void> => {
  const args = ['-nostdin', '-v', 'error', '-y', '-i', from, '-t', String(measuredSeconds)];
  await promisify(execFile)(ffmpegPath, [...args, '-c', 'copy', to], { timeout: 60_000 });
};

/** Decodes the clip as a redaction does, and throws the pictures away. */
const decodeOnly = async (path: string): Promise<number> => {
  const args = ['-nostdin', '-v', 'error', '-i', path, '-map', '0:V:0', '-f', 'null', '-'];
  let bytes = 0;
  const run = { ffmpegPath, args, timeoutSeconds: 600, maxBytes: 1 };
  for await (const chunk of ffmpegOutput(run)) bytes += chunk.length;
  return bytes;
};

/** Two faces and a plate that cross 1080p, given twice a second. */
const someTracks: RedactionOrder['tracks'] = [0.1, 0.4, 0.7].map((top, index) => ({
  boxes: Array.from({ length: measuredSeconds * 2 }, (_, sample) => ({
    seconds: sample / 2,
    box: { left: ((sample * (index + 1)) % 50) / 55, top, width: 0.04, height: 0.08 },
  })),
}));

const rowsOf = (
  how: string,
  { made, used }: { made: RedactedCopy; used: Used },
): readonly Row[] => {
  const perSecond = used.processorSeconds / measuredSeconds;
  const lambdaSeconds = (perSecond * clipSeconds) / lambdaProcessors;
  return [
    told(`${how}: processor seconds per second of 1080p30`, perSecond, 's'),
    told(`${how}: frames per processor second`, made.frames / used.processorSeconds, 'frames'),
    told(`${how}: memory of Node and both children`, used.peakMegabytes, 'MB'),
    told(`${how}: a 30 s clip in a Lambda of 3,008 MB`, lambdaSeconds, 's'),
    told(
      `${how}: price of that, of 1,000 clips`,
      lambdaSeconds * lambdaGb * lambdaGbSecondUsd * 1_000,
      'USD',
    ),
  ];
};

/** Share of all frames with a mark in which every mark is covered. */
const coveredShare = async (
  folder: string,
  { byTracks }: { byTracks: boolean },
): Promise<number> => {
  let [covered, all] = [0, 0];
  for (const [index, clip] of Object.values(markClips).entries()) {
    const path = join(folder, `marks-${index}.mp4`);
    await encodeMarks(clip, { ffmpegPath, path });
    const tracks = byTracks ? tracksOf(clip, 2) : [];
    const order = { tracks, coversMovingRegions: !byTracks, looksPerSecond: 8 };
    const copy = await ffmpegRedactor({ ffmpegPath }).redact(path, order, {});
    const before = await decodeLuma({ ffmpegPath, path });
    const after = await decodeLuma({ ffmpegPath, path: copy.path });
    const shown = new Map<number, boolean>();
    for (const { frame, kept } of keptOfMarks(clip, { before, after })) {
      shown.set(frame, kept > mostKept || shown.get(frame) === true);
    }
    all += shown.size;
    covered += [...shown.values()].filter((isShown) => !isShown).length;
  }
  return covered / all;
};

/**
 * What the redacted copy costs: processor seconds and memory of Node and both ffmpeg children on a
 * piece of the 1080p30 reference clip, beside decoding alone, and its price in a Lambda; and the
 * share of frames in which faces and plates that were drawn on known ways are covered.
 */
export const benchRedaction = async (): Promise<readonly Row[]> => {
  const reference = await referenceClip(referenceLayouts[1]);
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-bench-redaction-'));
  try {
    const path = join(folder, 'piece.mp4');
    await cutPiece(reference, path);
    const options = { ffmpegPath, outputPathOf: () => join(folder, 'copy.mp4') };
    const redactor = ffmpegRedactor(options);
    const { used: decoding } = await measure(() => decodeOnly(path));
    const tracked = { tracks: someTracks, coversMovingRegions: false, looksPerSecond: 8 };
    const byTracks = await measure(() => redactor.redact(path, tracked, {}));
    const moving = { tracks: [], coversMovingRegions: true, looksPerSecond: 8 };
    const byMovement = await measure(() => redactor.redact(path, moving, {}));
    const shares = [
      await coveredShare(folder, { byTracks: true }),
      await coveredShare(folder, { byTracks: false }),
    ];
    const decodingSeconds = decoding.processorSeconds / measuredSeconds;
    return [
      told('decoding alone: processor seconds per second of 1080p30', decodingSeconds, 's'),
      ...rowsOf('tracks', byTracks),
      ...rowsOf('moving regions, with the pass for the background', byMovement),
      ...['tracks given twice a second', 'moving regions'].map((how, index): Row => {
        const share = shares[index] ?? 0;
        const metric = `frames in which every drawn face and plate is covered, ${how}`;
        return { metric, value: share * 100, unit: '%', target: '≥ 100', holds: share >= 1 };
      }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
