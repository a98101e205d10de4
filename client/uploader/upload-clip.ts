import type { UploadOutcome } from './core/outcome.ts';
import { createPauseGate } from './core/pause-gate.ts';
import type { SignedTarget } from './core/ports.ts';
import { sendWhole } from './core/send-whole.ts';
import type { TransferOptions } from './core/transfer-options.ts';
import { openFileSource } from './file-source.ts';
import { nodeMachine } from './node-machine.ts';

export type { UploadOutcome } from './core/outcome.ts';

/** How an upload is watched and bounded, and whose time it takes. */
export interface UploadOptions extends Omit<TransferOptions, 'gate'> {
  /** Waits between attempts; the default doubles from 0.5 s to 8 s with jitter. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  readonly nowMilliseconds?: () => number;
}

/**
 * PUTs a file on disk to the URL of a grant in one piece. `declaredBytes` is what the grant was
 * asked for. Throws the signal's reason and `FileUnreadable`.
 */
export const uploadClip = async (
  upload: SignedTarget,
  { path, declaredBytes }: { readonly path: string; readonly declaredBytes: number },
  { pause, nowMilliseconds, ...options }: UploadOptions = {},
): Promise<UploadOutcome> => {
  const file = await openFileSource(path);
  const machine = nodeMachine({
    ...(pause === undefined ? {} : { pause }),
    ...(nowMilliseconds === undefined ? {} : { nowMilliseconds }),
  });
  const gate = createPauseGate();
  return sendWhole(file, { target: upload, declaredBytes }, machine, { ...options, gate });
};
