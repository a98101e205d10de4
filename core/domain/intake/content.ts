import { fromHex, toHex, type HmacSha256 } from '../vocabulary/bytes.ts';
import { givesSlotBack, type ClipState, type UploadGrant } from './clip.ts';

/** What a file is claimed under by the checksum that storage computed over its parts. */
export const compositeContent = (compositeSha256: string): string => `composite:${compositeSha256}`;

/** Everything that a grant claims for its clip, so that nobody else gives the same file. */
export const contentsOf = ({ sha256, parts }: UploadGrant): readonly string[] => [
  sha256,
  ...(parts?.compositeSha256 === undefined ? [] : [compositeContent(parts.compositeSha256)]),
];

/**
 * Whether a clip that leaves `from` for `to` frees its file for others: it ends unpaid, and nobody
 * has judged it. What a reviewer rejected is not given again while it is kept.
 */
export const freesContent = (from: ClipState, to: ClipState): boolean =>
  givesSlotBack(from, to) && to !== 'rejected';

/**
 * How a paid file is remembered when nothing clear of it may stay: hexadecimal HMAC-SHA-256 of its
 * SHA-256 under the campaign's key. Without the key nobody can try files against it.
 */
export const markOfFile = (fileKey: Uint8Array, sha256: string, hmacSha256: HmacSha256): string =>
  toHex(hmacSha256(fileKey, fromHex(sha256)));
