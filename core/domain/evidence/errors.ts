/** Bytes or text that are not of the form the evidence log uses. Never retried: fix the sender. */
export class EvidenceFormatError extends Error {
  override readonly name = 'EvidenceFormatError';
}

/**
 * Two different contents claim one place in the log. Stop the writers and compare the sequence
 * with the stored tiles (`path`); a retry cannot help and nothing was published.
 */
export class LogForked extends Error {
  override readonly name = 'LogForked';
  readonly path: string;

  constructor(path: string, detail: string) {
    super(`The evidence log would fork at ${path}: ${detail}`);
    this.path = path;
  }
}

/**
 * The sequence is shorter than the signed log, as after a table was restored to an earlier time.
 * Bring the sequence back up to the log before the writers run again.
 */
export class SequenceBehindLog extends Error {
  override readonly name = 'SequenceBehindLog';
}

/** The stored checkpoint is not signed by this log's key. Do not write until a person looked. */
export class CheckpointUntrusted extends Error {
  override readonly name = 'CheckpointUntrusted';
}

/** A tile or an entry of the sequence that must exist is not there. Restore it, then retry. */
export class EvidenceMissing extends Error {
  override readonly name = 'EvidenceMissing';
}

/** Every bounded attempt lost its race to other writers. Nothing is wrong: deliver again. */
export class LogBusy extends Error {
  override readonly name = 'LogBusy';
}
