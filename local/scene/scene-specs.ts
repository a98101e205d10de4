import { pick, seededNumbers } from './porch.ts';
import { sceneRanges } from './scene-ranges.ts';
import { lights, type SceneAction, type SceneSpec, type Situation, type Split } from './truth.ts';

/** How many scenes of each action a set has; 110 together. */
const usualCounts: Readonly<Record<SceneAction, number>> = {
  'parcel-taken': 20,
  'parcel-left': 18,
  'parcel-left-and-taken': 6,
  'door-tried': 24,
  'walk-by': 10,
  'two-people': 4,
  visitor: 4,
  nothing: 8,
  cat: 4,
  'tree-sways': 3,
  'light-switched': 3,
  'car-arrives': 3,
  clouds: 3,
};

const placesOf = (action: SceneAction): readonly Situation[] => {
  if (action === 'door-tried' || action === 'car-arrives') return ['driveway'];
  if (action === 'tree-sways') return ['entrance', 'driveway'];
  if (action.startsWith('parcel') || action === 'visitor') return ['porch', 'entrance'];
  return ['porch', 'entrance', 'driveway'];
};

const sizes = [
  { width: 640, height: 360 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;

/**
 * The `index`-th scene of an action. Light and size go round so that each meets each; rain, shake,
 * traffic and encoder are drawn by lot.
 */
const specOf = (
  { split, action, seed }: { split: Split; action: SceneAction; seed: number },
  index: number,
): SceneSpec => {
  const ranges = sceneRanges[split];
  const random = seededNumbers(seed);
  const inTurn = <Item>(items: readonly Item[], turn: number): Item =>
    pick(items, (turn % items.length) / items.length);
  const light = inTurn(lights, index);
  const size = inTurn(sizes, Math.floor(index / 3) + index);
  const places = placesOf(action);
  const situation = inTurn(places, places.length === 3 ? index + Math.floor(index / 3) : index);
  const passes = situation !== 'porch' && random() < 0.55;
  // vp9 takes four times as long as the others: only for small pictures.
  const encoders = ranges.encoders.filter(({ codec }) => codec !== 'vp9' || size.height < 1080);
  return {
    ...{ split, seed, situation, action },
    // By day a lamp changes nothing.
    light: action === 'light-switched' && light === 'day' ? 'dusk' : light,
    weather: random() < 0.35 ? 'rain' : 'dry',
    shake: random() < 0.35 ? 'shaky' : 'none',
    traffic: passes ? 'passing-cars' : 'none',
    ...size,
    framesPerSecond: pick(ranges.framesPerSecond, random()),
    encoder: pick(encoders, random()),
  };
};

/**
 * The scenes of a split: the same ones for the same `share`, a number of 0 to 1 that says how many
 * of each action (at least one; 1 gives 110). `variant` gives other scenes of the same ranges.
 */
export const sceneSpecs = (
  split: Split,
  { share = 1, variant = 0 }: { readonly share?: number; readonly variant?: number } = {},
): readonly SceneSpec[] => {
  let seed = sceneRanges[split].firstSeed + variant * 1_000;
  return (Object.keys(usualCounts) as SceneAction[]).flatMap((action) =>
    Array.from({ length: Math.max(1, Math.round(usualCounts[action] * share)) }, (_, index) => {
      seed += 1;
      return specOf({ split, action, seed }, index);
    }),
  );
};
