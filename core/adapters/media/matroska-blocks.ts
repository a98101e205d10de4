import {
  childWith,
  elementHeadAt,
  elementsIn,
  ids,
  unsignedOf,
  type Element,
} from './matroska-elements.ts';

/** Elements of clusters that are looked at: a minute and a half of picture and sound. */
const maxLookedAt = 8_192;

/** What the blocks of one track in some bytes of a file say, in ticks of the segment. */
export interface BlockTimes {
  readonly count: number;
  readonly first: number;
  /** When the last one begins. */
  readonly last: number;
}

/**
 * Looks at the blocks of a track in clusters that begin at a place and follow each other, as far
 * as the bytes at hand go.
 */
export const blockTimes = (data: DataView, from: number, trackNumber: number): BlockTimes => {
  let [lookedAt, count, first, last] = [0, 0, Infinity, -Infinity];
  for (const cluster of clustersIn(data, from)) {
    let clusterTime = 0;
    const children = elementsIn(cluster.data, cluster.from, cluster.to, maxLookedAt - lookedAt);
    for (const child of children) {
      lookedAt += 1;
      // A cluster of unknown size ends where the next one begins.
      if (child.id === ids.cluster) break;
      if (child.id === ids.clusterTimestamp) clusterTime = unsignedOf(child) ?? 0;
      const time = timeOf(child, trackNumber);
      if (time === undefined) continue;
      count += 1;
      first = Math.min(first, clusterTime + time);
      last = Math.max(last, clusterTime + time);
    }
    if (lookedAt >= maxLookedAt) break;
  }
  return { count, first, last };
};

/** Clusters one after another; each of unknown size is searched for its end. */
function* clustersIn(data: DataView, from: number): Generator<Element> {
  let at: number | undefined = from;
  for (let count = 0; count < maxClusters && at !== undefined; count += 1) {
    const head = elementHeadAt(data, at);
    if (head === undefined || head.id !== ids.cluster) return;
    const start: number = at + head.headBytes;
    const next: number | undefined =
      head.bytes === undefined ? clusterAfter(data, start) : start + head.bytes;
    const end = Math.min(next ?? data.byteLength, data.byteLength);
    yield { id: head.id, data, from: start, to: end };
    at = next;
  }
}

/** As many as a megabyte of the smallest can be. */
const maxClusters = 4_096;

/** The id of a cluster as it stands in a file. */
const clusterMark = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);

/** Where the next cluster begins at or behind a place. */
const clusterAfter = (data: DataView, from: number): number | undefined => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const at = from < bytes.length ? bytes.indexOf(clusterMark, from) : -1;
  return at === -1 ? undefined : at;
};

/** Places tried: whatever looks like a cluster in a film that is none, or has sound only. */
const maxTries = 4;

/** When the last block of a track begins, of all clusters in some bytes, looked at backwards. */
export const lastBlockIn = (data: DataView, trackNumber: number): number | undefined => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let at = bytes.lastIndexOf(clusterMark);
  for (let tries = 0; tries < maxTries && at !== -1; tries += 1) {
    const { count, last } = blockTimes(data, at, trackNumber);
    if (count > 0) return last;
    at = at === 0 ? -1 : bytes.lastIndexOf(clusterMark, at - 1);
  }
  return undefined;
};

/** A block stands first in its group, before its duration and what it refers to. */
const usualInGroup = 4;

/** When a block of the track begins, after its cluster; undefined for anything else. */
const timeOf = (element: Element, trackNumber: number): number | undefined => {
  if (element.id === ids.simpleBlock) return timeOfBlock(element, trackNumber);
  if (element.id !== ids.blockGroup) return undefined;
  const block = childWith(element, ids.block, usualInGroup);
  return block && timeOfBlock(block, trackNumber);
};

/** A block begins with its track's number, of one to eight bytes, and 16 bits of time. */
const timeOfBlock = ({ data, from, to }: Element, trackNumber: number): number | undefined => {
  if (from + 4 > to) return undefined;
  const first = data.getUint8(from);
  const [number, length] =
    first >= 0x80 ? [first - 0x80, 1] : [(first - 0x40) * 256 + data.getUint8(from + 1), 2];
  if (number !== trackNumber || from + length + 2 > to) return undefined;
  return data.getInt16(from + length);
};
