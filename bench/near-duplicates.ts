import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { createMemoryFingerprintIndex } from '../core/adapters/memory/fingerprint-index.ts';
import { createMemoryTables, type MemoryTables } from '../core/adapters/memory/tables.ts';
import { fingerprintItems } from '../core/contracts/layout/items.ts';
import { align } from '../core/domain/inference/fingerprints/align.ts';
import { bandsOf, maxBands } from '../core/domain/inference/fingerprints/bands.ts';
import {
  findFootageMatches,
  isSameFootage,
  sideOf,
  type LookupCost,
} from '../core/domain/inference/fingerprints/find-footage-matches.ts';
import {
  startFingerprint,
  type Fingerprint,
} from '../core/domain/inference/fingerprints/fingerprint.ts';
import type { Look } from '../core/domain/inference/picture.ts';
import type { ActId, CampaignId, ClipId } from '../core/domain/vocabulary/ids.ts';
import { projectFolder } from '../local/cloud/local-cloud.ts';
import { seededNumbers } from '../local/scene/porch.ts';
import { sampleClip } from '../test/support/samples.ts';
import { atMost, told, type Row } from './frame.ts';
import { sceneCamera, sceneLooks, sceneLooksPerSecond } from './near-duplicate-scenes.ts';

const run = promisify(execFile);

/*
 * What was tuned on, and what judges. Thresholds and bands were chosen on cameras 1000 to 1009,
 * 3000 to 3039 and 70000 to 70023 of near-duplicate-scenes.ts, on pieces of the real clips cut
 * every 10 s from their start, and on transforms of other amounts, places and instants than those
 * below. The bench judges on cameras from 80000 on, on pieces cut elsewhere, and on its own
 * transforms. The real clips themselves are few, and both have seen them.
 */
const judgedCameras = 80_000;

/** Cameras and events of each: 48 × (7 × 6 ÷ 2) = 1,008 pairs. */
const cameras = 48;
const eventsPerCamera = 7;
const wantedPairs = 1_000;
/** Events of each camera that are given to the campaign that copies are looked for in. */
const indexedPerCamera = 2;
const sceneSeconds = 12;

/** Where a piece is cut from a real clip, apart from the pieces that were tuned on. */
interface Piece {
  readonly file: string;
  readonly startSeconds: number;
  readonly seconds: number;
}

/** Each holds something that moves: where nothing does there is nothing to know again. */
const pieces: readonly Piece[] = [
  { file: 'car-detection.mp4', startSeconds: 2.6, seconds: 8.3 },
  { file: 'car-detection.mp4', startSeconds: 12.9, seconds: 8.1 },
  { file: 'bottle-detection.mp4', startSeconds: 4.3, seconds: 9.2 },
  { file: 'bottle-detection.mp4', startSeconds: 15.1, seconds: 8.8 },
  { file: 'bottle-detection.mp4', startSeconds: 25.7, seconds: 9.6 },
  { file: 'flower.mp4', startSeconds: 0, seconds: 5 },
  { file: 'friday.mp4', startSeconds: 0, seconds: 6.1 },
];

interface Transform {
  readonly name: string;
  readonly filter: string;
  /** Shares of the piece that are cut off its start and end. */
  readonly trimmed?: readonly [number, number];
  readonly encoding?: readonly string[];
}

const usualEncoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '25'];
const poorEncoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '32'];
const logo = 'drawbox=x=iw*0.8:y=ih*0.83:w=iw*0.17:h=ih*0.12:color=white:t=fill';

