/**
 * What a clip costs, from published prices and measured times. us-east-1 list prices in dollars;
 * `docs/cost.md` says where each comes from.
 */
export const prices = {
  lambdaGigabyteSecond: 0.0000166667,
  lambdaRequest: 0.2e-6,
  /** Of `/tmp` beyond the first 512 MB. */
  lambdaScratchGigabyteSecond: 0.0000000309,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  s3GigabyteMonth: 0.023,
  dynamoWriteUnit: 0.625e-6,
  dynamoReadUnit: 0.125e-6,
  workflowTransition: 25e-6,
  sqsRequest: 0.4e-6,
  kmsRequest: 3e-6,
  logGigabyte: 0.5,
  rekognitionImage: 0.001,
  /** g4dn.xlarge: 4 processors, 16 GiB, one T4. */
  gpuOnDemandHour: 0.526,
  diskGigabyteMonth: 0.08,
  publicAddressHour: 0.005,
} as const;

/** A figure that prices are multiplied with. */
export interface CostInput {
  readonly value: number;
  readonly unit: string;
  /** `assumed` until somebody measures it; `chosen` in the deployment. */
  readonly known: 'measured' | 'simulated' | 'chosen' | 'assumed';
  readonly from: string;
}

/**
 * Everything that is not a price, in one place: who measures anew changes a value here and runs
 * `npx tsx bench/cost-tables.ts`, which writes tables and conclusions of `docs/cost.md`.
 */
export const inputs = {
  analysisSeconds: {
    ...{ value: 6.5, unit: 'processor seconds a clip', known: 'measured' },
    from: '`npm run bench -- decode`, 30 s of 1080p30',
  },
  redactionSeconds: {
    ...{ value: 30, unit: 'processor seconds a clip', known: 'measured' },
    from: '`npm run bench -- redaction`, times 30 s',
  },
  gpuCodecSeconds: {
    ...{ value: 4, unit: 'seconds a clip', known: 'assumed' },
    from: 'not built: encoding is libx264 on processors. Both on the GPU of a worker',
  },
  clipGigabytes: {
    ...{ value: 0.0313, unit: 'GB', known: 'measured' },
    from: 'the clip of `bench/validation-clip.ts`, 8 Mb/s',
  },
  lambdaMegabytes: {
    ...{ value: 3_008, unit: 'MB', known: 'chosen' },
    from: '1,769 MB are one processor',
  },
  lambdaScratchGigabytes: {
    ...{ value: 3.5, unit: 'GB', known: 'chosen' },
    from: '4 GB of `/tmp`, of which 512 MB cost nothing',
  },
  gpuProcessors: {
    ...{ value: 4, unit: 'processors', known: 'chosen' },
    from: 'g4dn.xlarge',
  },
  diskGigabytes: { value: 60, unit: 'GB', known: 'chosen', from: 'disk of a GPU machine' },
  moderatedFrames: { value: 3, unit: 'frames a clip', known: 'chosen', from: 'the analyzer' },
  storedDays: {
    ...{ value: 30, unit: 'days', known: 'assumed' },
    from: 'retention is each campaign’s',
  },
  gpuSpotShare: {
    ...{ value: 0.4, unit: 'of the on-demand price', known: 'assumed' },
    from: 'AWS says "up to 90 %" off; it moves',
  },
  paidPerUsedWorker: {
    ...{ value: 1.07, unit: 'workers', known: 'simulated' },
    from: '`npm run sim -- scaling`: loads of 0.35, 1.2, 2.3 and 8 are 1.3, 2.3, 3.6 and 9.8 paid',
  },
  paidWorkersBesides: {
    ...{ value: 1.2, unit: 'workers', known: 'simulated' },
    from: 'the same line: what is kept for clips that come together, and what starts',
  },
} as const satisfies Readonly<Record<string, CostInput>>;

const lambdaGigabytes = inputs.lambdaMegabytes.value / 1_024;
const lambdaProcessors = inputs.lambdaMegabytes.value / 1_769;
const processorSeconds = inputs.analysisSeconds.value + inputs.redactionSeconds.value;

const monthHours = 730;
const daySeconds = 86_400;

/** Requests that a clip makes on its way, whichever host looks at it. */
const perClip = {
  /** Upload, redacted copy, analysis, fingerprints, up to 4 frames. */
  s3Puts: 8,
  /** 2 of validation, the analyzer's, a reviewer's frames and copy. */
  s3Gets: 9,
  dynamoWriteUnits: 40,
  dynamoReadUnits: 40,
  workflowTransitions: 5,
  /** Word of the upload and the job: sent, received and deleted each; leaves; extended once. */
  sqsRequests: 10,
  kmsRequests: 6,
  logGigabytes: 20e-6,
  /** Validation, decision, settling and what follows streams: 8 short calls of half a GB. */
  otherCalls: 8,
  otherGigabyteSeconds: 8 * 0.5 * 0.15,
} as const;

/** A part of a clip's price, in dollars. */
export interface CostPart {
  readonly part: string;
  readonly arithmetic: string;
  readonly dollars: number;
}

const part = (name: string, arithmetic: string, dollars: number): CostPart => ({
  part: name,
  arithmetic,
  dollars,
});

/** Analysis and redaction of a clip in a Lambda, in dollars. */
export const lambdaClip = (): number => {
  const seconds = lambdaSeconds();
  return (
    seconds * lambdaGigabytes * prices.lambdaGigabyteSecond +
    seconds * inputs.lambdaScratchGigabytes.value * prices.lambdaScratchGigabyteSecond +
    prices.lambdaRequest
  );
};

