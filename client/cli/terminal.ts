/** Everything that the command line touches of the world. */
export interface Terminal {
  /** Standard output: the result, and nothing else. */
  readonly write: (text: string) => void;
  /** Standard error: progress, notes, what went wrong. */
  readonly note: (text: string) => void;
  /** Whether a person watches standard error: progress is drawn only then. */
  readonly watched: boolean;
  /** Asks a person and returns the answer; undefined where nobody can be asked. */
  readonly ask: ((question: string, options?: { secret: boolean }) => Promise<string>) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the connection file is kept unless said otherwise. */
  readonly connectionFile: string;
  readonly nowMilliseconds: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Something that the command line itself refuses, in a sentence that says what to do. Exit 1. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
}
