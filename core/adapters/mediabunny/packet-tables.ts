import { ReadBudgetExceeded } from './windowed-reader.ts';

/**
 * Packet tables say "this many packets of this length" in 8 bytes. The parser writes each packet
 * out, so a forged count of 4 billion would take all memory in one go, which no limit on reads or
 * time can stop. Counts are therefore looked at before the parser sees them.
 */

/**
 * Packets of one video track: 600 s, the longest clip a campaign may allow, at 240 a second are
 * 144,000. Writing out and sorting 200,000 takes about 50 ms.
 */
const maxPackets = 200_000;

/**
 * Looks at every table of a movie header (ISO/IEC 14496-12 §8.6): wherever it stands, because a
 * parser may find it at a place where it does not belong. Tracks of sound alone are left out: they
 * are never written out, and uncompressed sound has 48,000 packets a second. Throws
 * `ReadBudgetExceeded`.
 */
export const checkMovieHeader = (moov: Uint8Array): void => {
  let at = 8;
  let unchecked = 0;
  // Children that are tracks of sound are cut out; everything between and around them is checked.
  while (at + 8 <= moov.length) {
    const size = u32(moov, at);
    const end = at + size;
    if (size < 8 || end > moov.length) break;
    if (typeAt(moov, at) === 'trak' && isSoundOnly(moov.subarray(at, end))) {
      checkTables(moov.subarray(unchecked, at));
      unchecked = end;
    }
    at = end;
  }
  checkTables(moov.subarray(unchecked));
};

const isSoundOnly = (track: Uint8Array): boolean =>
  positionsOf('soun', track).length > 0 && positionsOf('vide', track).length === 0;

const checkTables = (bytes: Uint8Array): void => {
  for (const type of ['stts', 'ctts']) {
    let packets = 0;
    for (const at of positionsOf(type, bytes)) packets += packetsOfTable(bytes, at);
    if (packets > maxPackets) throw new ReadBudgetExceeded(`A table of ${packets} packets`);
  }
  for (const at of positionsOf('stsc', bytes)) {
    const packets = largestChunk(bytes, at);
    if (packets > maxPackets) throw new ReadBudgetExceeded(`A chunk of ${packets} packets`);
  }
  for (const at of positionsOf('stz2', bytes)) {
    // Sizes of no bits: a count that is not backed by bytes.
    const isForged = (bytes[at + 11] ?? 0) < 4 && u32(bytes, at + 12) > maxPackets;
    if (isForged) throw new ReadBudgetExceeded('A table of packets without sizes');
  }
};

/** After the type: version and flags, how many entries, and for each a count and a value. */
const packetsOfTable = (bytes: Uint8Array, at: number): number => {
  const entries = Math.min(u32(bytes, at + 8), Math.floor((bytes.length - at - 12) / 8));
  let packets = 0;
  for (let entry = 0; entry < entries; entry += 1) packets += u32(bytes, at + 12 + entry * 8);
  return packets;
};

/** After the type the same, and for each entry a chunk, its number of packets, and their kind. */
const largestChunk = (bytes: Uint8Array, at: number): number => {
  const entries = Math.min(u32(bytes, at + 8), Math.floor((bytes.length - at - 12) / 12));
  let largest = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    largest = Math.max(largest, u32(bytes, at + 12 + entry * 12 + 4));
  }
  return largest;
};

/**
 * Whether a movie header brings keys for decryption (`pssh`, ISO/IEC 23001-7 §8.1), as every
 * protected film does.
 */
export const bringsKeys = (moov: Uint8Array): boolean =>
  positionsOf('pssh', moov).some((at) => isBoxSize(u32(moov, at - 4), moov.length));

const isBoxSize = (size: number, most: number): boolean => size >= 32 && size <= most;

/** A run's type, flags and count. */
const runHeadBytes = 12;

/**
 * Looks for runs of packets (`trun`, §8.8.8) in any bytes of a file, since fragments stand
 * anywhere. A run whose packets take no bytes of their own may claim any number of them. Where
 * there is none, the chance that film reads so is 2^-36 a byte: one file in 500,000, at 128 kB a
 * file. Throws `ReadBudgetExceeded`.
 */
export const checkFragments = (bytes: Uint8Array): void => {
  let packets = 0;
  for (const at of positionsOf('trun', bytes)) {
    const perPacketFlags = (bytes[at + 6] ?? 0) & 0x0f;
    if (perPacketFlags === 0 && at + runHeadBytes <= bytes.length) packets += u32(bytes, at + 8);
  }
  if (packets > maxPackets) throw new ReadBudgetExceeded(`Runs of ${packets} packets`);
  // The parser believes the number of keys in a box of them, too, and it may stand in a fragment.
  for (const at of positionsOf('pssh', bytes)) {
    const keys = (bytes[at + 4] ?? 0) > 0 ? u32(bytes, at + 24) : 0;
    if (keys > maxKeys && isBoxSize(u32(bytes, at - 4), maxBoxBytes)) {
      throw new ReadBudgetExceeded(`A box of ${keys} keys`);
    }
  }
};

/** A film has a key a track; a box of keys has 16 bytes each. */
const maxKeys = 1_000;
const maxBoxBytes = 8_388_608;

const positionsOf = (type: string, bytes: Uint8Array): readonly number[] => {
  const code = [...type].map((character) => character.charCodeAt(0));
  const [first = 0, second, third, fourth] = code;
  const positions: number[] = [];
  let at = bytes.indexOf(first);
  while (at !== -1) {
    if (bytes[at + 1] === second && bytes[at + 2] === third && bytes[at + 3] === fourth) {
      positions.push(at);
    }
    at = bytes.indexOf(first, at + 1);
  }
  return positions;
};

const typeAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at + 4, at + 8));

/** Four bytes, big end first; what is beyond the end counts as zero. */
const u32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x1000000 +
  (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
