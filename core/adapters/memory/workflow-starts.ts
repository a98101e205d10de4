import type { ClipWorkflow } from '../../domain/intake/ports.ts';
import type { ExpiryWorkflow } from '../../domain/retention/ports.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';

/** Starts each clip's workflow once and tells who runs it. */
export const createMemoryClipWorkflow = (
  run: (clipId: ClipId, wait: { readonly decisionSeconds: number }) => void,
): ClipWorkflow => {
  const started = new Set<ClipId>();
  return {
    async start(clipId, wait) {
      if (started.has(clipId)) return;
      started.add(clipId);
      run(clipId, wait);
    },
  };
};

/** Starts each named run of the expiry workflow once. */
export const createMemoryExpiryWorkflow = (run: (name: string) => void): ExpiryWorkflow => {
  const started = new Set<string>();
  return {
    async start(name) {
      if (started.has(name)) return;
      started.add(name);
      run(name);
    },
  };
};
