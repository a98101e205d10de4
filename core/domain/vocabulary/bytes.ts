/** SHA-256 of the concatenated parts; 32 bytes. Injected: the domain has no crypto library. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

/** HMAC-SHA-256 (RFC 2104) of a message; 32 bytes. Injected, likewise. */
export type HmacSha256 = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** Cryptographically strong random bytes. Injected. */
export interface Randomness {
  bytes(count: number): Uint8Array;
}

const hexDigits = '0123456789abcdef';

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15);
  return text;
};

/** Reads hexadecimal. Throws `RangeError` on anything else. */
export const fromHex = (text: string): Uint8Array => {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) throw new RangeError('Not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
};

/** Standard base64 with padding (RFC 4648 §4). */
export const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/** Reads strict, padded base64. Throws `RangeError` on anything else, non-canonical forms too. */
export const fromBase64 = (text: string): Uint8Array => {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new RangeError('Not base64', { cause });
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (toBase64(bytes) !== text) throw new RangeError('Not canonical base64');
  return bytes;
};

const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Whether two byte strings are equal. */
export const equalBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
