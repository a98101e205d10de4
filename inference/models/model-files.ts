import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { ModelFileMissing, ModelHashWrong } from '../manifest/model-problems.ts';

/** A file of weights that is wanted. */
export interface WantedModel {
  /** Absolute path or `s3://bucket/key`. */
  readonly place: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The model's name and version, for errors. */
  readonly title: string;
}

/**
 * Gives the path of a local file that holds exactly the wanted bytes. Throws `ModelFileMissing` and
 * `ModelHashWrong`.
 */
export type FetchModel = (wanted: WantedModel) => Promise<string>;

/** Where manifests and models come from. */
export interface ModelFiles {
  /** Needed only where something lies in S3. */
  readonly s3?: Pick<S3Client, 'send'> | undefined;
  /** Keeps files from S3 by their SHA-256, for the next start of the same host. */
  readonly cacheFolder: string;
}

/** An ONNX file is one protobuf message, which ends at 2 GiB. */
const maxModelBytes = 2 * 1024 ** 3;
/** Manifests have some kilobytes; 2,000 class names of 64 letters are 134 kB. */
const maxManifestBytes = 1024 * 1024;

const s3Place = /^s3:\/\/([^/]+)\/(.+)$/;

/** Where a manifest's `uri` leads: as it says, or relative to the manifest's own folder. */
export const placeOf = (uri: string, manifestPlace: string): string => {
  if (s3Place.test(uri) || isAbsolute(uri)) return uri;
  if (!s3Place.test(manifestPlace)) return resolve(dirname(manifestPlace), uri);
  // `new URL` also takes `..` out, and leaves the bucket alone.
  return decodeURI(new URL(uri, manifestPlace).href);
};

const missing = (where: string, place: string, cause: unknown): ModelFileMissing =>
  new ModelFileMissing(
    {
      what: `${place} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where,
      remedy: 'Put the file there, or correct the place, and let this host read it.',
    },
    { cause },
  );

/** Opens an object of S3. Refusals of S3 become `ModelFileMissing`; what may pass is thrown on. */
const openObject = async (
  s3: ModelFiles['s3'],
  place: string,
  where: string,
): Promise<Readable> => {
  const [, bucket, key] = s3Place.exec(place) ?? [];
  if (s3 === undefined) throw missing(where, place, new Error('this host was given no S3 client'));
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    const { Body: body, ContentLength: bytes = 0 } = await s3.send(command);
    if (body instanceof Readable && bytes <= maxModelBytes) return body;
    if (body instanceof Readable) body.destroy();
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 403 || status === 404) throw missing(where, place, error);
    throw error;
  }
  throw missing(where, place, new Error('there is no body, or one of over 2 GiB'));
};

/** SHA-256 of a file as lower-case hex. */
const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const refuseOtherBytes = (found: string, { place, sha256, title }: WantedModel): void => {
  if (found === sha256) return;
  throw new ModelHashWrong({
    what: `${place} has the SHA-256 ${found}, the manifest names ${sha256}.`,
    where: title,
    remedy: 'Put back the file that was reviewed, or review this one and name its hash.',
  });
};

const fetchFile = async (wanted: WantedModel): Promise<string> => {
  const found = await sha256Of(wanted.place).catch((error: unknown) => {
    throw missing(wanted.title, wanted.place, error);
  });
  refuseOtherBytes(found, wanted);
  return wanted.place;
};

/** Streams to a file of its own and renames, so that a killed start leaves no half model. */
const fetchObject = async (
  { s3, cacheFolder }: ModelFiles,
  wanted: WantedModel,
): Promise<string> => {
  const path = join(cacheFolder, `${wanted.sha256}.onnx`);
  // A cached file is hashed again: 50 MB take a quarter of a second, a rotten disk much more.
  if ((await sha256Of(path).catch(() => undefined)) === wanted.sha256) return path;
  const body = await openObject(s3, wanted.place, wanted.title);
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await pipeline(body, createWriteStream(unfinished));
    refuseOtherBytes(await sha256Of(unfinished), wanted);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  return path;
};

/** Fetches models from the local disk, or from S3 into the cache folder. */
export const modelFetcher =
  (files: ModelFiles): FetchModel =>
  (wanted) =>
    s3Place.test(wanted.place) ? fetchObject(files, wanted) : fetchFile(wanted);

/** The text of a manifest. Throws `ModelFileMissing`. */
export const readManifestText = async (files: ModelFiles, place: string): Promise<string> => {
  if (!s3Place.test(place)) {
    return readFile(place, 'utf8').catch((error: unknown) => {
      throw missing(place, 'The manifest', error);
    });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of (await openObject(files.s3, place, place)) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxManifestBytes) {
      throw missing(place, 'The manifest', new Error(`it has over ${maxManifestBytes} bytes`));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
