import { readFile } from 'node:fs/promises';
import { boxesIn, viewOf } from '../../core/adapters/media/iso-boxes.ts';
import { isIsoFile } from '../../core/adapters/media/iso-file.ts';
import { elementHeadAt, elementsIn } from '../../core/adapters/media/matroska-elements.ts';
import { isMatroskaFile } from '../../core/adapters/media/matroska-file.ts';
import { filesBelow } from '../corpus/folder.ts';
import { madeMatroska, madeMovie } from '../functional/probe/made-boxes.ts';
import { layouts, makeFilm } from '../functional/probe/made-files.ts';

/** A box or an element of a file, with its head. */
export interface Place {
  readonly at: number;
  readonly end: number;
  /** Where what it holds begins. */
  readonly payload: number;
}

/** A file that mutants are made of. */
export interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly kind: 'iso' | 'matroska' | 'other';
  /** Its structure, which is where damage matters. */
  readonly places: readonly Place[];
}

/** Structure that is kept of one file: beyond it all is alike. */
const maxPlaces = 2_000;

/** Boxes that hold boxes, and how many bytes of their own stand in front of them. */
const holders: Readonly<Record<string, number>> = {
  ...{ moov: 0, trak: 0, mdia: 0, minf: 0, dinf: 0, stbl: 0, edts: 0, udta: 0, mvex: 0 },
  ...{ moof: 0, traf: 0, mfra: 0, meta: 4, stsd: 8, avc1: 78, hvc1: 78, encv: 78, sinf: 0 },
};

const isoPlaces = (bytes: Uint8Array): readonly Place[] => {
  const places: Place[] = [];
  const data = viewOf(bytes);
  const walk = (from: number, to: number): void => {
    for (const box of boxesIn(data, from, to)) {
      if (places.length >= maxPlaces) return;
      places.push({ at: Math.max(0, box.from - 8), end: box.to, payload: box.from });
      const own = holders[box.type];
      if (own !== undefined) walk(Math.min(box.from + own, box.to), box.to);
    }
  };
  walk(0, bytes.length);
  return places;
};

/** Ids of elements that hold elements: RFC 9559 §5.1. */
const masters: ReadonlySet<number> = new Set([
  ...[0x1a45_dfa3, 0x1853_8067, 0x114d_9b74, 0x4dbb, 0x1549_a966, 0x1654_ae6b, 0xae, 0xe0],
  ...[0x1f43_b675, 0xa0, 0x1254_c367, 0x7373, 0x67c8, 0x63c0, 0x6d80, 0x6240, 0x7670, 0x1c53_bb6b],
]);

const matroskaPlaces = (bytes: Uint8Array): readonly Place[] => {
  const places: Place[] = [];
  const data = viewOf(bytes);
  const walk = (from: number, to: number): void => {
    let at = from;
    for (const element of elementsIn(data, from, to)) {
      if (places.length >= maxPlaces) return;
      const head = elementHeadAt(data, at);
      if (head === undefined) return;
      places.push({ at, end: element.to, payload: element.from });
      if (masters.has(element.id)) walk(element.from, element.to);
      at = element.to;
    }
  };
  walk(0, bytes.length);
  return places;
};

const sourceOf = (name: string, bytes: Uint8Array): Source => {
  if (isIsoFile(bytes)) return { name, bytes, kind: 'iso', places: isoPlaces(bytes) };
  if (!isMatroskaFile(bytes)) return { name, bytes, kind: 'other', places: [] };
  return { name, bytes, kind: 'matroska', places: matroskaPlaces(bytes) };
};

/** Files of a folder, of the kinds that are parsed. */
export const sourcesIn = async (folder: string): Promise<readonly Source[]> => {
  const sources: Source[] = [];
  for (const name of await filesBelow(folder)) {
    const source = sourceOf(name, new Uint8Array(await readFile(`${folder}/${name}`)));
    if (source.kind !== 'other') sources.push(source);
  }
  return sources;
};

/** Files made here, where there is no corpus: every layout, small and large. */
export const madeSources = async (): Promise<readonly Source[]> => {
  const sources = [
    sourceOf('made-movie', madeMovie()),
    sourceOf('made-matroska', madeMatroska()),
    sourceOf('made-live-matroska', madeMatroska({ duration: undefined })),
  ];
  for (const layout of layouts) {
    sources.push(sourceOf(`${layout}-small`, await makeFilm({ layout })));
    const large = { layout, seconds: 10, bytesPerPacket: 20_000, tags: { title: 'A title' } };
    sources.push(sourceOf(`${layout}-large`, await makeFilm(large)));
  }
  return sources;
};
