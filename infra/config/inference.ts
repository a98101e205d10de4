/** Analysis in a Lambda: costs nothing between clips. */
export interface LambdaInference {
  readonly host: 'lambda';
}

/** Analysis by workers on GPU machines, as many as the queue needs, down to none. */
export interface GpuInference {
  readonly host: 'gpu';
  /**
   * With one NVIDIA GPU each, for x86-64, cheapest first: on-demand machines are taken in this
   * order, Spot machines where AWS has most to spare.
   */
  readonly instanceTypes: readonly string[];
  /** Spot and on-demand together. */
  readonly maxWorkers: number;
  readonly clipsPerWorkerAtOnce: number;
  /** Seconds in which a fully used worker finishes a clip, until the queue tells better. */
  readonly usualSecondsPerClip: number;
  /** Of the machine's disk: the system (30 GiB at least), the image, and the clips in hand. */
  readonly diskGibibytes: number;
}

export type Inference = LambdaInference | GpuInference;

/** What is deployed unless the GPU is asked for. */
export const lambdaInference: LambdaInference = { host: 'lambda' };

/** What `-c host=gpu` deploys. */
export const gpuInference: GpuInference = {
  host: 'gpu',
  instanceTypes: ['g4dn.xlarge', 'g6.xlarge', 'g5.xlarge'],
  maxWorkers: 12,
  // One clip's redaction leaves some of the 4 processors idle; a second one uses them.
  clipsPerWorkerAtOnce: 2,
  // 6.5 + 30 s of processor time on 4 processors.
  usualSecondsPerClip: 10,
  diskGibibytes: 60,
};
