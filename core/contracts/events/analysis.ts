import * as z from 'zod';
import { executionProviders, type Analysis } from '../../domain/inference/analysis.ts';
import { eventKinds, maxEvents } from '../../domain/inference/baseline/events.ts';
import { moderationVerdicts } from '../../domain/inference/moderation/policy.ts';
import { redactionDoubts, redactionMeans } from '../../domain/inference/redaction/plan.ts';
import { maxTrackedBoxes, maxTracks } from '../../domain/inference/tracks.ts';
import { fingerprintShape, footageMatchShape } from './fingerprint.ts';
import { box, intervals, share, seconds } from './picture.ts';

/** Mean grey of a frame. */
const brightness = z.number().min(0).max(255);
/** As many as the frame analyzer takes: 20 minutes at 2 samples a second. */
const maxSamples = 2_400;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const named = { name: z.string().min(1), version: z.string().min(1) };

const model = z.strictObject({
  ...named,
  sha256,
  licence: z.string().min(1),
  provider: z.enum(executionProviders),
});

const quality = z.strictObject({
  brightness: z.strictObject({ mean: brightness, min: brightness, max: brightness }),
  sharpness: z.number().min(0),
  black: intervals,
  frozen: intervals,
  blurred: intervals,
  obstructed: intervals,
  shake: z.strictObject({ mean: share, peak: share, intervals }),
});

const event = z.strictObject({
  kind: z.enum(eventKinds),
  score: share,
  startSeconds: seconds,
  endSeconds: seconds,
  box,
});

const track = z.strictObject({
  trackId: z.int().positive(),
  label: z.string().min(1),
  source: z.string().min(1),
  score: share,
  boxes: z.array(z.strictObject({ seconds, box })).max(maxTrackedBoxes),
});

const chosenFrame = z.strictObject({
  index: z.int().min(0),
  seconds,
  width: z.int().positive(),
  height: z.int().positive(),
});

const moderation = z.strictObject({
  status: z.enum(['done', 'off']),
  policyVersion: z.string(),
  verdict: z.enum(moderationVerdicts),
  framesSent: z.int().min(0).max(3),
  labels: z.array(
    z.strictObject({
      name: z.string(),
      parentName: z.string(),
      confidence: z.number().min(0).max(100),
      frameIndex: z.int().min(0),
    }),
  ),
});

const redaction = z.strictObject({
  status: z.enum(['made', 'withheld', 'off']),
  means: z.enum(redactionMeans),
  models: z.array(z.string()),
  showable: z.boolean(),
  doubts: z.array(z.enum(redactionDoubts)),
  uncertain: intervals,
  coveredTracks: z.int().min(0),
  bytes: z.int().min(0),
  width: z.int().min(0),
  height: z.int().min(0),
});

/**
 * The analysis document: `clips/<clip>/analysis.json` in the derived bucket.
 */
export const analysisDocument = z.strictObject({
  schema: z.literal('clipledger/analysis/v2'),
  analyzer: z.strictObject(named),
  execution: z.strictObject({
    host: z.enum(['lambda', 'worker', 'command']),
    decoder: z.enum(['software', 'cuda']),
    models: z.array(model),
  }),
  frames: z.strictObject({
    sampled: z.int().positive(),
    samplesPerSecond: z.number().positive(),
    looksPerSecond: z.number().positive(),
    width: z.int().positive(),
    height: z.int().positive(),
    coveredSeconds: seconds,
  }),
  quality,
  motion: z.array(share).max(maxSamples),
  moments: z.array(z.strictObject({ seconds, score: share })).max(maxSamples),
  events: z.array(event).max(maxEvents),
  tracks: z.array(track).max(maxTracks),
  fingerprint: fingerprintShape,
  footageMatches: z.array(footageMatchShape),
  chosenFrames: z.array(chosenFrame).max(4),
  moderation,
  redaction,
  fileSha256: sha256,
}) satisfies z.ZodType<Analysis>;
