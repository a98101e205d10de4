import * as z from 'zod';
import type { Analysis } from '../../domain/inference/analysis.ts';

const share = z.number().min(0).max(1);
const seconds = z.number().min(0);
/** Mean grey of a frame. */
const brightness = z.number().min(0).max(255);
/** As many as the frame analyzer takes: 20 minutes at 2 samples a second. */
const maxSamples = 2_400;

/**
 * The analysis document: `clips/<clip>/analysis.json` in the derived bucket.
 */
export const analysisDocument = z.strictObject({
  schema: z.literal('clipledger/analysis/v1'),
  analyzer: z.strictObject({ name: z.string().min(1), version: z.string().min(1) }),
  frames: z.strictObject({
    sampled: z.int().positive(),
    samplesPerSecond: z.number().positive(),
    width: z.int().positive(),
    height: z.int().positive(),
    coveredSeconds: seconds,
  }),
  brightness: z.strictObject({ mean: brightness, min: brightness, max: brightness }),
  motion: z.array(share).max(maxSamples),
  moments: z.array(z.strictObject({ seconds, score: share })).max(maxSamples),
  chosenFrames: z
    .array(
      z.strictObject({
        index: z.int().min(0),
        seconds,
        width: z.int().positive(),
        height: z.int().positive(),
      }),
    )
    .max(4),
  moderation: z.strictObject({
    status: z.enum(['done', 'off']),
    framesSent: z.int().min(0).max(3),
    labels: z.array(
      z.strictObject({
        name: z.string(),
        parentName: z.string(),
        confidence: z.number().min(0).max(100),
        frameIndex: z.int().min(0),
      }),
    ),
  }),
  fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
}) satisfies z.ZodType<Analysis>;
