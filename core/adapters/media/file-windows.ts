import type { ProbeCost, RangeReader } from '../../domain/intake/ports.ts';
import { Unfit } from './unfit.ts';

/** What a probe may spend on one file. */
export interface ProbeLimits {
  readonly maxBytes: number;
  readonly maxReads: number;
  readonly maxSeconds: number;
}

interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const endOf = ({ start, bytes }: Window): number => start + bytes.length;

/**
 * The parts of a file that were read. Nothing is read unless it is asked for by `load`, so the plan
 * of reads is the parser's, and every parser works on bytes that are there.
 */
export class FileWindows {
  readonly #reader: RangeReader;
  readonly #limits: ProbeLimits;
  readonly #isLate: () => boolean;
  #windows: readonly Window[] = [];
  #bytesRead = 0;
  #reads = 0;
  #failure: { readonly cause: unknown } | undefined;

  constructor({
    reader,
    limits,
    isLate,
  }: {
    readonly reader: RangeReader;
    readonly limits: ProbeLimits;
    readonly isLate: () => boolean;
  }) {
    this.#reader = reader;
    this.#limits = limits;
    this.#isLate = isLate;
  }

  /** Bytes of the whole file. */
  get bytes(): number {
    return this.#reader.bytes;
  }

  /** What it has cost so far. */
  get cost(): ProbeCost {
    return { bytesRead: this.#bytesRead, reads: this.#reads };
  }

  /** What storage failed with, if it did: the file's fault then is no finding. */
  get failure(): { readonly cause: unknown } | undefined {
    return this.#failure;
  }

  /** Where the bytes end that are there from a place on; the place itself where there are none. */
  loadedTo(at: number): number {
    const window = this.#windows.find(
      ({ start, bytes }) => start <= at && at < start + bytes.length,
    );
    return window === undefined ? at : endOf(window);
  }

  /** Where the bytes begin that were read up to the file's end; its end where there are none. */
  get tailStart(): number {
    return this.#windows.find((window) => endOf(window) === this.bytes)?.start ?? this.bytes;
  }

  /** Bytes `start` (inclusive) to `end` (exclusive), as many of them as are there from `start`. */
  slice(start: number, end: number): Uint8Array {
    const window = this.#windows.find((each) => each.start <= start && start < endOf(each));
    return window?.bytes.subarray(start - window.start, end - window.start) ?? new Uint8Array();
  }

  /**
   * Makes the bytes from `start` (inclusive) to `end` (exclusive), as far as the file has them, be
   * there, by one ranged read of what is missing. Throws `Unfit` beyond the budget.
   */
  async load(start: number, end: number): Promise<void> {
    const from = this.loadedTo(Math.max(0, start));
    const to = Math.min(end, this.bytes);
    if (from >= to) return;
    // What follows is not read twice, if it reaches to the end of what is asked for.
    const next = this.#windows.find((each) => from < each.start && each.start < to);
    const until = next !== undefined && endOf(next) >= to ? next.start : to;
    this.#spend(until - from);
    this.#join({ start: from, bytes: await this.#fetch(from, until) });
  }

  #spend(bytes: number): void {
    const { maxBytes, maxReads } = this.#limits;
    if (this.#isLate()) throw new Unfit('over-read-budget', 'Out of time');
    if (this.#reads === maxReads) throw new Unfit('over-read-budget', 'Out of reads');
    if (this.#bytesRead + bytes > maxBytes) throw new Unfit('over-read-budget', 'Out of bytes');
    this.#reads += 1;
    this.#bytesRead += bytes;
  }

  async #fetch(from: number, to: number): Promise<Uint8Array> {
    try {
      const bytes = await this.#reader.read(from, to);
      if (bytes.length !== to - from) throw new RangeError('Storage gave another number of bytes');
      return bytes;
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
  }

  /** Windows that touch become one, so that every slice lies in one. */
  #join(window: Window): void {
    const before = this.#windows.find((each) => endOf(each) === window.start);
    const after = this.#windows.find((each) => each.start === endOf(window));
    const parts = [before, window, after].filter((each) => each !== undefined);
    this.#windows = [...this.#windows.filter((each) => !parts.includes(each)), concat(parts)];
  }
}

const concat = (parts: readonly Window[]): Window => {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('Nothing to join');
  if (others.length === 0) return first;
  const whole = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  for (const { start, bytes } of parts) whole.set(bytes, start - first.start);
  return { start: first.start, bytes: whole };
};
