import { describe, expect, it } from '@jest/globals';
import { entryOf, parseEntry, type LogEntry } from '../../../core/domain/evidence/entry.ts';
import { EvidenceFormatError } from '../../../core/domain/evidence/errors.ts';
import { toBase64, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from './hashing.ts';

const entry: LogEntry = {
  kind: 'awarded',
  day: '2026-11-23',
  commitment: toBase64(sha256(utf8('any'))),
};
const text = `clipledger/leaf/v1\nawarded\n2026-11-23\n${entry.commitment}\n`;

describe('an entry of the log', () => {
  it('is four lines: the form, the kind, the day, the commitment', () => {
    expect(new TextDecoder().decode(entryOf(entry))).toBe(text);
  });

  it('comes back as it was', () => {
    expect(parseEntry(entryOf(entry))).toEqual(entry);
  });

  it('holds nothing of the leaf but these', () => {
    const leaf = { ...entry, leafId: 'leaf_01J9Z3' as const };
    expect(new TextDecoder().decode(entryOf(leaf))).not.toContain('leaf_');
  });

  it.each([
    ['of an unknown kind', text.replace('awarded', 'stolen')],
    ['on a day that does not exist', text.replace('11-23', '02-30')],
    ['on a moment instead of a day', text.replace('11-23', '11-23T01:00:00.000Z')],
    ['with a short commitment', text.replace(entry.commitment, toBase64(new Uint8Array(31)))],
    ['with loose base64', text.replace('=\n', '\n')],
    ['of another version', text.replace('v1', 'v2')],
    ['with a line more', `${text}\n`],
    ['without its last newline', text.slice(0, -1)],
    ['with a byte order mark', `\ufeff${text}`],
  ])('%s is refused', (_, altered) => {
    expect(() => parseEntry(utf8(altered))).toThrow(EvidenceFormatError);
  });

  it('is never made of a leaf with another form', () => {
    expect(() => entryOf({ ...entry, day: '2026-13-01' })).toThrow(EvidenceFormatError);
    expect(() => entryOf({ ...entry, commitment: 'short' })).toThrow(EvidenceFormatError);
  });
});
