import { isProblem, type ApiSchemas } from '../../api-client.ts';
import { failedAfter, refusedFor, sentences, type UploadOutcome } from './outcome.ts';
import { openPartLine, type PartPlan, type SignedPart } from './part-line.ts';
import { measureRate } from './progress.ts';
import type { FileSource, UploadMachine } from './ports.ts';
import { sendUntilStored, type ShipmentEnd } from './send-until-stored.ts';
import type { TransferOptions } from './transfer-options.ts';
import { patientApi, type UploadApi } from './upload-api.ts';

/** An upload in parts that was granted. */
export interface PartsUpload {
  readonly clipId: string;
  readonly plan: PartPlan;
  /** Whether parts may have arrived before: storage is asked which. */
  readonly resumes: boolean;
}

/** Parts on their way at once: enough to fill a line whose answers take long. */
const defaultParallelParts = 5;

/** Storage may lose track of a part once; more often means that something else is wrong. */
const maxRounds = 3;

/**
 * Sends the parts that storage has not, a few at a time, and has them joined. Can be killed at any
 * moment and begun again with `resumes`. Throws the signal's reason, `FileUnreadable`, and
 * `ApiProblem` for what is no end of an upload, such as a sign-in that has ended.
 */
export const sendParts = async (
  file: FileSource,
  upload: PartsUpload,
  ports: { readonly api: UploadApi; readonly machine: UploadMachine },
  options: TransferOptions,
): Promise<UploadOutcome> => {
  const { pace } = ports.machine;
  const startedAt = pace.nowMilliseconds();
  const api = patientApi(ports.api, pace, options.signal);
  const count: Counts = { attempts: 0, sent: 0 };
  let { resumes } = upload;
  try {
    for (let round = 1; round <= maxRounds; round += 1) {
      const end = await sendMissing(
        file,
        { ...upload, resumes },
        { ...ports, api },
        options,
        count,
      );
      if (end !== undefined) return end;
      const clip = await joined(api, upload.clipId);
      const seconds = (pace.nowMilliseconds() - startedAt) / 1_000;
      if (clip !== undefined) return endIn(clip, { file, upload, count, seconds });
      resumes = true;
    }
    return failedAfter(count.attempts, 'storage misses parts that it has taken');
  } catch (error) {
    options.signal?.throwIfAborted();
    const seconds = (pace.nowMilliseconds() - startedAt) / 1_000;
    return endOf(error, api, { upload, file, count, seconds });
  }
};

interface Counts {
  attempts: number;
  sent: number;
}

type Clip = ApiSchemas['Clip'];

/** The clip, once its parts are one object; undefined when some are missing. */
const joined = async (api: UploadApi, clipId: string): Promise<Clip | undefined> => {
  try {
    return await api.completeUpload({ clipId });
  } catch (error) {
    if (isProblem(error, 'parts-missing')) return undefined;
    throw error;
  }
};

/** States of a clip whose file is there, or on its way to be seen. */
const goodStates: readonly Clip['state'][] = [
  'granted',
  'analyzing',
  'in-review',
  'accepted',
  'rejected',
];

/** What the clip's state says of its upload, when nothing is left to be sent. */
const endIn = (
  { state, reasonSentence }: Clip,
  {
    file,
    upload,
    count: { attempts, sent },
    seconds,
  }: { file: FileSource; upload: PartsUpload; count: Counts; seconds: number },
): UploadOutcome => {
  if (!goodStates.includes(state)) {
    return {
      outcome: 'closed',
      sentence: `The clip is ${state} now. ${reasonSentence ?? ''}`.trim(),
    };
  }
  const parts = { sent, before: upload.plan.partCount - sent };
  return { outcome: 'uploaded', bytes: file.bytes, seconds, attempts, parts };
};

/** One round over all parts; undefined when nothing more is to be sent. */
const sendMissing = async (
  file: FileSource,
  upload: PartsUpload,
  { api, machine }: { readonly api: UploadApi; readonly machine: UploadMachine },
  options: TransferOptions,
  count: Counts,
): Promise<UploadOutcome | undefined> => {
  const { clipId, plan } = upload;
  const stop = new AbortController();
  const { signal: given, parallelParts = defaultParallelParts } = options;
  const signal = given === undefined ? stop.signal : AbortSignal.any([given, stop.signal]);
  const arrived = upload.resumes ? await arrivedOf(api, clipId) : new Map<number, string>();
  const meter = openMeter(file, plan, machine, options);
  const line = openPartLine({
    ...{ file, clipId, plan, arrived, machine, api, signal },
    batchSize: parallelParts,
    onFound: (part) => meter.found(part),
  });
  const lane = async (): Promise<UploadOutcome | undefined> => {
    // Each turn takes a part out of the line, so that there are at most as many turns as parts.
    for (let turn = 0; turn <= plan.partCount; turn += 1) {
      await options.gate.opened(signal);
      const part = await line.next();
      if (part === undefined) return undefined;
      const end = await sendUntilStored(
        {
          body: part.slice,
          declaredBytes: part.slice.bytes,
          target: part.target,
          renew: () => line.renew(part),
          hasArrived: () => isThere(api, clipId, part),
          onBytes: (bytes) => meter.sending(part, bytes),
        },
        machine,
        { ...options, signal, onRetry: retryOf(part, options) },
      );
      count.attempts += end.attempts;
      if (end.kind !== 'stored') return outcomeOf(end, part);
      count.sent += 1;
      meter.stored(part);
    }
    return undefined;
  };
  return firstEnd(Array.from({ length: parallelParts }, lane), stop, given);
};

