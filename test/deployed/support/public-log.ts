import { createHash, createPublicKey, verify } from 'node:crypto';
import { routes } from '../../../core/contracts/http/routes.ts';
import { cloud } from './session.ts';

/*
 * The evidence log as a stranger reads it: over public HTTP, with nothing of the product's own
 * code but the addresses. Formats: c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint, RFC 6962.
 */

/** What the log says of itself. */
export interface PublicLog {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Whether the log's key signed the checkpoint. */
  readonly isSigned: boolean;
  /** Every entry, in order. */
  readonly entries: readonly Buffer[];
  /** The hash of every entry, as the tiles of the lowest level have it. */
  readonly leafHashes: readonly Buffer[];
}

const tileWidth = 256;
const hashBytes = 32;
/** The log of a test run has tens of entries; this many bundles would be 25,600. */
const maxTiles = 100;

const get = async (path: string): Promise<Buffer> => {
  const response = await fetch(`${cloud.connection.apiUrl}${path}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

/** Reads the newest checkpoint and all that it covers. */
export const readPublicLog = async (): Promise<PublicLog> => {
  const note = (await get(routes.getCheckpoint.path)).toString();
  const [origin = '', size = '', root = ''] = note.split('\n');
  const count = Number(size);
  if (!(count <= maxTiles * tileWidth)) throw new Error(`A log of ${size} entries is no test's`);
  const entries: Buffer[] = [];
  const leafHashes: Buffer[] = [];
  for (let tile = 0; tile * tileWidth < count; tile += 1) {
    const width = Math.min(tileWidth, count - tile * tileWidth);
    const name = `${String(tile).padStart(3, '0')}${width === tileWidth ? '' : `.p/${width}`}`;
    entries.push(...entriesOf(await get(`/v1/evidence/tile/entries/${name}`)));
    leafHashes.push(...hashesOf(await get(`/v1/evidence/tile/0/${name}`)));
  }
  return {
    origin,
    size: count,
    root: Buffer.from(root, 'base64'),
    isSigned: isSigned(note),
    entries,
    leafHashes,
  };
};

/** Each entry follows its length, a big-endian uint16. */
const entriesOf = (bundle: Buffer): readonly Buffer[] => {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    const end = at + 2 + bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
};

const hashesOf = (tile: Buffer): readonly Buffer[] =>
  Array.from({ length: tile.length / hashBytes }, (_, at) =>
    tile.subarray(at * hashBytes, (at + 1) * hashBytes),
  );

/** A signature line: a dash, the key's name, base64 of 4 bytes of key id and the signature. */
const isSigned = (note: string): boolean => {
  const blank = note.indexOf('\n\n');
  const [, name, blob] = /^— (\S+) (\S+)\n$/u.exec(note.slice(blank + 2)) ?? [];
  const { origin, publicKeyBase64 } = cloud.connection.evidence;
  if (name !== origin || blob === undefined) return false;
  const x = Buffer.from(publicKeyBase64, 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signature = Buffer.from(blob, 'base64').subarray(4);
  return verify(null, Buffer.from(note.slice(0, blank + 1)), key, signature);
};

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The hash of one entry (RFC 6962 §2.1). */
export const leafHashOf = (entry: Uint8Array): Buffer => sha256(Uint8Array.of(0), entry);

/** The root over all entries, by the definition of RFC 6962 §2.1. */
export const rootOf = (entries: readonly Uint8Array[]): Buffer => {
  const [first] = entries;
  if (first === undefined) return sha256();
  if (entries.length === 1) return leafHashOf(first);
  const half = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  return sha256(Uint8Array.of(1), rootOf(entries.slice(0, half)), rootOf(entries.slice(half)));
};

/** What an entry's four lines say. */
export const linesOf = (entry: Buffer) => {
  const [header = '', kind = '', day = '', commitment = '', ...rest] = entry.toString().split('\n');
  return { header, kind, day, commitment, rest };
};
