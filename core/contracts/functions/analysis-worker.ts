import * as z from 'zod';
import { parseEnvironment, type EnvironmentOf } from './function-contract.ts';
import { analyzeClip } from './index.ts';

/**
 * What a container worker finds in its environment beyond that of `inference/analyze-clip`, whose
 * queue, rights and settings it shares.
 */
export const workerSettings = z.object({
  /** Clips that one worker has in hand at once. */
  clipsAtOnce: z.coerce.number().int().min(1).max(8),
  /**
   * For how long a received job is hidden from others. It is extended while the work goes on, so
   * this is how soon another worker takes the job of one that died. At most SQS's 12 hours.
   */
  visibilitySeconds: z.coerce.number().int().min(5).max(43_200),
  /** Where the machine tells of its end; empty where nobody can take it away. */
  spotNoticeAddress: z.union([z.literal(''), z.url()]),
});

/** The settings as a deployment's config gives them. */
export type WorkerSettings = Readonly<z.output<typeof workerSettings>>;

/** Where `inference/Dockerfile` puts what the environment's settings name. */
export const imagePaths = {
  ffmpegPath: '/usr/bin/ffmpeg',
  onnxRuntimeFolder: '/app/node_modules/onnxruntime-node',
} as const;

/** Where EC2 tells a machine of itself; link-local, so neither a proxy nor a name leads there. */
export const instanceMetadataAddress = 'http://169.254.169.254';

/** Everything that a worker finds in its environment. */
export interface WorkerEnvironment {
  readonly analysis: EnvironmentOf<typeof analyzeClip>;
  readonly worker: WorkerSettings;
}

/** Reads a worker's environment. Throws with the names of what is missing or wrong. */
export const parseWorkerEnvironment = (
  variables: Readonly<Record<string, string | undefined>>,
): WorkerEnvironment => {
  const worker = workerSettings.safeParse(variables);
  if (!worker.success) {
    const where = worker.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Error(`The worker’s environment is missing or wrong: ${where}`);
  }
  return { analysis: parseEnvironment(analyzeClip, variables), worker: worker.data };
};
