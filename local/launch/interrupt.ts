/** A terminal and npm both pass one Ctrl-C on: what follows this soon is the same wish. */
const sameWishMilliseconds = 1_500;

/**
 * Runs `end` at the first SIGINT, SIGTERM or SIGHUP, and leaves at once at a later one.
 * @returns a function that stops listening
 */
export function onInterrupt(end: (signal: NodeJS.Signals) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let firstAt: number | undefined;
  const listen = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      end(signal);
    } else if (Date.now() - firstAt > sameWishMilliseconds) {
      process.exit(130);
    }
  };
  for (const signal of signals) process.on(signal, listen);
  return () => {
    for (const signal of signals) process.off(signal, listen);
  };
}
