import {
  isExplicit,
  verdictOf,
  type EstimatedAge,
  type ModeratedFrame,
  type Moderation,
  type ModerationLabel,
  type ModerationPolicy,
} from './moderation/policy.ts';
import type { Moderator, Stoppable } from './ports.ts';

/** A picture of the clip that moderation shall see. */
export interface ModeratedStill {
  /** Its place among the chosen frames. */
  readonly index: number;
  readonly jpeg: Uint8Array;
}

/** Of each label, the one found with the highest confidence. */
const strongestLabels = (labels: readonly ModerationLabel[]): readonly ModerationLabel[] => {
  const strongest = new Map<string, ModerationLabel>();
  for (const label of labels) {
    const known = strongest.get(label.name);
    if (known === undefined || known.confidence < label.confidence) {
      strongest.set(label.name, label);
    }
  }
  return [...strongest.values()].toSorted(
    (one, other) => other.confidence - one.confidence || (one.name < other.name ? -1 : 1),
  );
};

/** Ages are estimated where a label is explicit and nowhere else: of nobody in the street. */
const agesOn = async (
  { jpeg }: ModeratedStill,
  {
    labels,
    moderator,
    policy,
  }: { labels: readonly ModerationLabel[]; moderator: Moderator; policy: ModerationPolicy },
): Promise<readonly EstimatedAge[]> =>
  labels.some((label) => isExplicit(policy, label)) ? moderator.estimateAges(jpeg) : [];

/** What moderation is called when the deployment has none. */
export const moderationOff = (policy: ModerationPolicy): Moderation => ({
  status: 'off',
  policyVersion: policy.version,
  verdict: 'clear',
  framesSent: 0,
  labels: [],
});

/** Asks about every still and weighs the answers by the policy. Throws `ModerationThrottled`. */
export const moderateStills = async (
  stills: readonly ModeratedStill[],
  { moderator, policy }: { moderator: Moderator; policy: ModerationPolicy },
  { signal }: Stoppable,
): Promise<Moderation> => {
  const frames: ModeratedFrame[] = [];
  // One after another: the quota is a rate, and three calls at once are three times the rate.
  for (const still of stills) {
    signal?.throwIfAborted();
    const labels = await moderator.moderate(still.jpeg, still.index);
    frames.push({ labels, ages: await agesOn(still, { labels, moderator, policy }) });
  }
  return {
    status: 'done',
    policyVersion: policy.version,
    verdict: verdictOf(policy, frames),
    framesSent: stills.length,
    labels: strongestLabels(frames.flatMap(({ labels }) => labels)),
  };
};