const transforms: readonly Transform[] = [
  { name: 'encoded again', filter: 'null', encoding: poorEncoding },
  {
    name: 'other codec',
    filter: 'null',
    encoding: ['-c:v', 'libvpx', '-deadline', 'realtime', '-b:v', '500k'],
  },
  { name: 'scaled', filter: 'scale=640:-2' },
  { name: 'cropped', filter: 'crop=iw*0.9:ih*0.9' },
  { name: 'cropped aside', filter: 'crop=iw*0.9:ih*0.9:iw*0.1:ih*0.05' },
  { name: 'start trimmed', filter: 'null', trimmed: [0.1731, 0] },
  { name: 'end trimmed', filter: 'null', trimmed: [0, 0.2117] },
  { name: 'mirrored', filter: 'hflip' },
  { name: 'logo', filter: logo },
  { name: 'faster', filter: 'setpts=PTS/1.1' },
  { name: 'slower', filter: 'setpts=PTS/0.9' },
  {
    name: 'mirrored, scaled, trimmed',
    filter: 'hflip,scale=640:-2',
    trimmed: [0.0913, 0.05],
    encoding: poorEncoding,
  },
  { name: 'faster, logo', filter: `setpts=PTS/1.05,${logo}` },
];

const ffmpegPath = join(projectFolder, '.local', 'layers', 'ffmpeg', 'bin', 'ffmpeg');
const encodeMilliseconds = 120_000;

/** Runs ffmpeg without a shell. */
const ffmpeg = (args: readonly string[]) =>
  run(ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...args], { timeout: encodeMilliseconds });

/** Small pictures of a file as the analyzer takes them. */
const looksOfFile = async (file: string, folder: string): Promise<readonly Look[]> => {
  const raw = join(folder, 'looks.gray');
  // 16:9 for all: 320 × 180, whatever a crop made of it.
  const filter = `fps=${sceneLooksPerSecond},scale=320:180`;
  await ffmpeg(['-i', file, '-vf', filter, '-pix_fmt', 'gray', '-f', 'rawvideo', raw]);
  const bytes = await readFile(raw);
  const size = 320 * 180;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => ({
    seconds: index / sceneLooksPerSecond,
    width: 320,
    height: 180,
    grey: bytes.subarray(index * size, (index + 1) * size),
    isSample: index % 4 === 0,
  }));
};

const fingerprintOf = (looks: readonly Look[]): Fingerprint => {
  const watch = startFingerprint(sceneLooksPerSecond);
  for (const look of looks) watch.add(look);
  return watch.finish();
};

/** Clips of one campaign in a memory index, as the analyzer adds and looks them up. */
const createCampaign = () => {
  const tables = createMemoryTables();
  const fingerprints = createMemoryFingerprintIndex(tables);
  const campaignId: CampaignId = sampleClip().campaignId;
  const costs: LookupCost[] = [];
  return {
    tables,
    campaignId,
    costs,
    async find(fingerprint: Fingerprint) {
      const clip = sampleClip({ campaignId, state: 'analyzing' });
      tables.clips.set(clip.clipId, clip);
      const { clipId } = clip;
      const actId: ActId = clip.declared.actId;
      const observe = (cost: LookupCost) => costs.push(cost);
      const indexed = { clipId, campaignId, actId, fingerprint };
      return { clipId, shared: await findFootageMatches(indexed, { fingerprints, observe }) };
    },
    async remove(clipId: ClipId) {
      await fingerprints.erase(clipId);
      tables.clips.delete(clipId);
    },
  };
};
type Campaign = ReturnType<typeof createCampaign>;

const transformed = async (
  source: string,
  { filter, trimmed = [0, 0], encoding = usualEncoding }: Transform,
  { seconds, folder }: { seconds: number; folder: string },
): Promise<Fingerprint> => {
  const file = join(folder, 'copy.mkv');
  const [start, end] = trimmed;
  const cut = ['-ss', String(start * seconds), '-t', String(seconds * (1 - start - end))];
  await ffmpeg([...cut, '-i', source, '-an', '-vf', filter, ...encoding, file]);
  return fingerprintOf(await looksOfFile(file, folder));
};

