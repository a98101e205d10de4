import * as z from 'zod';
import { parseBucket } from '../../domain/retention/due.ts';

/** A due bucket's name, checked. */
const bucketShape = z
  .string()
  .regex(/^(close-grant|erase)@\d{4}-\d{2}-\d{2}T\d{2}:\d{2}#\d+$/)
  .transform((text, context) => {
    try {
      return parseBucket(text).bucket;
    } catch (error) {
      context.addIssue({ code: 'custom', message: String(error) });
      return z.NEVER;
    }
  });

/** What "Find what is due" hands its function: the run's name, which holds what it takes. */
export const findDueRequest = z.object({ runName: z.string().min(1) });

/** What each step of the expiry workflow hands to its function: the name of one bucket. */
export const bucketRequest = z.object({ bucket: bucketShape });

/** The states' names. */
export const expiryStates = {
  find: 'Find what is due',
  each: 'For each batch',
  erase: 'Erase the batch',
  verify: 'Verify absence',
  bury: 'Write tombstones',
  putOff: 'Leave it for the next run',
  /** Nothing could be looked up: an alarm tells a person, the next run tries again. */
  lost: 'What is due could not be found',
} as const;

/** Batches erased side by side in one run. */
export const maxConcurrentBatches = 8;
