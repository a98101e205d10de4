/**
 * Boxes of MP4, QuickTime and 3GP files: a size, a type of four characters, and what is in it
 * (ISO/IEC 14496-12 §4.2). Sizes are claims: nothing here believes one beyond the bytes at hand.
 */

/** A box: its payload lies in `data` from `from` (inclusive) to `to` (exclusive). */
export interface Box {
  readonly type: string;
  readonly data: DataView;
  readonly from: number;
  readonly to: number;
}

/** The head of a box, wherever it stands. */
export interface BoxHead {
  readonly type: string;
  readonly headBytes: number;
  /** With its head. Undefined where it is missing or less than the head itself. */
  readonly bytes: number | undefined;
  /** Size 0: it ends where the file does. */
  readonly isOpen: boolean;
}

/** The longest head: size, type, and a size of 64 bits. */
export const boxHeadBytes = 16;

/**
 * Boxes have a few dozen children, and each level is looked through some twenty times: more would
 * cost time without being a film.
 */
const usualChildren = 512;

/** A view of the same bytes. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Four characters at a place. */
export const typeAt = (data: DataView, at: number): string =>
  String.fromCharCode(
    data.getUint8(at),
    data.getUint8(at + 1),
    data.getUint8(at + 2),
    data.getUint8(at + 3),
  );

/** An unsigned number of 64 bits; what is above 2^53 is a lie, and only needs to stay large. */
export const uint64At = (data: DataView, at: number): number =>
  data.getUint32(at) * 0x1_0000_0000 + data.getUint32(at + 4);

/**
 * Reads the head of a box whose level ends `left` bytes later. Undefined with less than 8 bytes at
 * hand. Size 0 means "to the end", 1 that 64 bits follow.
 */
export const boxHeadAt = (data: DataView, at: number, left: number): BoxHead | undefined => {
  if (at + 8 > data.byteLength || left < 8) return undefined;
  const type = typeAt(data, at + 4);
  const size = data.getUint32(at);
  if (size === 0) return { type, headBytes: 8, bytes: left, isOpen: true };
  if (size !== 1) {
    return { type, headBytes: 8, bytes: size < 8 ? undefined : size, isOpen: false };
  }
  const bytes = at + 16 <= data.byteLength ? uint64At(data, at + 8) : 0;
  return { type, headBytes: 16, bytes: bytes < 16 ? undefined : bytes, isOpen: false };
};

/** The children of a box, or of a part of one. One that claims to be longer is cut. */
export function* boxesIn(
  data: DataView,
  from: number,
  to: number,
  maxChildren = usualChildren,
): Generator<Box> {
  let at = from;
  for (let count = 0; count < maxChildren && at + 8 <= to; count += 1) {
    const head = boxHeadAt(data, at, to - at);
    if (head?.bytes === undefined) return;
    const end = Math.min(at + head.bytes, to);
    yield { type: head.type, data, from: Math.min(at + head.headBytes, end), to: end };
    at = end;
  }
}

/** The first child of a type, by a path of types. */
export const childOf = (box: Box, ...path: readonly string[]): Box | undefined => {
  let found: Box | undefined = box;
  for (const type of path) {
    if (found === undefined) return undefined;
    found = firstOf(found, type);
  }
  return found;
};

const firstOf = ({ data, from, to }: Box, type: string): Box | undefined => {
  for (const child of boxesIn(data, from, to)) if (child.type === type) return child;
  return undefined;
};

/** How many bytes a box has for its payload. */
export const lengthOf = ({ from, to }: Box): number => to - from;

/**
 * How many entries a table has: what it claims, and no more than its bytes can hold. `at` is the
 * place of the claim, the entries follow.
 */
export const entriesOf = ({ data, to }: Box, at: number, entryBytes: number): number =>
  at + 4 > to ? 0 : Math.min(data.getUint32(at), Math.floor((to - at - 4) / entryBytes));
