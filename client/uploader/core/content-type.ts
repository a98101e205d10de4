import type { contentTypes } from '../../generated/choices.ts';
import type { FileSource } from './ports.ts';

/** A type that a grant can be issued for. */
export type ContentType = (typeof contentTypes)[number];

/** Enough for the first box of an ISO file and for the DocType of a Matroska file. */
const magicBytes = 4_096;

/** By content, else by the name's ending; undefined when neither tells. */
export const contentTypeOf = async (file: FileSource): Promise<ContentType | undefined> => {
  const head: number[] = [];
  for await (const piece of file.slice(0, Math.min(file.bytes, magicBytes)).read()) {
    head.push(...piece);
  }
  const [ending = ''] = /\.[^.]*$/.exec(file.fileName.toLowerCase()) ?? [];
  return contentTypeOfMagic(Uint8Array.from(head)) ?? contentTypeOfEnding[ending];
};

const contentTypeOfEnding: Readonly<Record<string, ContentType>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.qt': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
};

/** First boxes of QuickTime files that are older than `ftyp`. */
const oldQuickTimeBoxes = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** EBML, the frame of Matroska and WebM, begins so. */
const ebml = [0x1a, 0x45, 0xdf, 0xa3];

/** The container by its first bytes; undefined for anything else than a known video container. */
export const contentTypeOfMagic = (head: Uint8Array): ContentType | undefined => {
  const text = (from: number, to: number): string =>
    String.fromCharCode(...head.subarray(from, to));
  const box = text(4, 8);
  if (box === 'ftyp') return text(8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4';
  if (oldQuickTimeBoxes.includes(box)) return 'video/quicktime';
  if (!ebml.every((byte, index) => head[index] === byte)) return undefined;
  // The DocType is a short text in the header.
  const header = text(0, magicBytes);
  if (header.includes('webm')) return 'video/webm';
  return header.includes('matroska') ? 'video/x-matroska' : undefined;
};
