import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Category } from '../../../core/domain/campaigns/campaign.ts';
import type { CameraId, ContributorId } from '../../../core/domain/vocabulary/ids.ts';
import type { Content } from './storage.ts';

/** How a single PUT goes. */
export type PutWay =
  'once' | 'last-second' | 'never' | 'abandoned' | 'abandoned-and-sent' | 'late' | 'other-bytes';

/** How an upload in parts goes. */
export type PartsWay = 'to-the-end' | 'interrupted' | 'never-joined' | 'given-up' | 'never-begun';

/** What one contributor means to do with one file. */
export interface UploadPlan {
  readonly contributorId: ContributorId;
  readonly cameraId: CameraId;
  readonly category: Category;
  /** Names the file: two plans of one serial give the same file. */
  readonly serial: number;
  readonly bytes: number;
  readonly content: Content;
  readonly put: PutWay;
  readonly parts: PartsWay;
}

/** Contributors give this many files each, on average. */
const filesPerContributor = 5;

/** Cameras of a contributor. */
const camerasPerContributor = 2;

/** A hundred draws, by how many of them go a way; the rest goes the last one. */
const waysOf = <Way>(
  random: SeededRandomness,
  shares: readonly (readonly [Way, number])[],
  rest: Way,
): Way => {
  let draw = random.below(100);
  for (const [way, share] of shares) {
    if (draw < share) return way;
    draw -= share;
  }
  return rest;
};

const putWay = (random: SeededRandomness): PutWay =>
  waysOf<PutWay>(
    random,
    [
      ['last-second', 5],
      ['never', 5],
      ['abandoned', 2],
      ['abandoned-and-sent', 2],
      ['late', 2],
      ['other-bytes', 2],
    ],
    'once',
  );

const partsWay = (random: SeededRandomness): PartsWay =>
  waysOf<PartsWay>(
    random,
    [
      ['interrupted', 30],
      ['never-joined', 10],
      ['given-up', 15],
      ['never-begun', 5],
    ],
    'to-the-end',
  );

/** Every contributor of a program of so many uploads. */
export const contributorsOf = (uploads: number): readonly ContributorId[] =>
  Array.from(
    { length: Math.ceil(uploads / filesPerContributor) },
    (_, person) => `contributor_${person}` as const,
  );

/** The cameras of a contributor. */
export const camerasOf = (contributorId: ContributorId): readonly CameraId[] =>
  Array.from(
    { length: camerasPerContributor },
    (_, at) => `camera_${contributorId.slice('contributor_'.length)}-${at}` as const,
  );

/** What one of the contributors of a program means to do; `at` counts the plans drawn before. */
export const drawPlan = (
  random: SeededRandomness,
  contributors: readonly ContributorId[],
  at: number,
): UploadPlan => {
  const contributorId = random.pick(contributors);
  const isLarge = random.chance(0.04);
  return {
    contributorId,
    cameraId: random.pick(camerasOf(contributorId)),
    category: random.chance(0.7) ? 'package-theft' : 'car-door',
    // One in a hundred gives a file that was given before.
    serial: random.chance(0.01) ? random.below(at + 1) : at,
    // Large files have 6 to 8 parts of 16 MiB.
    bytes: isLarge ? 100_000_000 + random.below(30_000_000) : 1 + random.below(100_000),
    content: waysOf<Content>(
      random,
      [
        ['not-a-video', 2],
        ['too-short', 2],
      ],
      'valid',
    ),
    put: putWay(random),
    parts: partsWay(random),
  };
};
