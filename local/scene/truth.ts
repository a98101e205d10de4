import type { EventKind } from '../../core/domain/inference/baseline/events.ts';
import type { Box, Interval } from '../../core/domain/inference/picture.ts';
import type { TrackedBox } from '../../core/domain/inference/tracks.ts';

/**
 * Which scenes an analyzer may be tuned on, and which only measure it. The two never share a seed,
 * and their parameters come from ranges that do not meet (scene-ranges.ts).
 */
export const splits = ['tuning', 'held-out'] as const;
export type Split = (typeof splits)[number];

/** What the camera sees: a house wall with its door; a garden path and a street; a parked car. */
export const situations = ['porch', 'entrance', 'driveway'] as const;
export type Situation = (typeof situations)[number];

export const lights = ['day', 'dusk', 'night'] as const;
export type Light = (typeof lights)[number];

/** What happens. The first five are what evidence is sought of; the others try to mislead. */
export const sceneActions = [
  'parcel-taken',
  'parcel-left',
  'parcel-left-and-taken',
  'door-tried',
  'walk-by',
  'two-people',
  'visitor',
  'nothing',
  'cat',
  'tree-sways',
  'light-switched',
  'car-arrives',
  'clouds',
] as const;
export type SceneAction = (typeof sceneActions)[number];

/** A real encoder of ffmpeg and how hard it squeezes: CRF, or quantizer of mpeg4. */
export interface SceneEncoder {
  readonly codec: 'x264' | 'x265' | 'mpeg4' | 'vp9';
  readonly quality: number;
}

/** Everything that decides a scene: the same spec draws the same pictures. */
export interface SceneSpec {
  readonly split: Split;
  readonly seed: number;
  readonly situation: Situation;
  readonly action: SceneAction;
  readonly light: Light;
  readonly weather: 'dry' | 'rain';
  readonly shake: 'none' | 'shaky';
  readonly traffic: 'none' | 'passing-cars';
  /** Size of the encoded pictures; scenes are drawn at 640 × 360 and scaled. */
  readonly width: 640 | 1280 | 1920;
  readonly height: 360 | 720 | 1080;
  readonly framesPerSecond: number;
  readonly encoder: SceneEncoder;
}

/** Something that an analyzer should report. Boxes are those of a camera that does not shake. */
export interface ExpectedEvent extends Interval {
  readonly kind: EventKind;
  readonly box: Box;
}

/** Somebody in the scene, eight boxes a second while at least a third of them is in the picture. */
export interface SeenPerson {
  /** 1-based. */
  readonly personId: number;
  readonly boxes: readonly TrackedBox[];
}

/** What is true of a scene. */
export interface SceneTruth {
  readonly durationSeconds: number;
  /** Every event; nothing else happens that an analyzer should report. In order of their start. */
  readonly events: readonly ExpectedEvent[];
  readonly people: readonly SeenPerson[];
}

/** A short name of a spec for messages: it finds the scene again. */
export const nameOfScene = (spec: SceneSpec): string => {
  const { split, seed, action, situation, light, weather, shake, traffic, height, encoder } = spec;
  const hard = [
    light,
    ...(weather === 'rain' ? ['rain'] : []),
    ...(shake === 'shaky' ? ['shaky'] : []),
    ...(traffic === 'none' ? [] : ['traffic']),
  ];
  const encoded = `${height}p ${encoder.codec} ${encoder.quality}`;
  return `${split} ${seed}: ${action}, ${situation}, ${hard.join(' ')}, ${encoded}`;
};
