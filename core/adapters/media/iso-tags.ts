import { boxesIn, childOf, lengthOf, typeAt, type Box } from './iso-boxes.ts';

/** Names of tags a file may have at most: a few dozen are usual. */
const maxNames = 512;
/** Longer names are cut: the longest that is looked for has 40 characters. */
const maxNameBytes = 64;
/** Bytes of a description by Adobe's XMP that are searched for a place. */
const maxXmpBytes = 262_144;

/** Tracks that tell where a camera was, second by second (GoPro's and Google's). */
const placeTracks: readonly string[] = ['gpmd', 'camm'];

/** The names of all tags of a movie and its tracks, never their values. */
export const tagNamesOf = (moov: Box): readonly string[] => {
  const names: string[] = [];
  for (const child of boxesIn(moov.data, moov.from, moov.to)) {
    collect(child, names);
    if (child.type !== 'trak') continue;
    for (const inTrack of boxesIn(child.data, child.from, child.to)) collect(inTrack, names);
    names.push(...namesOfTrack(child));
  }
  return names.slice(0, maxNames);
};

const collect = (box: Box, names: string[]): void => {
  if (names.length >= maxNames) return;
  switch (box.type) {
    case 'udta':
      for (const child of boxesIn(box.data, box.from, box.to)) {
        if (names.length >= maxNames) return;
        if (child.type === 'meta') collectMeta(child, names);
        else if (child.type === 'XMP_') collectXmp(child, names);
        else names.push(child.type);
      }
      return;
    case 'meta':
      return collectMeta(box, names);
    case 'uuid':
      return collectXmp(box, names);
    case 'gps ':
      names.push(box.type);
      return;
    default:
  }
};

/** Apple's and iTunes' lists: the first names its items in `keys`, the second by their types. */
const collectMeta = (meta: Box, names: string[]): void => {
  // QuickTime's has no version in front of its children, MPEG's has.
  const isPlain = lengthOf(meta) >= 8 && typeAt(meta.data, meta.from + 4) === 'hdlr';
  const body = { ...meta, from: isPlain ? meta.from : Math.min(meta.from + 4, meta.to) };
  const keys = childOf(body, 'keys');
  if (keys !== undefined) return collectKeys(keys, names);
  const list = childOf(body, 'ilst');
  if (list === undefined) return;
  for (const item of boxesIn(list.data, list.from, list.to)) {
    if (names.length >= maxNames) return;
    names.push(item.type === '----' ? freeName(item) : item.type);
  }
};

const collectKeys = (keys: Box, names: string[]): void => {
  // After version, flags and count: a size, a namespace and a name each, as boxes have them.
  for (const key of boxesIn(keys.data, Math.min(keys.from + 8, keys.to), keys.to)) {
    if (names.length >= maxNames) return;
    names.push(textOf(key));
  }
};

const freeName = (item: Box): string => {
  const name = childOf(item, 'name');
  return name === undefined ? '----' : textOf({ ...name, from: Math.min(name.from + 4, name.to) });
};

const textOf = ({ data, from, to }: Box): string =>
  String.fromCharCode(
    ...new Uint8Array(data.buffer, data.byteOffset + from, Math.min(to - from, maxNameBytes)),
  );

/** Adobe's XMP, whose words for a place all begin alike (`exif:GPSLatitude` …). */
const collectXmp = ({ data, from, to }: Box, names: string[]): void => {
  const bytes = Buffer.from(data.buffer, data.byteOffset + from, Math.min(to - from, maxXmpBytes));
  if (bytes.includes('GPSL')) names.push('gps');
  if (bytes.includes('xmpmeta')) names.push('XMP_');
};

/** A track of places, or one of Apple's that lists a place among what it measures. */
const namesOfTrack = (track: Box): readonly string[] => {
  const described = childOf(track, 'mdia', 'minf', 'stbl', 'stsd');
  if (described === undefined) return [];
  const entry = boxesIn(described.data, described.from + 8, described.to).next();
  if (entry.done === true) return [];
  const { type, data, from, to } = entry.value;
  if (placeTracks.includes(type)) return ['gps'];
  if (type !== 'mebx') return [];
  const bytes = Buffer.from(data.buffer, data.byteOffset + from, Math.min(to - from, 4_096));
  return bytes.includes('location') ? ['location'] : [];
};
