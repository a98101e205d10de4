import { getHeapStatistics } from 'node:v8';
import { mediaProbe } from '../../core/adapters/media/media-probe.ts';
import { UnreadableMedia, type RangeReader } from '../../core/domain/intake/ports.ts';

/** How a probe ended and what it took. */
export interface Measured {
  /** `taken`, a reason, or `crash`. */
  readonly outcome: string;
  /** What it crashed with. */
  readonly error?: unknown;
  readonly cpuMilliseconds: number;
  /**
   * Bytes on the heap and beside it (buffers) that came up while it ran, garbage included: never
   * less than what it held at once, unless a collection ran, which makes it negative or small.
   */
  readonly grownBytes: number;
  readonly reads: number;
  readonly bytesRead: number;
}

const probe = mediaProbe();
const limits = { minDurationSeconds: 1, maxDurationSeconds: 120 };

const usedBytes = (): number => {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
};

/** Probes once. CPU is that of the whole process, which must do nothing else meanwhile. */
export const measured = async (reader: RangeReader): Promise<Measured> => {
  const usedBefore = usedBytes();
  const before = process.cpuUsage();
  const done = await outcomeOf(reader);
  const { user, system } = process.cpuUsage(before);
  return {
    ...done,
    cpuMilliseconds: (user + system) / 1_000,
    grownBytes: usedBytes() - usedBefore,
  };
};

const outcomeOf = async (
  reader: RangeReader,
): Promise<Omit<Measured, 'cpuMilliseconds' | 'grownBytes'>> => {
  try {
    const { cost } = await probe.probe(reader, limits);
    return { outcome: 'taken', ...cost };
  } catch (error) {
    if (error instanceof UnreadableMedia) return { outcome: error.reason, ...error.cost };
    return { outcome: 'crash', error, reads: 0, bytesRead: 0 };
  }
};
