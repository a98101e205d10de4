import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import { parseNote, signCheckpoint } from '../../../core/domain/evidence/checkpoint.ts';
import { entryOf } from '../../../core/domain/evidence/entry.ts';
import { sealLeaf } from '../../../core/domain/evidence/leaf.ts';
import { hashLeaf } from '../../../core/domain/evidence/merkle.ts';
import { formatReceipt } from '../../../core/domain/evidence/receipt.ts';
import { toBase64 } from '../../../core/domain/vocabulary/bytes.ts';
import { sha256 } from '../evidence/hashing.ts';
import { openCliWorld, type CliWorld } from './cli-world.ts';

const origin = 'log.example/one';
const signer = createMemorySigner(origin);

/** A receipt of the only leaf of a log. */
const receiptText = async (): Promise<string> => {
  const { leaf, opening } = sealLeaf(
    {
      leafId: 'leaf_awarded_1',
      kind: 'awarded',
      document: { amountMinor: 200 },
      at: '2026-12-18T10:02:01.000Z',
    },
    { randomness: { bytes: (count) => new Uint8Array(count).fill(7) }, sha256 },
  );
  const root = hashLeaf(entryOf(leaf), sha256);
  const note = parseNote(await signCheckpoint({ size: 1, root }, signer, sha256));
  return formatReceipt({ kind: leaf.kind, day: leaf.day, opening, index: 0, proof: [], note });
};

let world: CliWorld;
let key: string;
beforeEach(async () => {
  world = await openCliWorld();
  key = toBase64(await signer.publicKey());
});
afterEach(() => world.stop());

describe('the verify command', () => {
  it('proves a receipt without asking the service', async () => {
    const file = await world.file('award.tlog-proof', await receiptText());
    const ran = await world.run(['verify', file, '--key', key, '--origin', origin]);
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/verified +awarded on 2026-12-18, entry 0 of 1/);
    expect(world.service.calls).toEqual([]);
    expect(world.signIns).toEqual([]);
  });

  it('needs no connection file when told what to trust', async () => {
    const file = await world.file('award.tlog-proof', await receiptText());
    const args = ['verify', file, '--key', key, '--origin', origin];
    const ran = await world.run(args, { connectionFile: `${world.folder}/none.json` });
    expect(ran.exitCode).toBe(0);
  });

  it('exits 1 with a sentence when any byte is another, beside a good one', async () => {
    const text = await receiptText();
    const good = await world.file('good.tlog-proof', text);
    const bad = await world.file('bad.tlog-proof', text.replace('index 0', 'index 1'));
    const { exitCode, document } = await world.read(
      'verify',
      good,
      bad,
      '--key',
      key,
      '--origin',
      origin,
    );
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({ receipts: [{ ok: true, kind: 'awarded' }, { ok: false }] });
  });

  it('trusts the connection’s log, and no other', async () => {
    const file = await world.file('award.tlog-proof', await receiptText());
    const ran = await world.run(['verify', file]);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toContain('NOT VERIFIED');
  });

  it('says when a file or a key cannot be read', async () => {
    const gone = await world.run(['verify', `${world.folder}/gone`]);
    expect(gone).toMatchObject({ exitCode: 2, out: '' });
    const file = await world.file('award.tlog-proof', await receiptText());
    const ran = await world.run(['verify', file, '--key', 'abc', '--origin', origin]);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('32 bytes');
  });

  it('runs as a program of its own, from any folder', async () => {
    const file = await world.file('award.tlog-proof', await receiptText());
    const program = fileURLToPath(new URL('../../../client/cli/clipledger.mjs', import.meta.url));
    const args = [program, 'verify', file, '--key', key, '--origin', origin, '--json'];
    const { NODE_OPTIONS: _, ...env } = process.env;
    const ran = await promisify(execFile)(process.execPath, args, { cwd: world.folder, env });
    expect(JSON.parse(ran.stdout)).toMatchObject({ receipts: [{ ok: true, index: 0 }] });
  });
});
