import type { ApiClient, ApiSchemas } from '../api-client.ts';
import { hasEnded } from './clip-words.ts';
import type { Terminal } from './terminal.ts';

/** Between two looks: quick at first, then as rarely as a person would look. */
const firstPauseMilliseconds = 250;
const longestPauseMilliseconds = 2_000;

/** Asks again and again, at most for so long, until `done` says so; gives the last answer. */
export const poll = async <T>(
  look: () => Promise<T>,
  done: (value: T) => boolean,
  { terminal, timeoutSeconds }: { terminal: Terminal; timeoutSeconds: number },
): Promise<T> => {
  const until = terminal.nowMilliseconds() + timeoutSeconds * 1_000;
  let pause = firstPauseMilliseconds;
  for (;;) {
    const value = await look();
    const left = until - terminal.nowMilliseconds();
    if (done(value) || left <= 0) return value;
    terminal.signal.throwIfAborted();
    await terminal.pause(Math.min(pause, left));
    pause = Math.min(pause * 1.5, longestPauseMilliseconds);
  }
};

/** Follows a clip until it has come to an end, telling each new state once. */
export const followClip = async (
  api: ApiClient,
  clipId: string,
  options: {
    readonly terminal: Terminal;
    readonly timeoutSeconds: number;
    readonly onState: (clip: ApiSchemas['Clip']) => void;
  },
): Promise<ApiSchemas['Clip']> => {
  let told: string | undefined;
  const look = async (): Promise<ApiSchemas['Clip']> => {
    const clip = await api.getClip({ clipId });
    if (clip.state !== told) options.onState(clip);
    told = clip.state;
    return clip;
  };
  return poll(look, hasEnded, options);
};
