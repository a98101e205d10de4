import { mediaProbe } from '../../../core/adapters/media/media-probe.ts';
import {
  UnreadableMedia,
  type DurationLimits,
  type ProbedMedia,
  type RangeReader,
} from '../../../core/domain/intake/ports.ts';

const probe = mediaProbe();

/** Reads of bytes at hand. */
export const readerOf = (bytes: Uint8Array): RangeReader => ({
  bytes: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});

/** What the probe says of a file: its facts, or why it cannot be taken. Anything else is thrown. */
export const verdictOf = async (
  reader: RangeReader,
  limits?: DurationLimits,
): Promise<ProbedMedia | UnreadableMedia> => {
  try {
    return await probe.probe(reader, limits);
  } catch (error) {
    if (error instanceof UnreadableMedia) return error;
    throw error;
  }
};

/** Why a file is refused, or `taken`. */
export const reasonFor = async (bytes: Uint8Array): Promise<string> => {
  const verdict = await verdictOf(readerOf(bytes));
  return verdict instanceof UnreadableMedia ? verdict.reason : 'taken';
};
