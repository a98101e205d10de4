import type { ClipState } from '../intake/clip.ts';
import { addSeconds, type Instant } from '../vocabulary/time.ts';

/** Kinds of record with a retention period of their own. */
export const recordClasses = [
  'accepted-clip',
  'rejected-clip',
  'refused-upload',
  'unused-grant',
  'withdrawn-clip',
] as const;
export type RecordClass = (typeof recordClasses)[number];

/** One rule: how long a class is kept after its trigger, and on what ground. */
export interface RetentionRule {
  readonly recordClass: RecordClass;
  /** Counted from the trigger: when the clip entered the state that made it of this class. */
  readonly retentionSeconds: number;
  readonly disposition: 'erase';
  /** Why it may be kept that long, for the public schedule. */
  readonly legalBasis: string;
}

/** The schedule in force. A change is a new version; what was due under the old one stays due. */
export interface RetentionPolicy {
  readonly version: number;
  readonly rules: readonly RetentionRule[];
  readonly effectiveAt: Instant;
  /** Opaque id of who set it. */
  readonly setBy: string;
}

const classOfState: Readonly<Partial<Record<ClipState, RecordClass>>> = {
  accepted: 'accepted-clip',
  rejected: 'rejected-clip',
  refused: 'refused-upload',
  expired: 'unused-grant',
  withdrawn: 'withdrawn-clip',
};

/** The record class of a clip in a state; undefined while it is still being worked on. */
export const recordClassOf = (state: ClipState): RecordClass | undefined => classOfState[state];

const secondsPerDay = 86_400;

/** What holds until compliance sets something else. Conservative: long enough for an appeal. */
export const defaultRules: readonly RetentionRule[] = [
  {
    recordClass: 'accepted-clip',
    retentionSeconds: 365 * secondsPerDay,
    disposition: 'erase',
    legalBasis: 'Consent to model training; reviewed every year.',
  },
  {
    recordClass: 'rejected-clip',
    retentionSeconds: 30 * secondsPerDay,
    disposition: 'erase',
    legalBasis: 'Legitimate interest: an appeal is possible for 30 days.',
  },
  {
    recordClass: 'refused-upload',
    retentionSeconds: 3_600,
    disposition: 'erase',
    legalBasis: 'None needed: it was never taken.',
  },
  {
    recordClass: 'unused-grant',
    retentionSeconds: 3_600,
    disposition: 'erase',
    legalBasis: 'None needed: nothing was given.',
  },
  {
    recordClass: 'withdrawn-clip',
    retentionSeconds: 0,
    disposition: 'erase',
    legalBasis: 'None: consent was withdrawn.',
  },
];

/** When a clip that entered a state then falls due. Throws `RangeError` without a rule for it. */
export const dueAtFor = (
  policy: RetentionPolicy,
  recordClass: RecordClass,
  since: Instant,
): Instant => {
  const rule = policy.rules.find((candidate) => candidate.recordClass === recordClass);
  if (rule === undefined)
    throw new RangeError(`Policy ${policy.version} has no rule for ${recordClass}`);
  return addSeconds(since, rule.retentionSeconds);
};
