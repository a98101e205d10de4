import type { Category } from '../../campaigns/campaign.ts';
import type { Box, Interval } from '../picture.ts';

/** What the baseline analyzer can find evidence of. */
export const eventKinds = ['parcel-taken', 'parcel-left', 'door-tried', 'person-present'] as const;
export type EventKind = (typeof eventKinds)[number];

/** Something that seems to happen, where and when. */
export interface EventEvidence extends Interval {
  readonly kind: EventKind;
  /** 0 to 1. Evidence for a person to weigh, not a verdict. */
  readonly score: number;
  /** Around what it happened: the parcel, the door, the person. */
  readonly box: Box;
}

/** The campaign category that a kind of event is evidence for; a delivery is for none. */
export const categoryOf: Readonly<Record<EventKind, Category | undefined>> = {
  'parcel-taken': 'package-theft',
  'parcel-left': undefined,
  'door-tried': 'car-door',
  'person-present': 'person',
};

/** Events told of one clip. */
export const maxEvents = 64;
