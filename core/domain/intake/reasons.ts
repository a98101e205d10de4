/**
 * Why a clip did not make it: a closed list shared with the contributor. Each has a sentence for
 * a person, with what to do, in `contracts/reasons.ts`.
 */
export const reasonCodes = [
  // Found while validating what landed.
  'empty-file',
  'not-a-video',
  'no-video-track',
  'truncated',
  'unsupported-codec',
  'encrypted',
  'unreadable',
  'too-short',
  'too-long',
  'too-small-picture',
  'too-large-picture',
  'too-many-frames',
  'size-differs',
  'checksum-differs',
  'content-type-differs',
  'already-given',
  'over-read-budget',
  // Found while analyzing every byte.
  'undecodable',
  'file-checksum-differs',
  // The grant ended.
  'not-uploaded-in-time',
  'upload-abandoned',
  // Decided by a person.
  'event-not-visible',
  'wrong-category',
  'scenario-misdeclared',
  'people-identifiable-without-consent',
  'poor-quality',
  'duplicate',
  'inappropriate-content',
  // Decided by the contributor.
  'withdrawn-by-contributor',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** The reasons a reviewer can give for a rejection. */
export const rejectionReasons = [
  'event-not-visible',
  'wrong-category',
  'scenario-misdeclared',
  'people-identifiable-without-consent',
  'poor-quality',
  'duplicate',
  'inappropriate-content',
] as const satisfies readonly ReasonCode[];
export type RejectionReason = (typeof rejectionReasons)[number];