/** Seconds that a clip takes a Lambda. */
export const lambdaSeconds = (): number => processorSeconds / lambdaProcessors;

/** Everything that does not depend on the host. */
export const partsOnEitherHost = (): readonly CostPart[] => {
  const [storedDays, moderatedFrames] = [inputs.storedDays.value, inputs.moderatedFrames.value];
  const stored = 2 * inputs.clipGigabytes.value * (storedDays / 30);
  return [
    part(
      'moderation',
      `${moderatedFrames} frames × $0.001`,
      moderatedFrames * prices.rekognitionImage,
    ),
    part(
      'storage of clip and copy',
      `2 × ${inputs.clipGigabytes.value * 1_000} MB × ${storedDays} days, $0.023 a GB-month`,
      stored * prices.s3GigabyteMonth,
    ),
    part(
      'workflow',
      `${perClip.workflowTransitions} transitions × $25 a million`,
      perClip.workflowTransitions * prices.workflowTransition,
    ),
    part(
      'S3 requests',
      `${perClip.s3Puts} puts, ${perClip.s3Gets} gets`,
      perClip.s3Puts * prices.s3Put + perClip.s3Gets * prices.s3Get,
    ),
    part(
      'DynamoDB',
      `${perClip.dynamoWriteUnits} write and ${perClip.dynamoReadUnits} read units`,
      perClip.dynamoWriteUnits * prices.dynamoWriteUnit +
        perClip.dynamoReadUnits * prices.dynamoReadUnit,
    ),
    part('KMS', `${perClip.kmsRequests} requests`, perClip.kmsRequests * prices.kmsRequest),
    part('SQS', `${perClip.sqsRequests} requests`, perClip.sqsRequests * prices.sqsRequest),
    part(
      'other functions',
      `${perClip.otherCalls} calls, ${perClip.otherGigabyteSeconds.toFixed(1)} GB-s`,
      perClip.otherCalls * prices.lambdaRequest +
        perClip.otherGigabyteSeconds * prices.lambdaGigabyteSecond,
    ),
    part('logs', '20 kB', perClip.logGigabytes * prices.logGigabyte),
  ];
};

/** All of a clip on the Lambda host. */
export const lambdaParts = (): readonly CostPart[] => [
  part(
    'analysis and redaction',
    `${lambdaSeconds().toFixed(1)} s × ${lambdaGigabytes.toFixed(2)} GB`,
    lambdaClip(),
  ),
  ...partsOnEitherHost(),
];

/** Dollars of a list of parts. */
export const sumOf = (parts: readonly CostPart[]): number =>
  parts.reduce((sum, { dollars }) => sum + dollars, 0);

/** How a worker's machine is bought and how fast it is. */
export interface GpuChoice {
  readonly name: string;
  readonly secondsPerClip: number;
  readonly hourDollars: number;
  /** Whether it can be deployed; what cannot is priced to say what building it would bring. */
  readonly isBuilt: boolean;
}

/** A machine's hour with its disk and its address. */
const machineHour = (share: number): number =>
  prices.gpuOnDemandHour * share +
  (inputs.diskGigabytes.value * prices.diskGigabyteMonth) / monthHours +
  prices.publicAddressHour;

/** The four that `docs/cost.md` compares. */
export const gpuChoices = (): readonly GpuChoice[] =>
  (
    [
      ['codecs on the processors', processorSeconds / inputs.gpuProcessors.value, true],
      ['codecs on the GPU (not built)', inputs.gpuCodecSeconds.value, false],
    ] as const
  ).flatMap(([codecs, secondsPerClip, isBuilt]) => [
    {
      name: `Spot, ${codecs}`,
      ...{ secondsPerClip, isBuilt },
      hourDollars: machineHour(inputs.gpuSpotShare.value),
    },
    { name: `on-demand, ${codecs}`, secondsPerClip, isBuilt, hourDollars: machineHour(1) },
  ]);

/**
 * Workers paid on average for a load in fully used workers that goes on for hours. A fit: below a
 * load of 0.3 it is too much, since with nothing to do nothing is paid.
 */
export const paidWorkers = (load: number): number =>
  inputs.paidPerUsedWorker.value * load + inputs.paidWorkersBesides.value;

/** A clip's analysis and redaction by workers at so many clips a day, in dollars. */
export const gpuClip = (choice: GpuChoice, clipsPerDay: number): number => {
  const load = (clipsPerDay * choice.secondsPerClip) / daySeconds;
  return (paidWorkers(load) * 24 * choice.hourDollars) / clipsPerDay;
};

/** Clips a day from which workers cost less than Lambda; undefined where they never do. */
export const switchAt = (choice: GpuChoice): number | undefined => {
  // paid = a·clips·s/86400 + b, so each more clip costs a·s/3600 hours and a day b·24 hours.
  const each =
    (inputs.paidPerUsedWorker.value * choice.secondsPerClip * choice.hourDollars) / 3_600;
  const saved = lambdaClip() - each;
  return saved <= 0
    ? undefined
    : (inputs.paidWorkersBesides.value * 24 * choice.hourDollars) / saved;
};

/** One lone clip: a machine that starts, works, and is released, in dollars. */
export const loneClip = (choice: GpuChoice): number =>
  ((185 + choice.secondsPerClip) * choice.hourDollars) / 3_600;

/** What ECS's own scaling pays for one burst from zero beyond ours: two tails of 15 minutes. */
export const defaultTail = (choice: GpuChoice): number => (2 * 900 * choice.hourDollars) / 3_600;
