import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  categoryOf,
  eventKinds,
  type EventEvidence,
  type EventKind,
} from '../core/domain/inference/baseline/events.ts';
import {
  startSceneWatch,
  type SceneFindings,
} from '../core/domain/inference/baseline/scene-watch.ts';
import { localFootageReader } from '../inference/hosts/local-footage-reader.ts';
import { ffmpegFrameSource } from '../inference/hosts/ffmpeg-frame-source.ts';
import { encodeScene } from '../local/scene/encode-scene.ts';
import { sceneTruth } from '../local/scene/scene-script.ts';
import { sceneSpecs } from '../local/scene/scene-specs.ts';
import type { SceneSpec } from '../local/scene/truth.ts';
import {
  factors,
  falseAlarms,
  isAct,
  scoreScene,
  tally,
  type SceneScore,
  type Tally,
  type WatchedScene,
} from './analyzer-score.ts';
import { atMost, told, type Row } from './frame.ts';

/**
 * What the baseline analyzer makes of scenes with known truth, encoded by real encoders, decoded by
 * the analyzer's own frame source. The scenes are of the held-out split: their seeds and the bands
 * of every parameter were never used while tuning (local/scene/scene-ranges.ts); what counts as
 * found is written in analyzer-score.ts. About 26 minutes of footage: 5 minutes on two processors.
 */

/** Recall and precision of every kind and under every factor. */
const leastShare = 0.9;
/** Share of the scenes without an event in which one is reported. */
const mostFalseAlarms = 0.1;
/** Over fewer events a share of 0.9 says nothing: the bench is then not a bench. */
const leastExpected = 20;
/** Painting keeps one processor busy, encoders and decoders the other. */
const scenesAtOnce = 3;

/** Where ffmpeg is: named by the environment, or laid out by `layers/ffmpeg/build.ts`. */
const ffmpegPath =
  process.env['FFMPEG_PATH'] ??
  fileURLToPath(new URL('../.local/layers/ffmpeg/bin/ffmpeg', import.meta.url));

/** Real footage, where it is at hand; it is no part of the project. */
const corpusFolder = fileURLToPath(new URL('../../shared/corpus/scenes', import.meta.url));

const watchFile = async (path: string): Promise<SceneFindings> => {
  const frames = ffmpegFrameSource({ ffmpegPath });
  const watch = startSceneWatch(frames.looksPerSecond);
  // Through a link: stills are kept beside what is decoded, and this may be somebody's own folder.
  const object = { key: path, versionId: '' };
  const footage = await localFootageReader({ maxBytes: Infinity }).fetch(object, {});
  try {
    for await (const look of frames.looks(footage.path, { colour: false })) watch.add(look);
    return watch.findings();
  } finally {
    await footage.dispose();
  }
};

/** Encodes a scene, decodes it again and watches it; removes the file. */
export const watchEncodedScene = async (
  spec: SceneSpec,
  path: string,
): Promise<readonly EventEvidence[]> => {
  try {
    await encodeScene(spec, ffmpegPath, path);
    return (await watchFile(path)).events;
  } finally {
    await rm(path, { force: true });
  }
};

const watchAll = async (specs: readonly SceneSpec[]): Promise<readonly WatchedScene[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-bench-analyzer-'));
  const watched: WatchedScene[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < specs.length; index = next++) {
      const spec = specs[index];
      if (spec === undefined) return;
      const reported = await watchEncodedScene(spec, join(folder, `${index}.mp4`));
      watched.push({ spec, truth: sceneTruth(spec), reported });
    }
  };
  try {
    await Promise.all(Array.from({ length: scenesAtOnce }, work));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return watched;
};

const atLeast = (metric: string, value: number, bound: number, unit: string): Row => ({
  ...{ metric, value, unit },
  target: `≥ ${bound}`,
  holds: value >= bound,
});

/** The names stay the same from run to run; how many were counted stands with the unit. */
const shareRows = (name: string, { recall, precision, ...counts }: Tally): readonly Row[] => [
  atLeast(`held-out, ${name}: recall`, recall, leastShare, `of ${counts.expected} expected`),
  atLeast(`held-out, ${name}: precision`, precision, leastShare, `of ${counts.reported} reported`),
];

const kindName = (kind: EventKind): string => `${categoryOf[kind] ?? 'delivery'} (${kind})`;

const isPerson = (kind: EventKind): boolean => !isAct(kind);

const factorRows = (scores: readonly SceneScore[]): readonly Row[] =>
  Object.entries(factors).flatMap(([name, has]) => {
    const some = scores.filter(({ scene }) => has(scene.spec));
    return [
      ...shareRows(`${name}, acts`, tally(some, isAct)),
      ...shareRows(`${name}, people`, tally(some, isPerson)),
    ];
  });

const alarmRow = (
  name: string,
  { scenes, rate }: { readonly scenes: number; readonly rate: number },
): Row =>
  atMost(`held-out, scenes without ${name}: false alarms`, rate, mostFalseAlarms, `of ${scenes}`);

/** Rows about the held-out scenes. */
export const heldOutRows = (scores: readonly SceneScore[]): readonly Row[] => {
  const kinds = eventKinds.map((kind) => ({ kind, counts: tally(scores, (one) => one === kind) }));
  const rarest = Math.min(...kinds.map(({ counts }) => counts.expected));
  return [
    told('held-out scenes (seeds and ranges never used while tuning)', scores.length, 'scenes'),
    atLeast('held-out, events of the rarest kind', rarest, leastExpected, 'events'),
    ...kinds.flatMap(({ kind, counts }) => shareRows(kindName(kind), counts)),
    ...factorRows(scores),
    alarmRow('acts', falseAlarms(scores, isAct)),
    alarmRow('people', falseAlarms(scores, isPerson)),
  ];
};

/** What it says of real footage: told only, because nobody has written down what is true of it. */
const corpusRows = async (): Promise<readonly Row[]> => {
  if (!existsSync(corpusFolder)) return [told('real corpus scenes: not at hand', 0, 'files')];
  const rows: Row[] = [];
  for (const name of (await readdir(corpusFolder)).toSorted()) {
    const { events, tracks, backgroundHolds } = await watchFile(join(corpusFolder, name));
    const holds = backgroundHolds ? 'background holds' : 'background does not hold';
    rows.push(told(`real ${name} (${holds}): tracks`, tracks.length, 'tracks'));
    for (const kind of eventKinds) {
      const count = events.filter((event) => event.kind === kind).length;
      rows.push(told(`real ${name}: ${kind}`, count, 'events'));
    }
  }
  return rows;
};

/** Recall, precision and false alarms on the held-out scenes; then what real footage gives. */
export const benchAnalyzer = async (): Promise<readonly Row[]> => {
  const watched = await watchAll(sceneSpecs('held-out'));
  return [...heldOutRows(watched.map(scoreScene)), ...(await corpusRows())];
};
