/** Failures that trying again cannot cure: the workflow is told, the queue message is done. */
export const lastingFailureCodes = [
  'UndecodableFootage',
  'FootageMissing',
  'FootageTooLarge',
  'FootageTooLong',
  'AnalysisGaveUp',
] as const;
export type LastingFailureCode = (typeof lastingFailureCodes)[number];

/** Base of the lasting failures. Messages hold numbers only: no file names, no decoder output. */
export abstract class LastingFailure extends Error {
  abstract readonly code: LastingFailureCode;
}

/**
 * The file is no video, or breaks off: fewer seconds decode than the container promises. ffmpeg
 * itself ends with success on a truncated file, hence the comparison.
 */
export class UndecodableFootage extends LastingFailure {
  override readonly name = 'UndecodableFootage';
  override readonly code = 'UndecodableFootage';
  readonly decodedSeconds: number;
  /** What the container promised; undefined when it promised nothing. */
  readonly expectedSeconds: number | undefined;
  constructor(
    {
      decodedSeconds,
      expectedSeconds,
    }: { decodedSeconds: number; expectedSeconds?: number | undefined },
    options?: ErrorOptions,
  ) {
    const promised = expectedSeconds === undefined ? '' : ` of ${expectedSeconds.toFixed(1)}`;
    const message =
      decodedSeconds > 0
        ? `Only ${decodedSeconds.toFixed(1)}${promised} seconds could be decoded as video.`
        : 'Nothing could be decoded as video.';
    super(message, options);
    this.decodedSeconds = decodedSeconds;
    this.expectedSeconds = expectedSeconds;
  }
}

/** The landed object is gone: withdrawn and erased while its job waited in the queue. */
export class FootageMissing extends LastingFailure {
  override readonly name = 'FootageMissing';
  override readonly code = 'FootageMissing';
  constructor(options?: ErrorOptions) {
    super('The footage is not there any more.', options);
  }
}

/** The landed object is larger than this host takes. */
export class FootageTooLarge extends LastingFailure {
  override readonly name = 'FootageTooLarge';
  override readonly code = 'FootageTooLarge';
  constructor(maxBytes: number) {
    super(`The footage is larger than the ${maxBytes} bytes this host takes.`);
  }
}

/** The clip has more samples than this host takes. */
export class FootageTooLong extends LastingFailure {
  override readonly name = 'FootageTooLong';
  override readonly code = 'FootageTooLong';
  constructor(maxSeconds: number) {
    super(`The footage is longer than the ${maxSeconds} seconds this host takes.`);
  }
}

/** The decoder did not end in time. Worth another try on a less busy host. */
export class DecodingTimedOut extends Error {
  override readonly name = 'DecodingTimedOut';
  constructor(timeoutSeconds: number) {
    super(`Decoding took longer than ${timeoutSeconds} seconds.`);
  }
}

/**
 * No copy that may be shown came of footage that had been watched whole: the host's fault or ours,
 * never a reason to refuse the clip. Worth another try.
 */
export class CopyNotMade extends Error {
  override readonly name = 'CopyNotMade';
  constructor(options?: ErrorOptions) {
    super('No copy could be made of footage that plays.', options);
  }
}

/** Likewise for the pictures that moderation is to see. */
export class StillsNotTaken extends Error {
  override readonly name = 'StillsNotTaken';
  constructor(options?: ErrorOptions) {
    super('No stills could be taken of footage that plays.', options);
  }
}

/** Moderation is at its quota. Leave the message in the queue: it comes back by itself. */
export class ModerationThrottled extends Error {
  override readonly name = 'ModerationThrottled';
  constructor(options?: ErrorOptions) {
    super('Moderation is at its quota; try again later.', options);
  }
}
