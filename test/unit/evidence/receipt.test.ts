import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { verifyReceiptFile } from '../../../client/verify/verify-receipt-file.ts';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import { formatNote, parseNote, signCheckpoint } from '../../../core/domain/evidence/checkpoint.ts';
import { entryOf } from '../../../core/domain/evidence/entry.ts';
import { EvidenceFormatError } from '../../../core/domain/evidence/errors.ts';
import { sealLeaf, type Json, type SealedLeaf } from '../../../core/domain/evidence/leaf.ts';
import { inclusionPlan, resolvePlan } from '../../../core/domain/evidence/merkle.ts';
import {
  formatReceipt,
  parseReceipt,
  type Receipt,
} from '../../../core/domain/evidence/receipt.ts';
import { lookupInTiles } from '../../../core/domain/evidence/tiles.ts';
import { emptyEdge, growTree, rootOfEdge } from '../../../core/domain/evidence/tree-edge.ts';
import { toBase64, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from './hashing.ts';

const origin = 'log.example.com/clipledger';
const signer = createMemorySigner(origin);
const randomness = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };

const seal = (at: number, document: Json): SealedLeaf =>
  sealLeaf(
    {
      leafId: `leaf_${at}`,
      kind: 'consent-given',
      document,
      at: '2026-11-23T01:17:32.000Z',
    },
    { randomness, sha256 },
  );

const document: Json = {
  notice: 'Einwilligung „v3“ — 📷',
  purposes: ['train', 'review'],
  epoch: 1,
  expires: null,
};
const sealed = Array.from({ length: 300 }, (_, at) => seal(at, at === 70 ? document : { at }));

/** The receipt of one leaf of a log of 300, made from the parts. */
const receiptOf = async (index: number): Promise<Receipt> => {
  const entries = sealed.map(({ leaf }) => entryOf(leaf));
  const { edge, files } = growTree(emptyEdge, entries, sha256);
  const stored = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const root = rootOfEdge(edge, sha256);
  const note = parseNote(await signCheckpoint({ size: 300, root }, signer, sha256));
  const lookup = lookupInTiles(300, async (path) => stored.get(path), sha256);
  const proof = await resolvePlan(inclusionPlan(index, 300), lookup, sha256);
  const { leaf, opening } = sealed[index] ?? seal(0, null);
  return { kind: leaf.kind, day: leaf.day, opening, index, proof, note };
};

