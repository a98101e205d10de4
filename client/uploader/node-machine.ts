import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pace, UploadMachine } from './core/ports.ts';
import { sendByNode } from './send-file.ts';

/** The uploader's machine as Node gives it; `pace` is replaced where time is somebody else's. */
export const nodeMachine = (pace: Partial<Pace> = {}): UploadMachine => ({
  send: sendByNode,
  startHash: () => {
    const hash = createHash('sha256');
    return { update: (piece) => void hash.update(piece), hex: () => hash.digest('hex') };
  },
  pace: {
    nowMilliseconds: () => Date.now(),
    pause: async (milliseconds, signal) => {
      await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
    },
    random: () => Math.random(),
    ...pace,
  },
});
