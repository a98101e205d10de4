import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { goodVideo, type LifePlan } from './people.ts';
import { limits } from './program.ts';

/** Seconds over which the lives of a program begin. */
const beginningSeconds = 3_600;

const contributor = (at: number): Actor => ({
  actorId: `contributor_${at}`,
  // Reviewers give clips, too; their own they must not decide.
  roles: at === 0 ? ['contributor', 'reviewer'] : ['contributor'],
});

/** Who reviews. The first also gives clips. */
export const reviewers: readonly Actor[] = [
  { actorId: 'contributor_0', roles: ['contributor', 'reviewer'] },
  { actorId: 'contributor_reviewer-1', roles: ['reviewer'] },
  { actorId: 'contributor_reviewer-2', roles: ['reviewer'] },
];

const fileOf = (serial: number, random: SeededRandomness): LifePlan['file'] => {
  const good = goodVideo(serial);
  const draw = random.below(20);
  if (draw === 0) return `not a video ${serial}`;
  if (draw === 1) return { ...good, durationSeconds: 1 };
  if (draw === 2) return { ...good, width: 100, height: 100 };
  if (draw === 3) return { ...good, breaksOff: true };
  if (draw === 4) return { ...good, durationSeconds: 30 };
  if (draw === 5) return { ...good, moderationConfidence: 60 };
  if (draw === 6 && random.chance(0.3)) return { ...good, moderationConfidence: 95 };
  if (draw === 7) return { ...good, moves: false };
  return good;
};

const uploadOf = (random: SeededRandomness): LifePlan['upload'] => {
  const draw = random.below(40);
  if (draw < 2) return 'never';
  if (draw === 2) return 'other-bytes';
  if (draw === 3) return 'shorter';
  if (draw === 4) return 'late';
  if (draw === 5) return 'abandoned';
  return 'once';
};

/** A moment after the grant: as likely in the first seconds as in the last hours. */
const momentSeconds = (random: SeededRandomness): number => Math.exp(random.fraction() * 12);

/** What the contributors of a program mean to do. */
export const drawPlans = (random: SeededRandomness, lives: number): readonly LifePlan[] =>
  Array.from({ length: lives }, (_, serial) => {
    const person = random.below(Math.ceil(lives / 2));
    return {
      actor: contributor(person),
      cameraLabel: random.chance(0.5) ? 'front door' : 'driveway',
      category: random.chance(0.6) ? 'package-theft' : 'car-door',
      scenario: random.chance(0.6) ? 'staged' : 'real',
      startsAfterSeconds: random.fraction() * beginningSeconds,
      // Some give what was given before, by themselves or by somebody else.
      file: fileOf(random.chance(0.03) ? random.below(serial + 1) : serial, random),
      upload: uploadOf(random),
      replaysAfterSeconds: random.chance(0.2)
        ? [random.fraction() * (limits.uploadUrlSeconds + 120)]
        : [],
      ...(random.chance(0.25) ? { withdrawsAfterSeconds: momentSeconds(random) } : {}),
      ...(random.chance(0.02) ? { endsConsentAfterSeconds: momentSeconds(random) } : {}),
    } satisfies LifePlan;
  });
