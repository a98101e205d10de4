import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  equalBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
  utf8,
} from '../../../core/domain/vocabulary/bytes.ts';

const byteStrings = fc.uint8Array({ maxLength: 80 });

describe('bytes', () => {
  it('come back from hexadecimal, in either case', () => {
    fc.assert(
      fc.property(byteStrings, (bytes) => {
        expect([...fromHex(toHex(bytes))]).toEqual([...bytes]);
        expect([...fromHex(toHex(bytes).toUpperCase())]).toEqual([...bytes]);
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });

  it.each(['0', 'abc', 'zz', ' ab', '0x10'])('are no hexadecimal in "%s"', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });

  it('come back from base64', () => {
    fc.assert(
      fc.property(byteStrings, (bytes) => {
        expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  // Without padding, with stray bits, in the URL alphabet, with white space.
  it.each(['QQ', 'QR==', '-_8=', 'QQ= =', 'Q\nQ=='])('are no strict base64 in "%s"', (text) => {
    expect(() => fromBase64(text)).toThrow(RangeError);
  });

  it('are equal byte by byte only', () => {
    fc.assert(
      fc.property(byteStrings, byteStrings, (one, other) => {
        expect(equalBytes(one, other)).toBe(Buffer.compare(one, other) === 0);
        expect(equalBytes(one, one.slice())).toBe(true);
      }),
    );
  });

  it('of a text are UTF-8', () => {
    expect(toHex(utf8('é€'))).toBe('c3a9e282ac');
  });
});
