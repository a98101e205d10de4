import * as z from 'zod';
import type { Fingerprint, FootageMatch } from '../../domain/inference/fingerprints/fingerprint.ts';
import type { ActId, ClipId } from '../../domain/vocabulary/ids.ts';
import { seconds, share } from './picture.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** What is kept of a clip to know its footage again. */
export const fingerprintShape = z.strictObject({
  algorithm: z.literal('clipledger/change-fingerprint/v1'),
  frames: z.array(
    z.strictObject({
      seconds,
      pdq: z.string().regex(/^[0-9a-f]{64}$/),
      quality: z.number().min(0).max(100),
    }),
  ),
  changes: z.strictObject({
    backdrop: base64,
    steadiness: share,
    stretches: z.array(z.strictObject({ startSeconds: seconds, planes: base64 })),
  }),
}) satisfies z.ZodType<Fingerprint>;

const interval = z.strictObject({ startSeconds: seconds, endSeconds: seconds });

/** The same footage in an earlier clip. */
export const footageMatchShape = z.strictObject({
  clipId: z
    .string()
    .regex(/^clip_[0-9A-HJKMNP-TV-Z]{26}$/)
    .transform((text) => text as ClipId),
  actId: z
    .string()
    .regex(/^act_[0-9A-HJKMNP-TV-Z]{26}$/)
    .transform((text) => text as ActId),
  sameAct: z.boolean(),
  here: interval,
  there: interval,
  mirrored: z.boolean(),
  speed: z.number().positive(),
  score: share,
}) satisfies z.ZodType<FootageMatch>;
