import type { ProbeCost, RangeReader } from '../../domain/intake/ports.ts';

/** What a probe may spend on one file. */
export interface ProbeLimits {
  readonly maxBytes: number;
  readonly maxReads: number;
  readonly maxSeconds: number;
}

/** The file asks for more than a probe may spend: hostile, or of a layout that cannot be probed. */
export class ReadBudgetExceeded extends Error {
  override readonly name = 'ReadBudgetExceeded';
}

/**
 * Bytes of the first read. A header with the packet tables of a 60 s clip has about 60 kB; cameras
 * write it in front or at the end.
 */
const firstWindowBytes = 65_536;

/** Bytes of the second read, at least; each further one takes twice as many: a scan speeds up. */
const nextWindowBytes = 32_768;
const maxWindowBytes = 2_097_152;

/**
 * Small reads that a parser may ask for, most of which cost nothing: files of cameras take 24, a
 * search through 8 MB of a live recording 500. mediabunny 1.61 looks for lost Matroska elements
 * for ever when 8 bytes are left.
 */
const maxRequests = 1_000;

/** A small file is read whole; so is what is left behind a read near the end of a larger one. */
const wholeFileBytes = 131_072;
const tailBytes = 524_288;

/** Bytes of each neighbour that are looked at together with a window. */
const borderBytes = 64;

interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * Serves a parser's many small reads from few large ones, within a budget. Reads wait for each
 * other, so that two of one place cost one.
 */
export class WindowedReader {
  readonly #reader: RangeReader;
  readonly #limits: ProbeLimits;
  readonly #isLate: () => boolean;
  readonly #inspect: (bytes: Uint8Array) => void;
  readonly #windows: Window[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #bytesRead = 0;
  #reads = 0;
  #requests = 0;
  #failure: { readonly cause: unknown } | undefined;

  constructor({
    reader,
    limits,
    isLate,
    inspect,
  }: {
    readonly reader: RangeReader;
    readonly limits: ProbeLimits;
    readonly isLate: () => boolean;
    /** Sees all bytes that are read before the parser does, and may throw. */
    readonly inspect: (bytes: Uint8Array) => void;
  }) {
    this.#reader = reader;
    this.#limits = limits;
    this.#isLate = isLate;
    this.#inspect = inspect;
  }

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

  /** Bytes `start` (inclusive) to `end` (exclusive). Throws `ReadBudgetExceeded`. */
  read(start: number, end: number): Promise<Uint8Array> {
    const read = this.#turn.then(() => this.#assemble(start, end));
    // The next reader waits for this one's end, however it ends; its error is its caller's.
    this.#turn = read.catch(() => undefined);
    return read;
  }

  async #assemble(start: number, end: number): Promise<Uint8Array> {
    this.#requests += 1;
    if (this.#requests > maxRequests) throw new ReadBudgetExceeded('Too many small reads');
    if (this.#isLate()) throw new ReadBudgetExceeded('Out of time');
    if (end - start > this.#limits.maxBytes) throw new ReadBudgetExceeded('One read is too large');
    let at = start;
    const parts: Uint8Array[] = [];
    while (at < end) {
      const window = this.#windowAt(at) ?? (await this.#load(at, end));
      const part = window.bytes.subarray(at - window.start, end - window.start);
      parts.push(part);
      at += part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only.slice() : joined(parts, end - start);
  }

  #windowAt(at: number): Window | undefined {
    return this.#windows.find(({ start, bytes }) => start <= at && at < start + bytes.length);
  }

  async #load(at: number, end: number): Promise<Window> {
    const [from, to] = this.#range(at, end);
    if (this.#reads === this.#limits.maxReads) throw new ReadBudgetExceeded('Out of reads');
    if (this.#bytesRead + (to - from) > this.#limits.maxBytes) {
      throw new ReadBudgetExceeded('Out of bytes');
    }
    const window = { start: from, bytes: await this.#fetch(from, to) };
    this.#windows.push(window);
    this.#inspect(this.#withNeighbours(window));
    return window;
  }

  async #fetch(from: number, to: number): Promise<Uint8Array> {
    this.#reads += 1;
    this.#bytesRead += to - from;
    try {
      const bytes = await this.#reader.read(from, to);
      if (bytes.length !== to - from) throw new RangeError('Storage gave another number of bytes');
      return bytes;
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
  }

  /** A window with a few bytes of those beside it: what is looked for may stand on the border. */
  #withNeighbours({ start, bytes }: Window): Uint8Array {
    const end = start + bytes.length;
    const before = this.#windows.find((other) => other.start + other.bytes.length === start);
    const after = this.#windows.find((other) => other.start === end);
    if (before === undefined && after === undefined) return bytes;
    const parts = [
      before?.bytes.subarray(-borderBytes) ?? new Uint8Array(),
      bytes,
      after?.bytes.subarray(0, borderBytes) ?? new Uint8Array(),
    ];
    return joined(
      parts,
      parts.reduce((sum, part) => sum + part.length, 0),
    );
  }

  /** The range to read for a place that no window has; never overlapping one that follows. */
  #range(at: number, end: number): readonly [number, number] {
    const size = this.bytes;
    if (this.#reads === 0 && size <= wholeFileBytes) return [0, size];
    const grown = nextWindowBytes * 2 ** Math.max(0, this.#reads - 1);
    const wanted = at === 0 ? firstWindowBytes : Math.min(grown, maxWindowBytes);
    const near = at > 0 && size - at <= tailBytes;
    const to = near ? size : Math.min(size, Math.max(end, at + wanted));
    const next = Math.min(to, ...this.#windows.map(({ start }) => start).filter((s) => s > at));
    // A short tail is read with what stands before it: indexes at the end are read backwards.
    const from = near ? Math.max(this.#endBefore(at), Math.min(at, to - nextWindowBytes)) : at;
    return [from, next];
  }

  /** Where the last window before a place ends; 0 when there is none. */
  #endBefore(at: number): number {
    return Math.max(
      0,
      ...this.#windows.filter(({ start }) => start <= at).map((w) => w.start + w.bytes.length),
    );
  }
}

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
