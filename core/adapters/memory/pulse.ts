import type { Pulse } from '../../domain/inference/analyze-landed-clip.ts';
import { JobGone } from '../../domain/inference/interruptions.ts';

/** A pulse of one beat, before the work: work in memory takes no time. */
export const createMemoryPulse = (): Pulse => ({
  async during(beat, work, { signal = new AbortController().signal }) {
    if ((await beat()) === 'gone') throw new JobGone();
    return work(signal);
  },
});
