/** Everything that the command line touches of the world. */
export interface Terminal {
  /** Standard output: the result, and nothing else. */
  readonly write: (text: string) => void;
  /** Standard error: progress, notes, what went wrong. */
  readonly note: (text: string) => void;
  /** Whether a person watches standard error: progress is drawn only then. */
  readonly watched: boolean;
  /** Of the screen that is watched; asked anew at every drawing. */
  readonly columns: () => number;
  /** Asks a person and returns the answer; undefined where nobody can be asked. */
  readonly ask: ((question: string, options?: { secret: boolean }) => Promise<string>) | undefined;
  /** All of standard input; undefined where a person would have to type it. */
  readonly readInput: (() => Promise<string>) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the connection file is kept unless said otherwise. */
  readonly connectionFile: string;
  /** The person's folder for what is remembered from run to run. */
  readonly stateFolder: string;
  readonly nowMilliseconds: () => number;
  /** Waits; rejects at Ctrl-C, and with the reason of the signal that is given. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Something that the command line itself refuses, in a sentence that says what to do. Exit 1. */
export class CliFailure extends Error {
  override readonly name: string = 'CliFailure';
}

/** What was given to the command line is wrong, or something that it needs is not there. Exit 2. */
export class UsageFailure extends CliFailure {
  override readonly name = 'UsageFailure';
}
