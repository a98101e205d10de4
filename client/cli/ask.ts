import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Where a person is asked, and how the asking ends early. */
export interface Asking {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Aborts at Ctrl-C from outside. */
  readonly signal: AbortSignal;
  /** Ctrl-C while asked: the terminal hands it over as a key, and no signal is sent. */
  readonly onInterrupt: () => void;
  /** The answer is not shown. */
  readonly secret: boolean;
}

/** Asks and returns the answer; an end of input (Ctrl-D) is an empty one. Rejects at Ctrl-C. */
export const askPerson = async (
  question: string,
  { input, output, signal, onInterrupt, secret }: Asking,
): Promise<string> => {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: secret ? silent : output, terminal: true });
  lines.once('SIGINT', onInterrupt);
  // Else nothing would ever settle, and Node.js would end in the middle with a warning.
  const ended = new Promise<undefined>(
    (resolve) => void lines.once('close', () => resolve(undefined)),
  );
  if (secret) output.write(question);
  try {
    // Readline draws its line anew before the first key: a question that it does not know is wiped.
    const asked = lines.question(secret ? '' : question, { signal });
    const answer = await Promise.race([asked, ended]);
    // Enter has ended the line already, the end of input has not.
    if (answer === undefined && !secret) output.write('\n');
    return answer ?? '';
  } finally {
    lines.close();
    if (secret) output.write('\n');
  }
};
