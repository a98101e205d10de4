import type { ApiSchemas } from '../../api-client.ts';
import { hashSlice } from './hash-file.ts';
import type { FileSlice, FileSource, SignedTarget, UploadMachine } from './ports.ts';
import type { UploadApi } from './upload-api.ts';

/** How a file is cut. */
export type PartPlan = Pick<ApiSchemas['PartPlan'], 'partBytes' | 'partCount'>;

/** A part that can be sent. */
export interface SignedPart {
  readonly partNumber: number;
  readonly sha256: string;
  readonly slice: FileSlice;
  readonly target: SignedTarget;
}

/** Hands out what is still to be sent, signed. */
export interface PartLine {
  /** The next part; undefined when there is none left. Throws what reading and signing throw. */
  next(): Promise<SignedPart | undefined>;
  /** Signs one part again. */
  renew(part: SignedPart): Promise<SignedTarget>;
}

/** What has arrived: SHA-256 by part number. */
export type Arrived = ReadonlyMap<number, string>;

/** The bytes of one part. */
const sliceOf = (file: FileSource, plan: PartPlan, partNumber: number): FileSlice => {
  const from = (partNumber - 1) * plan.partBytes;
  return file.slice(from, Math.min(file.bytes, from + plan.partBytes));
};

interface LineOptions {
  readonly file: FileSource;
  readonly clipId: string;
  readonly plan: PartPlan;
  readonly arrived: Arrived;
  /** Parts of one call: as many as are sent at once, so that the first byte leaves soon. */
  readonly batchSize: number;
  readonly api: Pick<UploadApi, 'signParts'>;
  readonly machine: Pick<UploadMachine, 'startHash'>;
  /** A part whose bytes were found in storage. */
  readonly onFound: (part: { readonly partNumber: number; readonly bytes: number }) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads each part once to hash it, has a batch signed, and keeps one batch ahead of what is sent.
 * The part is read a second time to be sent: from the machine's page cache, since the first time
 * was a moment ago. The other way, keeping parts of 16 MiB until they are sent, would hold 160 MiB
 * for five lanes; this holds a few pieces of 256 KiB whatever a part's size. Storage compares what
 * arrives with the signed hash, so that a file that changes in between is found.
 *
 * Parts that have arrived come last: they are compared by their bytes, never by memory, but what
 * is missing goes first.
 */
export const openPartLine = (options: LineOptions): PartLine => {
  const { plan, arrived, batchSize } = options;
  const numbers = Array.from({ length: plan.partCount }, (_, index) => index + 1);
  const queue = [
    ...numbers.filter((number) => !arrived.has(number)),
    ...numbers.filter((number) => arrived.has(number)),
  ];
  let ready: SignedPart[] = [];
  let ahead: Promise<SignedPart[]> | undefined;
  const prepare = (): Promise<SignedPart[]> => {
    const made = prepareBatch(queue, batchSize, options);
    // Whoever takes it sees the fault; until then nobody listens.
    made.catch(() => undefined);
    return made;
  };
  const take = async (): Promise<SignedPart | undefined> => {
    if (ready.length === 0) {
      ready = await (ahead ?? prepare());
      ahead = queue.length > 0 ? prepare() : undefined;
    }
    return ready.shift();
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    next: () => {
      const mine = turn.then(take);
      turn = mine.catch(() => undefined);
      return mine;
    },
    renew: async (part) => {
      const [target] = await sign([part], options);
      if (target === undefined) throw new Error('No part was signed');
      return target;
    },
  };
};

/** Takes from the queue until a batch is full; what storage has already is told and passed over. */
const prepareBatch = async (
  queue: number[],
  batchSize: number,
  options: LineOptions,
): Promise<SignedPart[]> => {
  const { file, plan, arrived, onFound, signal } = options;
  const unsigned: Omit<SignedPart, 'target'>[] = [];
  while (unsigned.length < batchSize) {
    const partNumber = queue.shift();
    if (partNumber === undefined) break;
    const slice = sliceOf(file, plan, partNumber);
    const { sha256 } = await hashSlice(slice, options.machine, { signal });
    if (arrived.get(partNumber) === sha256) onFound({ partNumber, bytes: slice.bytes });
    else unsigned.push({ partNumber, sha256, slice });
  }
  if (unsigned.length === 0) return [];
  const targets = await sign(unsigned, options);
  return unsigned.flatMap((part, index) => {
    const target = targets[index];
    return target === undefined ? [] : [{ ...part, target }];
  });
};

const sign = async (
  parts: readonly Pick<SignedPart, 'partNumber' | 'sha256'>[],
  { api, clipId }: LineOptions,
): Promise<readonly (SignedTarget | undefined)[]> => {
  const body = { parts: parts.map(({ partNumber, sha256 }) => ({ partNumber, sha256 })) };
  const signed = await api.signParts({ clipId, body });
  const targets = new Map(signed.parts.map((part) => [part.partNumber, part]));
  return parts.map(({ partNumber }) => targets.get(partNumber));
};