/** What the real clips' copies were found as. */
const judgeCopies = async (campaign: Campaign, scenes: string): Promise<readonly Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-copies-'));
  const counts = { copies: 0, found: 0, falseMatches: 0, rightPlace: 0 };
  const missed: string[] = [];
  try {
    const sources: { file: string; clipId: ClipId; piece: Piece }[] = [];
    for (const [index, piece] of pieces.entries()) {
      const file = join(folder, `piece-${index}.mp4`);
      const cut = ['-ss', String(piece.startSeconds), '-t', String(piece.seconds)];
      const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20'];
      await ffmpeg([...cut, '-i', join(scenes, piece.file), '-an', ...encoding, file]);
      const { clipId, shared } = await campaign.find(
        fingerprintOf(await looksOfFile(file, folder)),
      );
      counts.falseMatches += shared.length;
      sources.push({ file, clipId, piece });
    }
    for (const { file, clipId, piece } of sources) {
      for (const transform of transforms) {
        const copy = await transformed(file, transform, { seconds: piece.seconds, folder });
        const found = await campaign.find(copy);
        await campaign.remove(found.clipId);
        const match = found.shared.find((shared) => shared.clipId === clipId);
        counts.copies += 1;
        counts.falseMatches += found.shared.length - (match === undefined ? 0 : 1);
        if (match === undefined) missed.push(`${piece.file} ${transform.name}`);
        else counts.found += 1;
        if (match?.mirrored === transform.filter.includes('hflip')) counts.rightPlace += 1;
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const miss of missed) console.error(`not found: ${miss}`);
  const recall = counts.found / counts.copies;
  return [
    told('copies of real clips', counts.copies, 'copies'),
    {
      metric: 'recall of copies',
      value: recall,
      unit: '',
      target: '≥ 0.95',
      holds: recall >= 0.95,
    },
    told('copies found with the right mirroring', counts.rightPlace, 'copies'),
    atMost('false matches of real clips', counts.falseMatches, 0, 'matches'),
  ];
};

/** Clips of generated cameras: other events before the same camera, and before others. */
const judgeScenes = async (campaign: Campaign): Promise<readonly Row[]> => {
  const places = [];
  let lookCount = 0;
  let milliseconds = 0;
  for (let camera = 0; camera < cameras; camera += 1) {
    const place = sceneCamera(judgedCameras + camera);
    const events = [];
    for (let event = 0; event < eventsPerCamera; event += 1) {
      const eventSeed = (judgedCameras + camera) * 100 + event;
      const looks = sceneLooks(place, { eventSeed, durationSeconds: sceneSeconds });
      const began = performance.now();
      const fingerprint = fingerprintOf(looks);
      milliseconds += performance.now() - began;
      lookCount += looks.length;
      events.push(fingerprint);
    }
    places.push(events);
  }
  const pairs = { compared: 0, same: 0, milliseconds: 0 };
  for (const events of places) {
    const sides = events.map(({ changes }) => sideOf(changes));
    for (const [at, one] of sides.entries()) {
      for (const other of sides.slice(0, at)) {
        if (pairs.compared >= wantedPairs) break;
        const began = performance.now();
        const match = align(one, other);
        pairs.milliseconds += performance.now() - began;
        pairs.compared += 1;
        if (match !== undefined && isSameFootage(match)) pairs.same += 1;
      }
    }
  }
  const cameraOf = new Map<ClipId, number>();
  let acrossCameras = 0;
  for (const [camera, events] of places.entries()) {
    for (const fingerprint of events.slice(0, indexedPerCamera)) {
      const { clipId, shared } = await campaign.find(fingerprint);
      acrossCameras += shared.filter((match) => cameraOf.get(match.clipId) !== camera).length;
      cameraOf.set(clipId, camera);
    }
  }
  return [
    told('pairs of different events before one camera', pairs.compared, 'pairs'),
    atMost('of these taken for the same footage', (100 * pairs.same) / pairs.compared, 1, '%'),
    atMost('false matches across cameras', acrossCameras, 0, 'matches'),
    told('comparing two clips', pairs.milliseconds / pairs.compared, 'ms'),
    told('fingerprint of 240 looks', (240 * milliseconds) / lookCount, 'ms'),
  ];
};

/** Band items that a clip of so many is in, from the bands that real and generated clips have. */
const fillTo = (
  { tables, campaignId }: { tables: MemoryTables; campaignId: CampaignId },
  { clips, patterns }: { clips: number; patterns: readonly (readonly string[])[] },
): void => {
  const draw = seededNumbers(clips);
  for (let made = 0; made < clips; made += 1) {
    const clipId: ClipId = `clip_${String(made).padStart(26, '0')}`;
    // 8 bands a clip instead of 72 keep a million in memory; bands come from those that are asked.
    for (let entry = 0; entry < 8; entry += 1) {
      const pattern = patterns[Math.floor(draw() * patterns.length)] ?? [];
      const band = pattern[Math.floor(draw() * pattern.length)];
      if (band === undefined) continue;
      const { pk } = fingerprintItems.band(campaignId, band, clipId);
      const members = tables.bands.get(pk) ?? new Set<ClipId>();
      // A query reads 40: what more there is lies unread, and is only counted by DynamoDB.
      if (members.size < 4_000) tables.bands.set(pk, members.add(clipId));
    }
  }
};

/** DynamoDB on demand in us-east-1, a million units: https://aws.amazon.com/dynamodb/pricing/. */
const dollarsPerMillion = { reads: 0.125, writes: 0.625 } as const;

/**
 * What a lookup takes with so many clips stored, at worst: every clip stored lies in the bands that
 * are asked for, as all clips of one empty scene would.
 */
const judgeCost = async (fingerprints: readonly Fingerprint[]): Promise<readonly Row[]> => {
  const patterns = fingerprints.map(({ changes }) => bandsOf(sideOf(changes)));
  const rows: Row[] = [];
  for (const clips of [1, 100_000, 1_000_000]) {
    const campaign = createCampaign();
    fillTo(campaign, { clips, patterns });
    for (const fingerprint of fingerprints) {
      const { clipId } = await campaign.find(fingerprint);
      await campaign.remove(clipId);
    }
    const most = (of: keyof LookupCost) => Math.max(...campaign.costs.map((cost) => cost[of]));
    const units = most('queries') + 3 * most('compared');
    const among = `with ${clips.toLocaleString('en')} clips stored`;
    rows.push(
      atMost(`queries of a lookup ${among}`, most('queries'), 288, 'queries'),
      atMost(`items read ${among}`, most('itemsRead'), 288 * 40, 'items'),
      told(`price of a million lookups ${among}`, units * dollarsPerMillion.reads, '$'),
    );
  }
  const writes = 2 * (maxBands + 8 + 1);
  rows.push(told('price of storing a million clips', writes * dollarsPerMillion.writes, '$'));
  return rows;
};

/** `npm run bench -- near-duplicates`: recall of copies, false matches, cost of a lookup. */
export const benchNearDuplicates = async (): Promise<readonly Row[]> => {
  const campaign = createCampaign();
  const rows: Row[] = [...(await judgeScenes(campaign))];
  const scenes = join(projectFolder, '..', 'shared', 'corpus', 'scenes');
  if (existsSync(scenes) && existsSync(ffmpegPath)) {
    // Looked up among the generated clips: 96 others to be mistaken for.
    rows.unshift(...(await judgeCopies(campaign, scenes)));
  } else {
    rows.unshift(told('copies of real clips: their folder or ffmpeg is absent', 0, 'copies'));
  }
  const some = [1, 2, 3, 4].map((seed) =>
    fingerprintOf(
      sceneLooks(sceneCamera(judgedCameras + 500 + seed), {
        eventSeed: seed,
        durationSeconds: sceneSeconds,
      }),
    ),
  );
  return [...rows, ...(await judgeCost(some))];
};
