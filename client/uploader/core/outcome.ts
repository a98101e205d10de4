import type { UploadRefusal } from './storage-answer.ts';

/** How a transfer ended. Every end but `uploaded` has a sentence for a person. */
export type UploadOutcome =
  | {
      readonly outcome: 'uploaded';
      /** Of the file, whatever of it had arrived before. */
      readonly bytes: number;
      readonly seconds: number;
      /** PUTs that were begun. */
      readonly attempts: number;
      /** Of an upload in parts: how many arrived now, and how many had arrived before. */
      readonly parts?: { readonly sent: number; readonly before: number };
    }
  /** Storage will never take this file: close the grant with this reason. */
  | { readonly outcome: 'refused'; readonly reason: UploadRefusal; readonly sentence: string }
  /** The time is over: ask for another grant. */
  | { readonly outcome: 'expired'; readonly sentence: string }
  /** The clip takes no bytes any more; its state says why. */
  | { readonly outcome: 'closed'; readonly sentence: string }
  /** Attempts are used up, or something unknown was answered. It can be gone on with. */
  | { readonly outcome: 'failed'; readonly attempts: number; readonly sentence: string };

/** Sentences of the ends that every transfer can have. */
export const sentences = {
  'checksum-differs': 'The file changed after it was declared: its content differs. Start again.',
  'size-differs': 'The file changed after it was declared: its size differs. Start again.',
  expired: 'The upload took longer than its link lives. Start again.',
  reservationEnded: 'The reservation has ended before all parts arrived. Start again.',
} as const;

/** An end of which storage said why. */
export const refusedFor = (reason: UploadRefusal): UploadOutcome => ({
  outcome: 'refused',
  reason,
  sentence: sentences[reason],
});

/** An end after the last attempt. */
export const failedAfter = (
  attempts: number,
  why: string,
  what = 'The file',
): UploadOutcome & { readonly outcome: 'failed' } => ({
  outcome: 'failed',
  attempts,
  sentence: `${what} did not arrive after ${attempts} attempts: ${why}.`,
});
