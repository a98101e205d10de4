import { failedAfter, refusedFor, sentences, type UploadOutcome } from './outcome.ts';
import type { FileSource, SignedTarget, UploadMachine } from './ports.ts';
import { measureRate } from './progress.ts';
import { sendUntilStored } from './send-until-stored.ts';
import type { TransferOptions } from './transfer-options.ts';

/**
 * PUTs a file to the URL of a grant in one piece, again from the start when the line breaks.
 * Storage keeps nothing of a broken attempt and takes the object once, so that doing all of it
 * again is safe. `declaredBytes` is what the grant was asked for. Throws the signal's reason and
 * `FileUnreadable`.
 */
export const sendWhole = async (
  file: FileSource,
  { target, declaredBytes }: { readonly target: SignedTarget; readonly declaredBytes: number },
  machine: UploadMachine,
  options: TransferOptions,
): Promise<UploadOutcome> => {
  const { pace } = machine;
  const startedAt = pace.nowMilliseconds();
  const meter = () => measureRate(file.bytes, options.onProgress, () => pace.nowMilliseconds());
  let count = meter();
  const end = await sendUntilStored(
    {
      body: file.slice(0, file.bytes),
      declaredBytes,
      target,
      onBytes: (bytes) => {
        if (bytes === 0) count = meter();
        else count(bytes);
      },
    },
    machine,
    options,
  );
  switch (end.kind) {
    case 'stored': {
      const seconds = (pace.nowMilliseconds() - startedAt) / 1_000;
      return { outcome: 'uploaded', bytes: file.bytes, seconds, attempts: end.attempts };
    }
    case 'refused':
      return refusedFor(end.reason);
    case 'expired':
      return { outcome: 'expired', sentence: sentences.expired };
    case 'gone':
      return { outcome: 'closed', sentence: 'Storage does not know this upload any more.' };
    case 'failed':
      return failedAfter(end.attempts, end.why);
  }
};
