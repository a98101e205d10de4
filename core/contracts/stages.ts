/** The ten stages of a clip's life, in the order of the flow. */
export const stages = [
  'campaigns',
  'intake',
  'inference',
  'review',
  'rewards',
  'retention',
  'evidence',
  'datasets',
  'portal',
  'operations',
] as const;
export type Stage = (typeof stages)[number];
