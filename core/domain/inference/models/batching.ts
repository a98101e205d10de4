/** What batches are made of. */
export interface BatchingOptions<Item, Result> {
  /** Most items worth running at once. */
  readonly maxBatch: number;
  /** One result for each item, in their order. Never called again before it has ended. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /**
   * Told when the first item begins to wait. Whoever knows the time calls `flush` when it has
   * waited long enough; without it a batch waits until it is full or everybody has given.
   */
  readonly whenWaiting?: ((flush: () => void) => void) | undefined;
}

/** Somebody who gives items, such as one clip's analysis. */
export interface Participant<Item, Result> {
  /** Rejects with what `run` rejected with, and with `BatchingLeft` after `leave`. */
  give(items: readonly Item[]): Promise<readonly Result[]>;
  /** Nobody waits for this participant any more. What it gave before is still run. */
  leave(): void;
}

/**
 * Items of several participants, run together. What is given without joining waits for those who
 * joined, and nobody waits for more of it: where nobody joins, a batch is what came while the one
 * before it ran.
 */
export interface Batching<Item, Result> extends Pick<Participant<Item, Result>, 'give'> {
  join(): Participant<Item, Result>;
  /** Runs what waits now, however little it is. */
  flush(): void;
}

/** A participant gave something after it had left. */
export class BatchingLeft extends Error {
  override readonly name = 'BatchingLeft';
  constructor() {
    super('Join again before giving more.');
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly giver: object | undefined;
  readonly settle: (result: Result) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Collects items until a batch is full, until every participant waits for an answer (so that
 * nobody is left who could add one), or until `flush`. One batch runs at a time; what comes
 * meanwhile makes the next.
 */
export const startBatching = <Item, Result>({
  maxBatch,
  run,
  whenWaiting,
}: BatchingOptions<Item, Result>): Batching<Item, Result> => {
  if (!(maxBatch >= 1)) throw new RangeError('A batch holds at least one item');
  const queue: Waiting<Item, Result>[] = [];
  const participants = new Set<object>();
  let isRunning = false;
  /** How many of those in front must go although the batch is not full. */
  let flushed = 0;
  let isAnnounced = false;

  const isDue = (): boolean => {
    if (queue.length === 0) return false;
    if (queue.length >= maxBatch || flushed > 0) return true;
    const givers = new Set(queue.map(({ giver }) => giver));
    return [...participants].every((participant) => givers.has(participant));
  };

  const runOne = async (): Promise<void> => {
    const batch = queue.splice(0, maxBatch);
    flushed = Math.max(0, flushed - batch.length);
    isAnnounced = false;
    try {
      const results = await run(batch.map(({ item }) => item));
      if (results.length !== batch.length) {
        throw new RangeError(`${results.length} results for a batch of ${batch.length}`);
      }
      for (const [at, result] of results.entries()) batch[at]?.settle(result);
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  };

  const runWhatIsDue = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    // Ends: every round takes at least one item, and items come only from outside.
    while (isDue()) await runOne();
    isRunning = false;
    if (queue.length === 0 || isAnnounced) return;
    isAnnounced = true;
    whenWaiting?.(flush);
  };

  const flush = (): void => {
    flushed = queue.length;
    void runWhatIsDue();
  };

  const give = (giver: object | undefined, items: readonly Item[]): Promise<readonly Result[]> => {
    const answers = items.map(
      (item) =>
        new Promise<Result>((settle, fail) => {
          queue.push({ item, giver, settle, fail });
        }),
    );
    void runWhatIsDue();
    return Promise.all(answers);
  };

  return {
    give: (items) => give(undefined, items),
    join() {
      const giver = {};
      participants.add(giver);
      return {
        async give(items) {
          if (!participants.has(giver)) throw new BatchingLeft();
          return give(giver, items);
        },
        leave() {
          participants.delete(giver);
          void runWhatIsDue();
        },
      };
    },
    flush,
  };
};
