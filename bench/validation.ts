import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { mediaProbe } from '../core/adapters/media/media-probe.ts';
import type { MediaFacts } from '../core/domain/intake/clip.ts';
import type { RangeReader } from '../core/domain/intake/ports.ts';
import { unfitFor } from '../core/domain/intake/validate-upload.ts';
import { modelCampaign } from '../local/life/campaign.ts';
import { atMost, told, type Row } from './frame.ts';
import { referenceClip, referenceLayouts, referenceSeconds } from './validation-clip.ts';
import { coreModule, deployedModule, importCostOf } from './validation-imports.ts';
import { httpReader, serveCounting, type Served } from './validation-server.ts';
import { medianOf, timesOf } from './validation-times.ts';

const run = promisify(execFile);

/** How many times fewer bytes than ffprobe, and how many times faster. */
const bytesRatio = 48;
const speedRatio = 100;

/** Runs of the probe in this process, and of an ffprobe process. */
const probeRuns = 1_000;
const ffprobeRuns = 15;

const { footage } = modelCampaign(0);

/**
 * Validation of the reference clip (docs of the figures: bench/validation-clip.ts) against ffprobe,
 * both from the same counting HTTP server in the same run; what it takes in process; and what its
 * code weighs. Where there is no ffprobe the rows that need it say so and are held to nothing.
 */
export const benchValidation = async (): Promise<readonly Row[]> => {
  const anchor = await ffprobeVersion();
  const rows: Row[] = [];
  for (const layout of referenceLayouts) {
    rows.push(...(await readingRows(layout, anchor)));
  }
  rows.push(...(await speedRows(anchor)), ...(await weightRows()));
  return rows;
};

/** Which ffprobe there is on the path; undefined without any: the project needs none. */
const ffprobeVersion = async (): Promise<string | undefined> => {
  try {
    const { stdout } = await run('ffprobe', ['-version'], { timeout: 10_000 });
    return `ffprobe ${/version (\S+)/.exec(stdout)?.[1] ?? ''}`.trim();
  } catch {
    return undefined; // Not there, or not to be run: no anchor either way.
  }
};

const noAnchor = 'no ffprobe on the PATH to compare with';

/** A figure against that of ffprobe: at least so many times less. */
const against = (
  anchor: string | undefined,
  {
    metric,
    value,
    anchorValue,
    unit,
    times,
  }: {
    readonly metric: string;
    readonly value: number;
    readonly anchorValue: number | undefined;
    readonly unit: string;
    readonly times: number;
  },
): Row => {
  if (anchor === undefined || anchorValue === undefined) {
    return told(`${metric} (${noAnchor})`, value, unit);
  }
  const ratio = anchorValue / value;
  const target = `≤ 1/${times} of ${anchor}`;
  return { metric, value, unit, anchor, anchorValue, ratio, target, holds: ratio >= times };
};

/** Bytes and reads of one layout, as the server counts them. */
const readingRows = async (
  layout: (typeof referenceLayouts)[number],
  anchor: string | undefined,
): Promise<readonly Row[]> => {
  const server = await serveCounting(await referenceClip(layout));
  try {
    const media = await validated(httpReader(server.url, server.bytes));
    const ours = server.take();
    const theirs = anchor === undefined ? undefined : await ffprobeServed(server);
    return [
      against(anchor, {
        metric: `bytes read, ${layout.name}`,
        value: ours.bytes,
        anchorValue: theirs?.bytes,
        unit: 'bytes',
        times: bytesRatio,
      }),
      atMost(`reads, ${layout.name}`, ours.requests, 2, 'requests'),
      atMost(
        `duration off by${media.durationIsEstimated ? ' (an estimate)' : ''}, ${layout.name}`,
        Math.abs(media.durationSeconds - referenceSeconds),
        // What the analyzer allows between a promise and what decodes, at least.
        media.durationIsEstimated ? 1.5 : 0.1,
        's',
      ),
    ];
  } finally {
    await server.close();
  }
};

/** Probe and rules, as the intake runs them. Throws where the clip is not taken. */
const validated = async (reader: RangeReader): Promise<MediaFacts> => {
  const { media } = await mediaProbe().probe(reader, footage);
  const reason = unfitFor(footage, media);
  if (reason !== undefined) throw new Error(`The reference clip is refused: ${reason}`);
  return media;
};

/** What ffprobe pulls for the facts that validation states. */
const ffprobeArguments = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams'];

const ffprobeServed = async (
  server: Awaited<ReturnType<typeof serveCounting>>,
): Promise<Served> => {
  await run('ffprobe', [...ffprobeArguments, server.url], { timeout: 60_000 });
  return server.take();
};

/** A validation in this process against an ffprobe process, both from a local file. */
const speedRows = async (anchor: string | undefined): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const layout of referenceLayouts) {
    const file = await referenceClip(layout);
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const read = async (start: number, end: number) => {
        const bytes = new Uint8Array(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes;
      };
      const times = await timesOf(probeRuns, () => validated({ bytes: size, read }));
      const theirs =
        anchor === undefined
          ? undefined
          : await timesOf(ffprobeRuns, () => run('ffprobe', [...ffprobeArguments, file]));
      rows.push(
        against(anchor, {
          metric: `validation in process, median, ${layout.name}`,
          value: medianOf(times),
          anchorValue: theirs && medianOf(theirs),
          unit: 'ms',
          times: speedRatio,
        }),
      );
    } finally {
      await handle.close();
    }
  }
  return rows;
};

const weightRows = async (): Promise<readonly Row[]> => {
  const core = await importCostOf(await coreModule());
  const deployed = await importCostOf(await deployedModule());
  return [
    atMost('validation core, minified', core.bytes, 200_000, 'bytes'),
    atMost('validation core, import over an empty module', core.milliseconds, 15, 'ms'),
    atMost('deployed bundle with its SDK', deployed.bytes, 700_000, 'bytes'),
    atMost('deployed bundle, import over an empty module', deployed.milliseconds, 80, 'ms'),
    told('deployed bundle, CPU of that import', deployed.cpuMilliseconds, 'ms'),
  ];
};
