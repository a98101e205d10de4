/** How full a queue is. Approximate, as SQS counts: right once nothing moves for a minute. */
export interface QueueCounts {
  /** Messages that wait for their function. */
  readonly waiting: number;
  /** Messages that a function holds now. */
  readonly inWork: number;
  /** Messages put aside after too many deliveries, those that a redrive holds included. */
  readonly deadLetters: number;
}

/** A named value that travels beside a message's body. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, with an optional label after a dot. */
  readonly type: string;
  readonly value: string | Uint8Array;
}

/** A message that was put aside, held for whoever took it. */
export interface DeadLetter {
  /** What `forget` needs; of this delivery only. */
  readonly receipt: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

/** A queue together with what was put aside from it. */
export interface QueueRedrive {
  counts(): Promise<QueueCounts>;
  /**
   * Takes at most `limit` dead letters (10 at most), which nobody else gets for `holdSeconds`.
   * None: nothing is there that nobody holds.
   */
  take(limit: number, holdSeconds: number): Promise<readonly DeadLetter[]>;
  /** Sends a message with this body and these attributes to the queue itself. */
  sendBack(letter: DeadLetter): Promise<void>;
  /** Deletes a dead letter. One that is gone is fine. */
  forget(letter: DeadLetter): Promise<void>;
}
