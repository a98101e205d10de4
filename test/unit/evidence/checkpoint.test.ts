import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyEd25519 } from '../../../core/adapters/kms/verify-ed25519.ts';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import {
  formatCheckpoint,
  formatNote,
  keyIdOf,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  verifierKeyOf,
  verifyCheckpoint,
} from '../../../core/domain/evidence/checkpoint.ts';
import { EvidenceFormatError } from '../../../core/domain/evidence/errors.ts';
import { toBase64, toHex, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from './hashing.ts';

const bindings = { sha256, verifyEd25519 };

/** The example note of the Go note package, with its published key. */
const neumannKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const neumannNote = [
  'If you think cryptography is the answer to your problem,',
  "then you don't know what your problem is.",
  '',
  '— PeterNeumann ' +
    'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ' +
    'SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
  '',
].join('\n');

/** A head that the Go checksum database signed, with its published key. */
const goKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
const goHead = [
  'go.sum database tree',
  '6476701',
  'mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=',
  '',
  '— sum.golang.org ' +
    'Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95' +
    '949rj4nPRYfvimWEPWL+o3GeoWwOoAw=',
  '',
].join('\n');

/** The example of the checkpoint specification; its key is not published. */
const specificationHead = [
  'example.com/behind-the-sofa',
  '20852163',
  'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
  '',
  '— example.com/behind-the-sofa ' +
    'Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc' +
    'yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=',
  '',
].join('\n');

describe('a signed note', () => {
  it.each([
    ['of the Go note package', neumannKey, neumannNote],
    ['of the Go checksum database', goKey, goHead],
  ])('%s verifies with its published key', (_, keyText, file) => {
    const key = parseVerifierKey(keyText, sha256);
    const { text, signatures } = parseNote(file);
    const [line] = signatures;
    expect(line?.keyName).toBe(key.origin);
    expect(line?.keyId).toEqual(keyIdOf(key.origin, key.publicKey, sha256));
    const signature = line?.signature ?? new Uint8Array();
    expect(verifyEd25519(key.publicKey, utf8(text), signature)).toBe(true);
    expect(verifyEd25519(key.publicKey, utf8(`${text}\n`), signature)).toBe(false);
    expect(formatNote({ text, signatures })).toBe(file);
    expect(verifierKeyOf(key, sha256)).toBe(keyText);
  });

  it('may have empty lines in its text: the last one ends it', () => {
    const { text } = parseNote(neumannNote.replace('problem,\n', 'problem,\n\n'));
    expect(text).toContain('problem,\n\nthen');
  });

  it.each([
    ['without signatures', 'text\n'],
    ['with an empty signature block', 'text\n\n'],
    ['without the final newline', neumannNote.slice(0, -1)],
    ['with a tab', neumannNote.replace('If you', 'If\tyou')],
    ['with a carriage return', neumannNote.replaceAll('\n', '\r\n')],
    ['with a hyphen for the dash', neumannNote.replace('—', '-')],
    ['with a plus sign in the name', neumannNote.replace('PeterNeumann', 'Peter+Neumann')],
    ['with loose base64', neumannNote.replace('nAM=', 'nAN=')],
    ['with a key id alone', neumannNote.replace(/x08go.*$/m, 'x08gow==')],
    ['with 17 signatures', neumannNote + `${neumannNote.split('\n').at(-2) ?? ''}\n`.repeat(16)],
  ])('%s is refused', (_, file) => {
    expect(() => parseNote(file)).toThrow(EvidenceFormatError);
  });

  it('cannot be written with a name or text that no reader would take', () => {
    const line = { keyName: 'a b', keyId: new Uint8Array(4), signature: new Uint8Array(64) };
    expect(() => formatNote({ text: 'x\n', signatures: [line] })).toThrow(EvidenceFormatError);
    expect(() => formatNote({ text: 'x', signatures: [] })).toThrow(EvidenceFormatError);
  });
});

describe('a verifier key', () => {
  it.each([
    ['whose id belongs to another key', goKey.replace('033de0ae', '033de0af')],
    ['of another algorithm', goKey.replace('+Ac4', '+As4')],
    ['without a name', goKey.replace('sum.golang.org', '')],
    ['that is cut off', goKey.slice(0, -4)],
  ])('%s is refused', (_, text) => {
    expect(() => parseVerifierKey(text, sha256)).toThrow(EvidenceFormatError);
  });
});

describe('a checkpoint', () => {
  const root = sha256(utf8('root'));
  const origin = 'example.com/clipledger';

  it('reads as in the specification', () => {
    const checkpoint = parseCheckpoint(parseNote(specificationHead).text);
    expect(checkpoint.origin).toBe('example.com/behind-the-sofa');
    expect(checkpoint.size).toBe(20_852_163);
    expect(toBase64(checkpoint.root)).toBe('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
    expect(formatCheckpoint(checkpoint)).toBe(parseNote(specificationHead).text);
    expect(toHex(parseNote(specificationHead).signatures[0]?.keyId ?? root)).toBe('033de0ae');
  });

  it.each([
    ['a leading zero', `${origin}\n01\n${toBase64(root)}\n`],
    ['a negative size', `${origin}\n-1\n${toBase64(root)}\n`],
    ['a size over 2^53', `${origin}\n9007199254740993\n${toBase64(root)}\n`],
    ['a short root', `${origin}\n1\n${toBase64(root.slice(1))}\n`],
    ['an extension line', `${origin}\n1\n${toBase64(root)}\nmore\n`],
    ['no origin', `\n1\n${toBase64(root)}\n`],
    ['no final newline', `${origin}\n1\n${toBase64(root)}`],
  ])('with %s is refused', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(EvidenceFormatError);
  });

  it('verifies under the key that signed it and no other', async () => {
    const keys = generateKeyPairSync('ed25519');
    const signer = createMemorySigner(origin, keys);
    const file = await signCheckpoint({ size: 7, root }, signer, sha256);
    const publicKey = await signer.publicKey();
    const verdict = verifyCheckpoint(file, { origin, publicKey }, bindings);
    expect(verdict).toMatchObject({ ok: true, checkpoint: { origin, size: 7, root } });
    const other = await createMemorySigner(origin).publicKey();
    expect(verifyCheckpoint(file, { origin, publicKey: other }, bindings)).toEqual({
      ok: false,
      why: 'no-signature',
    });
    expect(verifyCheckpoint(file, { origin: 'example.com/x', publicKey }, bindings)).toEqual({
      ok: false,
      why: 'another-log',
    });
    expect(await signCheckpoint({ size: 7, root }, signer, sha256)).toBe(file);
  });

  it('is refused when its size was changed after signing', async () => {
    const signer = createMemorySigner(origin);
    const file = await signCheckpoint({ size: 7, root }, signer, sha256);
    const key = { origin, publicKey: await signer.publicKey() };
    expect(verifyCheckpoint(file.replace('\n7\n', '\n8\n'), key, bindings)).toEqual({
      ok: false,
      why: 'bad-signature',
    });
    expect(verifyCheckpoint('nothing', key, bindings)).toEqual({ ok: false, why: 'malformed' });
  });

  it('may carry signatures of witnesses, which are left to those who know them', async () => {
    const signer = createMemorySigner(origin);
    const file = await signCheckpoint({ size: 7, root }, signer, sha256);
    const note = parseNote(file);
    const witness = {
      keyName: 'witness.example',
      keyId: Uint8Array.of(1, 2, 3, 4),
      signature: new Uint8Array(72),
    };
    const signed = formatNote({ ...note, signatures: [witness, ...note.signatures] });
    const key = { origin, publicKey: await signer.publicKey() };
    expect(verifyCheckpoint(signed, key, bindings).ok).toBe(true);
  });
});
