import type { SeededRandomness } from '../../core/adapters/memory/seeded-randomness.ts';
import type { RangeReader } from '../../core/domain/intake/ports.ts';
import { diceOf } from './randomness.ts';
import type { Place, Source } from './sources.ts';

/** A damaged file: parts of files in a row, none of them copied. */
export interface Mutant {
  readonly source: string;
  /** What was done to it. */
  readonly changes: readonly string[];
  readonly reader: RangeReader;
}

type Parts = readonly Uint8Array[];

const lengthOf = (parts: Parts): number => parts.reduce((sum, { length }) => sum + length, 0);

/** Bytes `from` to `to` of a row of parts, as parts of it. */
const cut = (parts: Parts, from: number, to: number): Parts => {
  const taken: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, part.length)];
    if (start < end) taken.push(part.subarray(start, end));
    at += part.length;
  }
  return taken;
};

const replaced = (parts: Parts, from: number, to: number, by: Parts): Parts => [
  ...cut(parts, 0, from),
  ...by,
  ...cut(parts, Math.max(from, to), Infinity),
];

/** Copies, as storage does: what a probe keeps is its own. */
const readOf = (parts: Parts, start: number, end: number): Uint8Array => {
  const bytes = new Uint8Array(Math.max(0, end - start));
  let at = 0;
  for (const part of cut(parts, start, end)) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Numbers that programs stumble over. */
const oddNumbers: readonly number[] = [
  ...[0, 1, 2, 7, 8, 9, 15, 16, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x00ff_ffff],
  ...[0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffe, 0xffff_ffff],
];

/** Sizes of elements: unknown, of one byte and of eight, immense, zero, and no number at all. */
const oddSizes: readonly Uint8Array[] = [
  ...[[0xff], [0x80], [0x81], [0x00], [0xfe], [0x7f, 0xff], [0x40, 0x00], [0x1f, 0xff, 0xff, 0xff]],
  ...[
    [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe],
  ],
  ...[
    [0x01, 0, 0, 0, 0, 0, 0, 0],
    [0x01, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
  ],
].map((bytes) => Uint8Array.from(bytes));

const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

/** One way to damage a file: what it is now, and what it was made of. */
type Damage = (
  parts: Parts,
  around: {
    readonly dice: SeededRandomness;
    readonly source: Source;
    readonly sources: readonly Source[];
  },
) => { readonly parts: Parts; readonly change: string };

const anyPlace = (dice: SeededRandomness, { places, bytes }: Source): Place =>
  places.length === 0
    ? { at: dice.below(bytes.length), end: bytes.length, payload: dice.below(bytes.length) }
    : dice.pick(places);

/** A byte where structure is, mostly; sometimes anywhere. */
const anyByte = (dice: SeededRandomness, parts: Parts, source: Source): number => {
  const length = lengthOf(parts);
  if (dice.chance(0.2)) return dice.below(length);
  const { at, end } = anyPlace(dice, source);
  return Math.min(at + dice.below(Math.min(64, end - at)), Math.max(0, length - 1));
};

const flipBits: Damage = (parts, { dice, source }) => {
  let now = parts;
  const flipped: number[] = [];
  for (let count = 1 + dice.below(6); count > 0; count -= 1) {
    const at = anyByte(dice, now, source);
    const [byte = 0] = readOf(now, at, at + 1);
    now = replaced(now, at, at + 1, [Uint8Array.of(byte ^ (1 << dice.below(8)))]);
    flipped.push(at);
  }
  return { parts: now, change: `bits flipped at ${flipped.join(', ')}` };
};

const lieAboutSize: Damage = (parts, { dice, source }) => {
  const { at, end, payload } = anyPlace(dice, source);
  if (source.kind === 'matroska') {
    const size = dice.pick(oddSizes);
    const from = Math.max(at + 1, payload - dice.pick([1, 8]));
    const to = dice.chance(0.5) ? payload : from + size.length;
    return {
      parts: replaced(parts, from, to, [size]),
      change: `size at ${from} is ${size.join(' ')}`,
    };
  }
  const near = dice.pick([end - at - 1, end - at + 1, (end - at) * 2, lengthOf(parts) - at]);
  const size = dice.chance(0.4) ? Math.max(0, near) : dice.pick(oddNumbers);
  return { parts: replaced(parts, at, at + 4, [u32(size)]), change: `size at ${at} is ${size}` };
};

const lieInField: Damage = (parts, { dice, source }) => {
  const { payload, end } = anyPlace(dice, source);
  const at = payload + 4 * dice.below(Math.max(1, Math.min(24, Math.floor((end - payload) / 4))));
  const value = dice.pick(oddNumbers);
  return { parts: replaced(parts, at, at + 4, [u32(value)]), change: `${at} holds ${value}` };
};

/** A box of any file in place of, or in front of, one of this. */
const splice: Damage = (parts, { dice, source, sources }) => {
  const other = dice.chance(0.5) ? source : dice.pick(sources);
  const { at, end } = anyPlace(dice, other);
  const inserted = other.bytes.subarray(at, Math.min(end, at + 65_536));
  const times = dice.chance(0.1) ? 1 + dice.below(64) : 1;
  const where = anyPlace(dice, source);
  const by = Array.from({ length: times }, () => inserted);
  const to = dice.chance(0.5) ? where.at : where.end;
  return {
    parts: replaced(parts, where.at, to, by),
    change: `${times} × ${other.name}[${at}, ${end}) at ${where.at} for ${to - where.at} bytes`,
  };
};

const remove: Damage = (parts, { dice, source }) => {
  const { at, end } = anyPlace(dice, source);
  return { parts: replaced(parts, at, end, []), change: `without [${at}, ${end})` };
};

const truncate: Damage = (parts, { dice, source }) => {
  const length = lengthOf(parts);
  const { at, payload, end } = anyPlace(dice, source);
  const to = dice.pick([
    dice.below(length),
    at,
    at + 4,
    payload,
    end - 1,
    length - 1 - dice.below(64),
  ]);
  return { parts: cut(parts, 0, Math.max(0, to)), change: `cut at ${to}` };
};

const damages: readonly Damage[] = [
  ...[flipBits, flipBits, lieAboutSize, lieAboutSize, lieInField, lieInField],
  ...[splice, splice, remove, truncate],
];

/** The mutant of a number: one source, damaged one to four times. */
export const mutantOf = (seed: number, number: number, sources: readonly Source[]): Mutant => {
  const dice = diceOf(seed, number);
  const source = dice.pick(sources);
  let parts: Parts = [source.bytes];
  const changes: string[] = [];
  for (let count = 1 + dice.below(4); count > 0; count -= 1) {
    const done = dice.pick(damages)(parts, { dice, source, sources });
    parts = done.parts;
    changes.push(done.change);
  }
  const bytes = lengthOf(parts);
  const read = async (start: number, end: number) => readOf(parts, start, end);
  return { source: source.name, changes, reader: { bytes, read } };
};
