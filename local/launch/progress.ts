/** How far one stack is. */
export interface StackProgress {
  readonly stack: string;
  readonly state: 'deploying' | 'deployed' | 'unchanged';
  /** Resources done and to do; zero before the first is known. */
  readonly done: number;
  readonly total: number;
}

/** What one line of `cdk deploy --progress events` tells about a stack, if anything. */
export function progressOf(line: string): StackProgress | undefined {
  const event = /^(\S+) +\| +(\d+)(?:\/(\d+))? +\|/.exec(line);
  if (event !== null) {
    const [, stack = '', done, total] = event;
    return { stack, state: 'deploying', done: Number(done), total: Number(total ?? 0) };
  }
  const started = /^(\S+): deploying\.\.\./.exec(line);
  if (started !== null) {
    return { stack: started[1] ?? '', state: 'deploying', done: 0, total: 0 };
  }
  const ended = /^ ?✅ +(\S+?)( \(no changes\))?$/.exec(line.trimEnd());
  if (ended === null) return undefined;
  const state = ended[2] === undefined ? 'deployed' : 'unchanged';
  return { stack: ended[1] ?? '', state, done: 0, total: 0 };
}