/** Waits for all lanes; the first that ends badly stops the others. */
const firstEnd = async (
  lanes: readonly Promise<UploadOutcome | undefined>[],
  stop: AbortController,
  given: AbortSignal | undefined,
): Promise<UploadOutcome | undefined> => {
  const bad: { outcome?: UploadOutcome; error?: unknown }[] = [];
  const watched = lanes.map(async (lane) => {
    try {
      const outcome = await lane;
      if (outcome === undefined) return;
      bad.push({ outcome });
    } catch (error) {
      bad.push({ error });
    }
    stop.abort(new Error('Another part came to an end.'));
  });
  await Promise.all(watched);
  given?.throwIfAborted();
  const [first] = bad;
  if (first === undefined) return undefined;
  if (first.outcome !== undefined) return first.outcome;
  throw first.error;
};

const retryOf =
  ({ partNumber }: SignedPart, { onRetry }: TransferOptions) =>
  (attempt: number, why: string): void =>
    onRetry?.(attempt, `part ${partNumber}: ${why}`);

const outcomeOf = (
  end: Exclude<ShipmentEnd, { readonly kind: 'stored' }>,
  { partNumber }: SignedPart,
): UploadOutcome => {
  switch (end.kind) {
    case 'refused':
      return refusedFor(end.reason);
    case 'expired':
      return { outcome: 'expired', sentence: sentences.expired };
    case 'failed':
      return failedAfter(end.attempts, end.why, `Part ${partNumber}`);
    case 'gone':
      throw new UploadGone();
  }
};

/** Storage does not know the upload any more: the clip's state tells why. */
class UploadGone extends Error {
  override readonly name = 'UploadGone';
}

const arrivedOf = async (api: UploadApi, clipId: string): Promise<ReadonlyMap<number, string>> => {
  const { arrived } = await api.listParts({ clipId });
  return new Map(arrived.map(({ partNumber, sha256 }) => [partNumber, sha256]));
};

const isThere = async (
  api: UploadApi,
  clipId: string,
  { partNumber, sha256 }: SignedPart,
): Promise<boolean> => (await arrivedOf(api, clipId)).get(partNumber) === sha256;

/** Bytes of parts that are there and of those on their way, as one progress. */
const openMeter = (
  file: FileSource,
  plan: PartPlan,
  { pace }: UploadMachine,
  { onProgress }: TransferOptions,
) => {
  const moving = new Map<number, number>();
  let done = { bytes: 0, parts: 0 };
  const tell =
    onProgress &&
    ((progress: Parameters<typeof onProgress>[0]) =>
      onProgress({ ...progress, parts: { done: done.parts, count: plan.partCount } }));
  const now = () => pace.nowMilliseconds();
  let count = measureRate(file.bytes, tell, now);
  const all = (): number => [...moving.values()].reduce((sum, bytes) => sum + bytes, done.bytes);
  return {
    sending: ({ partNumber }: SignedPart, bytes: number): void => {
      moving.set(partNumber, bytes);
      count(all());
    },
    stored: ({ partNumber, slice }: SignedPart): void => {
      moving.delete(partNumber);
      done = { bytes: done.bytes + slice.bytes, parts: done.parts + 1 };
      count(all());
    },
    found: ({ bytes }: { readonly bytes: number }): void => {
      done = { bytes: done.bytes + bytes, parts: done.parts + 1 };
      // What was there already says nothing about the line.
      count = measureRate(file.bytes, tell, now, all());
      count(all());
    },
  };
};

/** What an error means for the upload; what means nothing is thrown on. */
const endOf = async (
  error: unknown,
  api: UploadApi,
  sofar: { file: FileSource; upload: PartsUpload; count: Counts; seconds: number },
): Promise<UploadOutcome> => {
  const { clipId } = sofar.upload;
  if (isProblem(error, 'reservation-ended')) {
    return { outcome: 'expired', sentence: sentences.reservationEnded };
  }
  if (isProblem(error, 'part-unfit', 'not-found')) {
    return { outcome: 'closed', sentence: error.message };
  }
  if (isProblem(error, 'unreachable', 'internal-error', 'unexpected-answer')) {
    const sentence = `The upload could not go on. ${error.message}`;
    return { outcome: 'failed', attempts: sofar.count.attempts, sentence };
  }
  if (!(error instanceof UploadGone) && !isProblem(error, 'not-uploading')) throw error;
  const clip = await asItStands(api, clipId);
  if (clip !== undefined) return endIn(clip, sofar);
  return failedAfter(sofar.count.attempts, 'storage has lost track of the upload');
};

/**
 * Joined by a run whose answer was lost, or given up: joining again, or the clip itself, tells.
 * Undefined when parts are missing all the same.
 */
const asItStands = async (api: UploadApi, clipId: string): Promise<Clip | undefined> => {
  try {
    return await joined(api, clipId);
  } catch (error) {
    if (isProblem(error, 'not-uploading')) return api.getClip({ clipId });
    throw error;
  }
};
