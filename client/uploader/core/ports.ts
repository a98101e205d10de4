import type { StorageAnswer } from './storage-answer.ts';

/*
 * What the uploader needs of the machine it runs on. Nothing here, and nothing beside this file,
 * knows Node or a browser: each brings its own of these.
 */

/** Some bytes of a file; can be read again and again. */
export interface FileSlice {
  readonly bytes: number;
  /**
   * The bytes in pieces. Ends early when the file has become shorter; throws `FileUnreadable` when
   * it cannot be read.
   */
  read(): AsyncIterable<Uint8Array>;
}

/** A file as it was when it was chosen. */
export interface FileSource {
  /** Which file it is on this machine: a path. */
  readonly path: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMilliseconds: number;
  /** The bytes from `fromByte` up to, not including, `toByte`. */
  slice(fromByte: number, toByte: number): FileSlice;
  /** Whether size and time are still those above. */
  isUnchanged(): Promise<boolean>;
}

/** The file cannot be read; nothing is wrong with the line. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}

/** The file has become shorter since its size was taken. */
export class FileShrank extends Error {
  override readonly name = 'FileShrank';
}

/** Where to send something, and what must be said there. */
export interface SignedTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When the URL ends: an instant. */
  readonly expiresAt: string;
}

/** One PUT. */
export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FileSlice;
  /** Without a byte moved for so long, the attempt ends. */
  readonly idleTimeoutSeconds: number;
  /** All that has been sent so far, again and again. */
  readonly onBytes: (sentBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one PUT and gives storage's answer, whatever its status. Rejects when the line breaks, the
 * signal aborts, or with `FileShrank` and `FileUnreadable`.
 */
export type Send = (sending: Sending) => Promise<StorageAnswer>;

/** A SHA-256 in the making. */
export interface Hash {
  update(piece: Uint8Array): void;
  /** Lower-case hex; ends it. */
  hex(): string | Promise<string>;
}

/** Time and chance. */
export interface Pace {
  /** Milliseconds since 1970. */
  nowMilliseconds(): number;
  /** Waits; rejects with the signal's reason when it aborts. */
  pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** All of the above. */
export interface UploadMachine {
  readonly send: Send;
  readonly startHash: () => Hash;
  readonly pace: Pace;
}
