/** One label that moderation found, on the frame where its confidence was highest. */
export interface ModerationLabel {
  readonly name: string;
  readonly parentName: string;
  /** 0 to 100, as Rekognition gives it. */
  readonly confidence: number;
  readonly frameIndex: number;
}

/** A face as moderation sees it: an age range in years. Nobody is recognized. */
export interface EstimatedAge {
  readonly lowYears: number;
  readonly highYears: number;
  /** 0 to 100: that it is a face. */
  readonly confidence: number;
}

/**
 * What follows from a label, from the mildest: a person looks; the picture is not shown unasked;
 * the clip is frozen (no display, no release, restricted queue).
 */
export const moderationActions = ['refer', 'refuse-to-show', 'freeze'] as const;
export type ModerationAction = (typeof moderationActions)[number];

/** What follows from one label or one family of labels. */
export interface ModerationRule {
  /** The label's own name, or its parent's, or the name at the top of the tree. */
  readonly label: string;
  /** 0 to 100. Below it the rule says nothing. */
  readonly minConfidence: number;
  readonly action: ModerationAction;
  /** Whether the label shows a body explicitly: with a child's face in the frame, a report. */
  readonly explicit: boolean;
}

/** What a campaign makes of what moderation finds. Data: a change is a new version. */
export interface ModerationPolicy {
  readonly version: string;
  readonly rules: readonly ModerationRule[];
  /** For labels that no rule names. */
  readonly otherwise: { readonly minConfidence: number; readonly action: ModerationAction };
}

/**
 * What the policy makes of a clip. `report`: explicit content together with a face that may be a
 * child's: frozen, never displayed, handed to the legal reporting path, preserved.
 */
export const moderationVerdicts = ['clear', ...moderationActions, 'report'] as const;
export type ModerationVerdict = (typeof moderationVerdicts)[number];

/** What moderation said. `off` where the deployment does not attest the AI opt-out. */
export interface Moderation {
  readonly status: 'done' | 'off';
  readonly policyVersion: string;
  readonly verdict: ModerationVerdict;
  readonly framesSent: number;
  readonly labels: readonly ModerationLabel[];
}

/** A frame with what was found on it. Ages are asked for only where a label is explicit. */
export interface ModeratedFrame {
  readonly labels: readonly ModerationLabel[];
  readonly ages: readonly EstimatedAge[];
}

/** Under this many years a face may be a child's. The lower end of the estimate counts. */
const adultYears = 18;

const severity = (verdict: ModerationVerdict): number => moderationVerdicts.indexOf(verdict);

const worse = (one: ModerationVerdict, other: ModerationVerdict): ModerationVerdict =>
  severity(one) >= severity(other) ? one : other;

/** The rule for a label: the label's own before its parent's. */
const ruleFor = (policy: ModerationPolicy, label: ModerationLabel): ModerationRule | undefined =>
  policy.rules.find((rule) => rule.label === label.name) ??
  policy.rules.find((rule) => rule.label === label.parentName);

/** Whether a label shows a body explicitly by the policy, sure enough to count. */
export const isExplicit = (policy: ModerationPolicy, label: ModerationLabel): boolean => {
  const rule = ruleFor(policy, label);
  return rule !== undefined && rule.explicit && label.confidence >= rule.minConfidence;
};

const verdictOfLabel = (policy: ModerationPolicy, label: ModerationLabel): ModerationVerdict => {
  const rule = ruleFor(policy, label) ?? policy.otherwise;
  return label.confidence >= rule.minConfidence ? rule.action : 'clear';
};

const verdictOfFrame = (policy: ModerationPolicy, frame: ModeratedFrame): ModerationVerdict => {
  const byLabels = frame.labels
    .map((label) => verdictOfLabel(policy, label))
    .reduce<ModerationVerdict>(worse, 'clear');
  const isExplicitFrame = frame.labels.some((label) => isExplicit(policy, label));
  const mayShowChild = frame.ages.some(({ lowYears }) => lowYears < adultYears);
  return isExplicitFrame && mayShowChild ? 'report' : byLabels;
};

/** The worst that the policy makes of any frame. */
export const verdictOf = (
  policy: ModerationPolicy,
  frames: readonly ModeratedFrame[],
): ModerationVerdict =>
  frames.map((frame) => verdictOfFrame(policy, frame)).reduce<ModerationVerdict>(worse, 'clear');

/** Whether nobody may see the clip outside the restricted queue. */
export const isFrozenBy = (verdict: ModerationVerdict): boolean =>
  verdict === 'freeze' || verdict === 'report';

/** What a campaign begins with; names of labels as Amazon Rekognition 7.0 gives them. */
export const defaultModerationPolicy: ModerationPolicy = {
  version: 'moderation-1',
  rules: [
    { label: 'Explicit Nudity', minConfidence: 60, action: 'freeze', explicit: true },
    { label: 'Explicit', minConfidence: 60, action: 'freeze', explicit: true },
    { label: 'Explicit Sexual Activity', minConfidence: 50, action: 'freeze', explicit: true },
    {
      label: 'Non-Explicit Nudity of Intimate parts and Kissing',
      minConfidence: 70,
      action: 'refuse-to-show',
      explicit: false,
    },
    { label: 'Graphic Violence', minConfidence: 60, action: 'freeze', explicit: false },
    { label: 'Visually Disturbing', minConfidence: 60, action: 'refuse-to-show', explicit: false },
    { label: 'Violence', minConfidence: 70, action: 'refer', explicit: false },
    { label: 'Hate Symbols', minConfidence: 70, action: 'refer', explicit: false },
    { label: 'Drugs & Tobacco', minConfidence: 90, action: 'refer', explicit: false },
  ],
  otherwise: { minConfidence: 80, action: 'refer' },
};
