import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { contentTypes } from '../generated/choices.ts';
import { measureRate, type TransferProgress } from './progress.ts';

/** A type that a grant can be issued for. */
export type ContentType = (typeof contentTypes)[number];

/** What a contributor declares of a file before uploading it. */
export interface DeclaredFile {
  readonly path: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** By content, else by the name's ending; undefined when neither tells. */
  readonly contentType: ContentType | undefined;
}

/** A hash reads a whole file, which may be gigabytes: it can be watched and stopped. */
export interface DeclareOptions {
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Most characters of a file's name that the service takes. */
const maxNameCharacters = 120;

/** Reads a file once, in pieces. Throws what the file system throws, and the signal's reason. */
export const declareFile = async (
  path: string,
  { onProgress, signal }: DeclareOptions = {},
): Promise<DeclaredFile> => {
  const { size: totalBytes } = await stat(path);
  const contentType = await contentTypeOf(path);
  const hash = createHash('sha256');
  const progress = measureRate(totalBytes, onProgress);
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576, signal })) {
    const piece = chunk as Buffer;
    hash.update(piece);
    bytes += piece.length;
    progress(bytes);
  }
  const fileName = basename(path).slice(-maxNameCharacters);
  return { path, fileName, bytes, sha256: hash.digest('hex'), contentType };
};

/** Enough for the first box of an ISO file and for the DocType of a Matroska file. */
const magicBytes = 4_096;

const contentTypeOf = async (path: string): Promise<ContentType | undefined> => {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(magicBytes), 0, magicBytes, 0);
    return (
      contentTypeOfMagic(buffer.subarray(0, bytesRead)) ??
      contentTypeOfEnding[extname(path).toLowerCase()]
    );
  } finally {
    await file.close();
  }
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

/** The container by its first bytes; undefined for anything else than a known video container. */
export const contentTypeOfMagic = (head: Buffer): ContentType | undefined => {
  const box = head.toString('latin1', 4, 8);
  if (box === 'ftyp') {
    return head.toString('latin1', 8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4';
  }
  if (oldQuickTimeBoxes.includes(box)) return 'video/quicktime';
  if (head.length < 4 || head.readUInt32BE(0) !== 0x1a45dfa3) return undefined;
  // EBML: the DocType is a short text in the header.
  const header = head.toString('latin1');
  if (header.includes('webm')) return 'video/webm';
  return header.includes('matroska') ? 'video/x-matroska' : undefined;
};
