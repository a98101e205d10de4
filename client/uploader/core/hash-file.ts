import type { FileSlice, UploadMachine } from './ports.ts';

/**
 * SHA-256 of a slice, lower-case hex, read once in pieces; `onBytes` counts. Throws the signal's
 * reason, and what reading throws.
 */
export const hashSlice = async (
  slice: FileSlice,
  { startHash }: Pick<UploadMachine, 'startHash'>,
  { onBytes, signal }: { onBytes?: (bytes: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<{ readonly sha256: string; readonly bytes: number }> => {
  const hash = startHash();
  let bytes = 0;
  for await (const piece of slice.read()) {
    signal?.throwIfAborted();
    hash.update(piece);
    bytes += piece.length;
    onBytes?.(bytes);
  }
  return { sha256: await hash.hex(), bytes };
};