describe('a receipt', () => {
  let receipt: Receipt;
  let text: string;
  let trusted: { publicKeyBase64: string; origin: string };

  beforeAll(async () => {
    receipt = await receiptOf(70);
    text = formatReceipt(receipt);
    trusted = { publicKeyBase64: toBase64(await signer.publicKey()), origin };
  });

  it('verifies offline and says what was logged', () => {
    expect(verifyReceiptFile(text, trusted)).toEqual({
      ok: true,
      kind: 'consent-given',
      day: '2026-11-23',
      document,
      index: 70,
      treeSize: 300,
      origin,
    });
  });

  it('is a transparency log proof with our opening as its extra data', () => {
    const lines = text.split('\n');
    expect(lines[0]).toBe('c2sp.org/tlog-proof@v1');
    expect(lines[1]).toMatch(/^extra [A-Za-z0-9+/]+=*$/);
    expect(lines[2]).toBe('index 70');
    expect(text.endsWith(`\n\n${formatNote(receipt.note)}`)).toBe(true);
    expect(parseReceipt(text)).toEqual(receipt);
  });

  it('of any leaf verifies', async () => {
    for (const index of [0, 255, 256, 298, 299]) {
      const other = formatReceipt(await receiptOf(index));
      expect(verifyReceiptFile(other, trusted)).toMatchObject({ ok: true, index });
    }
  });

  it('fails with any single bit of its file changed', () => {
    const bytes = Buffer.from(text, 'utf8');
    const survivors: string[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const altered = Buffer.from(bytes);
        altered.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        const verdict = verifyReceiptFile(altered.toString('utf8'), trusted);
        if (verdict.ok) survivors.push(`byte ${at} bit ${bit}`);
      }
    }
    expect(survivors).toEqual([]);
  });

  it('fails with any single byte removed or doubled', () => {
    const survivors: string[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const shorter = text.slice(0, at) + text.slice(at + 1);
      const longer = text.slice(0, at) + text.charAt(at) + text.slice(at);
      if (verifyReceiptFile(shorter, trusted).ok) survivors.push(`without ${at}`);
      if (verifyReceiptFile(longer, trusted).ok) survivors.push(`twice ${at}`);
    }
    expect(survivors).toEqual([]);
  });

  it('tells an altered document from a foreign log and a foreign key', async () => {
    const opening = { ...receipt.opening, document: { ...document, epoch: 2 } };
    const altered = formatReceipt({ ...receipt, opening });
    expect(verifyReceiptFile(altered, trusted)).toMatchObject({ ok: false, why: 'not-in-log' });
    const elsewhere = { ...trusted, origin: 'log.example.com/other' };
    expect(verifyReceiptFile(text, elsewhere)).toMatchObject({ ok: false, why: 'another-log' });
    const key = toBase64(await createMemorySigner(origin).publicKey());
    const otherKey = { ...trusted, publicKeyBase64: key };
    expect(verifyReceiptFile(text, otherKey)).toMatchObject({ ok: false, why: 'bad-signature' });
    expect(verifyReceiptFile('', trusted)).toMatchObject({ ok: false, why: 'malformed' });
  });

  it('fails with another kind, day, salt or index than was logged', () => {
    const altered: Receipt[] = [
      { ...receipt, kind: 'erased' },
      { ...receipt, day: '2026-11-24' },
      { ...receipt, opening: { ...receipt.opening, salt: toBase64(new Uint8Array(32)) } },
      { ...receipt, index: 71 },
      { ...receipt, index: 300 },
      { ...receipt, proof: receipt.proof.slice(1) },
    ];
    for (const other of altered) {
      const verdict = verifyReceiptFile(formatReceipt(other), trusted);
      expect(verdict).toMatchObject({ ok: false, why: 'not-in-log' });
    }
  });

  it('refuses signatures that nobody checks', () => {
    const [own] = receipt.note.signatures;
    const extra = { keyName: 'witness.example', keyId: utf8('four'), signature: utf8('any') };
    for (const signatures of [own ? [own, extra] : [], own ? [own, own] : []]) {
      const other = formatReceipt({ ...receipt, note: { ...receipt.note, signatures } });
      expect(verifyReceiptFile(other, trusted)).toMatchObject({ ok: false, why: 'malformed' });
    }
  });

  it.each([
    ['an unknown field', (json: string) => json.replace('{"day"', '{"added":1,"day"')],
    ['a field missing', (json: string) => json.replace('"kind":"consent-given",', '')],
    ['a field of another type', (json: string) => json.replace('"consent-given"', '7')],
    ['white space', (json: string) => json.replace('{"day"', '{ "day"')],
    ['a doubled field', (json: string) => json.replace('{"day"', '{"day":"2026-11-23","day"')],
    ['fields in another order', (json: string) => swapDayAndKind(json)],
    ['a list for an object', (json: string) => `[${json}]`],
    ['no JSON at all', () => 'x'],
    ['a document a thousand levels deep', (json: string) => deepen(json)],
  ])('refuses an opening with %s', (_, change) => {
    const [, extra = ''] = /^extra (.*)$/m.exec(text) ?? [];
    const json = Buffer.from(extra, 'base64').toString('utf8');
    const changed = change(json);
    expect(changed).not.toBe(json);
    const altered = text.replace(extra, Buffer.from(changed, 'utf8').toString('base64'));
    expect(() => parseReceipt(altered)).toThrow(EvidenceFormatError);
    expect(verifyReceiptFile(altered, trusted)).toMatchObject({ ok: false, why: 'malformed' });
  });

  it('is refused unread when it is longer than any receipt', () => {
    expect(() => parseReceipt(`${text}${'x'.repeat(300_000)}`)).toThrow('Too long');
  });

  it('needs a key of 32 bytes to be verified', () => {
    const short = { ...trusted, publicKeyBase64: toBase64(new Uint8Array(31)) };
    expect(() => verifyReceiptFile(text, short)).toThrow(RangeError);
  });

  it('has a proof of at most 2 KB in a log of a billion entries', async () => {
    const size = 1_000_000_000;
    const root = sha256(utf8('root'));
    const note = parseNote(await signCheckpoint({ size, root }, signer, sha256));
    const plan = inclusionPlan(0, size);
    const large = formatReceipt({ ...receipt, index: size - 1, proof: plan.map(() => root), note });
    expect(plan).toHaveLength(30);
    expect(Buffer.byteLength(large.replace(/^extra .*\n/m, ''))).toBeLessThanOrEqual(2_048);
  });
});

const swapDayAndKind = (json: string): string =>
  json.replace('"day":"2026-11-23",', '').replace('"kind"', '"day":"2026-11-23","kind"');

const deepen = (json: string): string =>
  json.replace('"epoch":1', `"epoch":${'['.repeat(1_000)}${']'.repeat(1_000)}`);
