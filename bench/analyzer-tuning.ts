import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startSceneWatch } from '../core/domain/inference/baseline/scene-watch.ts';
import { eventKinds, type EventEvidence } from '../core/domain/inference/baseline/events.ts';
import { looksPerSecond, sceneLooks } from '../local/scene/scene-looks.ts';
import { sceneTruth } from '../local/scene/scene-script.ts';
import { sceneSpecs } from '../local/scene/scene-specs.ts';
import { nameOfScene, type SceneSpec } from '../local/scene/truth.ts';
import { watchEncodedScene } from './analyzer.ts';
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

/**
 * What the analyzer makes of the scenes that it may be tuned on, and every scene it gets wrong.
 * The held-out scenes are out of this command's reach, on purpose.
 *
 *     npx tsx bench/analyzer-tuning.ts [--share 0.3] [--variant 1] [--only door] [--encoded]
 *
 * `--only` takes a part of a scene's name. Looks are kept for the next run, under the temporary
 * folder, until the drawing code changes.
 */
const side = { width: 320, height: 180 } as const;

const sceneFolder = fileURLToPath(new URL('../local/scene', import.meta.url));

/** Changes with the drawing code. */
const drawingHash = async (): Promise<string> => {
  const hash = createHash('sha256');
  for (const name of (await readdir(sceneFolder)).toSorted()) {
    hash.update(await readFile(join(sceneFolder, name)));
  }
  return hash.digest('hex').slice(0, 16);
};

const keptFolder = async (): Promise<string> => {
  const parent = join(tmpdir(), 'clipledger-scene-looks');
  const current = await drawingHash();
  await mkdir(join(parent, current), { recursive: true });
  const stale = (await readdir(parent)).filter((name) => name !== current);
  for (const name of stale) await rm(join(parent, name), { recursive: true, force: true });
  return join(parent, current);
};

const watchDrawn = async (spec: SceneSpec, folder: string): Promise<readonly EventEvidence[]> => {
  const name = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 24);
  const file = join(folder, `${name}.grey`);
  if (!existsSync(file)) {
    const looks = Array.from(sceneLooks(spec), ({ grey }) => grey);
    await writeFile(file, Buffer.concat(looks));
  }
  const bytes = await readFile(file);
  const watch = startSceneWatch(looksPerSecond);
  const size = side.width * side.height;
  for (let index = 0; (index + 1) * size <= bytes.length; index += 1) {
    const grey = new Uint8Array(bytes.subarray(index * size, (index + 1) * size));
    watch.add({ ...side, grey, seconds: index / looksPerSecond, isSample: index % 4 === 0 });
  }
  return watch.findings().events;
};

const line = (name: string, { expected, found, reported, right, recall, precision }: Tally) =>
  `${name.padEnd(24)} recall ${recall.toFixed(3)} (${found}/${expected})`.padEnd(56) +
  `precision ${precision.toFixed(3)} (${right}/${reported})`;

const told = (event: { kind: string; startSeconds: number; endSeconds: number }): string =>
  `${event.kind} ${event.startSeconds.toFixed(1)}-${event.endSeconds.toFixed(1)} s`;

const printScores = (scores: readonly SceneScore[]): void => {
  for (const kind of eventKinds) {
    console.log(
      line(
        kind,
        tally(scores, (one) => one === kind),
      ),
    );
  }
  for (const [name, has] of Object.entries(factors)) {
    const some = scores.filter(({ scene }) => has(scene.spec));
    console.log(line(`${name}: acts`, tally(some, isAct)));
    console.log(
      line(
        `${name}: people`,
        tally(some, (kind) => !isAct(kind)),
      ),
    );
  }
  for (const [name, counts] of [
    ['acts', isAct],
    ['people', (kind: Parameters<typeof isAct>[0]) => !isAct(kind)],
  ] as const) {
    const { scenes, alarmed, rate } = falseAlarms(scores, counts);
    console.log(`false alarms, ${name}: ${rate.toFixed(3)} (${alarmed}/${scenes})`);
  }
  for (const { scene, missed, wrong } of scores) {
    if (missed.length + wrong.length === 0) continue;
    console.log(
      `${nameOfScene(scene.spec)}\n   missed: ${missed.map(told).join('; ') || '-'}` +
        `\n   wrong: ${wrong.map(told).join('; ') || '-'}`,
    );
  }
};

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '1' },
    variant: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    encoded: { type: 'boolean', default: false },
  },
});
const specs = sceneSpecs('tuning', {
  share: Number(values.share),
  variant: Number(values.variant),
}).filter((spec) => nameOfScene(spec).includes(values.only));
const drawnFolder = await keptFolder();
const encodedFolder = await mkdtemp(join(tmpdir(), 'clipledger-tuning-'));
try {
  const scenes: WatchedScene[] = [];
  for (const [index, spec] of specs.entries()) {
    const reported = values.encoded
      ? await watchEncodedScene(spec, join(encodedFolder, `${index}.mp4`))
      : await watchDrawn(spec, drawnFolder);
    scenes.push({ spec, truth: sceneTruth(spec), reported });
  }
  console.log(`${specs.length} tuning scenes`);
  printScores(scenes.map(scoreScene));
} finally {
  await rm(encodedFolder, { recursive: true, force: true });
}
