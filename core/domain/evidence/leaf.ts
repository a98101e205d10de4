import { toBase64, utf8, type Randomness, type Sha256 } from '../vocabulary/bytes.ts';
import type { LeafId } from '../vocabulary/ids.ts';
import { dayOf, type Day, type Instant } from '../vocabulary/time.ts';

/** What a leaf can attest. The kind and the day are all that stands in the log in clear. */
export const leafKinds = ['consent-given', 'consent-withdrawn', 'awarded', 'erased'] as const;
export type LeafKind = (typeof leafKinds)[number];

/**
 * One line of the evidence log as it is queued and logged. No personal data, no clear hash of
 * footage: `commitment` is base64 SHA-256 over a salt of the leaf's own and its document.
 */
export interface Leaf {
  readonly leafId: LeafId;
  readonly kind: LeafKind;
  readonly day: Day;
  readonly commitment: string;
}

/** JSON values a leaf's document may hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What opens a commitment. Kept with the record it attests; destroying the salt closes it. */
export interface LeafOpening {
  /** 32 random bytes, base64. */
  readonly salt: string;
  readonly document: Json;
}

/** A leaf together with its opening. */
export interface SealedLeaf {
  readonly leaf: Leaf;
  readonly opening: LeafOpening;
}

/** Bytes of salt: 256 bits, so that a document with few possible values cannot be guessed. */
export const saltBytes = 32;

/**
 * The one byte form of a document: object names sorted by code unit, no white space, numbers as
 * JSON prints them. A subset of RFC 8785 (JCS); equal documents give equal bytes on every machine.
 */
export const canonicalJson = (value: Json): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The commitment to a document under a salt (base64 both). */
export const commit = (opening: LeafOpening, salt: Uint8Array, sha256: Sha256): string =>
  toBase64(sha256(utf8('clipledger/commitment/v1\n'), salt, utf8(canonicalJson(opening.document))));

/** Seals a document into a leaf with a fresh salt. */
export const sealLeaf = (
  { leafId, kind, document, at }: { leafId: LeafId; kind: LeafKind; document: Json; at: Instant },
  { randomness, sha256 }: { randomness: Randomness; sha256: Sha256 },
): SealedLeaf => {
  const salt = randomness.bytes(saltBytes);
  const opening = { salt: toBase64(salt), document };
  return {
    leaf: { leafId, kind, day: dayOf(at), commitment: commit(opening, salt, sha256) },
    opening,
  };
};
