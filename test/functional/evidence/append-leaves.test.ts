import { describe, expect, it } from '@jest/globals';
import { verifyReceiptFile } from '../../../client/verify/verify-receipt-file.ts';
import { createMemorySequence } from '../../../core/adapters/memory/evidence-sequence.ts';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import {
  appendLeaves,
  finishLog,
  type AppendPorts,
} from '../../../core/domain/evidence/append-leaves.ts';
import {
  CheckpointUntrusted,
  EvidenceMissing,
  LogBusy,
  LogForked,
  SequenceBehindLog,
} from '../../../core/domain/evidence/errors.ts';
import { makeReceipt } from '../../../core/domain/evidence/make-receipt.ts';
import { toBase64, utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { createLogWorld, faultsOf, leavesFrom, origin, sealedAt } from './log-world.ts';
import { killedAtCall, Killed } from './unreliable-ports.ts';

/** For machines that do other work at the same time; alone each test takes under 2 seconds. */
const patience = 60_000;

describe('appending leaves', () => {
  it('logs them in order under a checkpoint that covers them', async () => {
    const world = createLogWorld();
    const result = await appendLeaves(leavesFrom(0, 3), world.ports);
    expect(result.logged.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(result).toMatchObject({ refused: [], checkpoint: { origin, size: 3 } });
    expect(world.published).toHaveLength(1);
    expect(await faultsOf(world)).toEqual([]);
  });

  it('grows across full tiles, whatever the sizes of the batches', async () => {
    const world = createLogWorld();
    let from = 0;
    for (const count of [1, 254, 1, 1, 300, 90, 91, 500]) {
      await appendLeaves(leavesFrom(from, from + count), world.ports);
      from += count;
    }
    expect(await faultsOf(world)).toEqual([]);
    expect(await finishLog(world.ports)).toMatchObject({ size: 1_238 });
  });

  it('logs a leaf once, however often it is delivered', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 5), world.ports);
    const again = await appendLeaves([...leavesFrom(3, 8), ...leavesFrom(3, 8)], world.ports);
    expect(again.logged.map(({ index }) => index)).toEqual([3, 4, 5, 6, 7, 3, 4, 5, 6, 7]);
    const idle = await appendLeaves(leavesFrom(0, 8), world.ports);
    expect(idle.checkpoint).toMatchObject({ size: 8 });
    expect(world.published).toHaveLength(2);
    expect(await faultsOf(world)).toEqual([]);
  });

  it('reports an id with other content, logs the rest, and never logs the id twice', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 2), world.ports);
    const altered = { ...sealedAt(1).leaf, commitment: sealedAt(99).leaf.commitment };
    const result = await appendLeaves([altered, ...leavesFrom(2, 3)], world.ports);
    expect(result.refused).toEqual([{ leaf: altered, why: 'clash' }]);
    expect(result.logged).toEqual([{ index: 2, leaf: sealedAt(2).leaf }]);
    expect(await world.ports.sequence.size()).toBe(3);
    expect(await faultsOf(world)).toEqual([]);
  });

  it('refuses a leaf of another form before it takes a place', async () => {
    const world = createLogWorld();
    const bad = { ...sealedAt(0).leaf, day: 'yesterday' };
    const result = await appendLeaves([bad], world.ports);
    expect(result).toEqual({
      logged: [],
      refused: [{ leaf: bad, why: 'malformed' }],
      checkpoint: undefined,
    });
    expect(await world.ports.sequence.size()).toBe(0);
  });

  it('does nothing for no leaves, and finishes an empty log at nothing', async () => {
    const world = createLogWorld();
    expect((await appendLeaves([], world.ports)).checkpoint).toBeUndefined();
    expect(await finishLog(world.ports)).toBeUndefined();
    expect(world.published).toEqual([]);
  });
});

describe('a writer that is killed', () => {
  it.each(['before', 'after'] as const)(
    '%s any of its calls loses nothing, and the next one finishes its work',
    async (moment) => {
      let finished = false;
      let kills = 0;
      for (let call = 1; call <= 200 && !finished; call += 1) {
        const world = createLogWorld();
        await appendLeaves(leavesFrom(0, 250), world.ports);
        const dying = killedAtCall(world.ports, call, moment);
        const batch = leavesFrom(245, 520);
        const outcome = await appendLeaves(batch, dying).catch((error: unknown) => error);
        finished = !(outcome instanceof Killed);
        if (!finished) kills += 1;
        expect(await faultsOf(world)).toEqual([]);
        if (call % 2 === 0) await finishLog(world.ports);
        const again = await appendLeaves(batch, world.ports);
        expect(again.checkpoint).toMatchObject({ size: 520 });
        expect(await world.ports.sequence.size()).toBe(520);
        expect(await faultsOf(world)).toEqual([]);
      }
      expect(finished).toBe(true);
      expect(kills).toBeGreaterThanOrEqual(15);
    },
    patience,
  );

  it(
    'twice in a row at any two of its calls still leaves a log that finishes',
    async () => {
      for (let first = 1; first <= 13; first += 2) {
        for (let second = 1; second <= 13; second += 2) {
          const world = createLogWorld();
          for (const call of [first, second]) {
            const dying = killedAtCall(world.ports, call, 'after');
            await expect(appendLeaves(leavesFrom(0, 300), dying)).rejects.toThrow(Killed);
          }
          await appendLeaves(leavesFrom(0, 300), world.ports);
          expect(await faultsOf(world)).toEqual([]);
        }
      }
    },
    patience,
  );
});

describe('a broken log', () => {
  it('is not written on when its checkpoint is not signed by our key', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 2), world.ports);
    const ports = { ...world.ports, signer: createMemorySigner(origin) };
    await expect(appendLeaves(leavesFrom(2, 3), ports)).rejects.toThrow(CheckpointUntrusted);
    expect(world.published).toHaveLength(1);
  });

  it('is not written on when the sequence was restored to an earlier time', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 5), world.ports);
    const sequence = createMemorySequence();
    await sequence.assign(leavesFrom(0, 3));
    const ports: AppendPorts = { ...world.ports, sequence };
    // Places 3 and 4 are given away again: the published log holds other leaves there.
    await expect(appendLeaves(leavesFrom(5, 6), ports)).rejects.toThrow(LogForked);
    await expect(appendLeaves(leavesFrom(6, 7), ports)).rejects.toThrow(LogForked);
    await expect(appendLeaves(leavesFrom(7, 9), ports)).rejects.toThrow(LogForked);
    expect(world.published).toHaveLength(1);
  });

  it('acknowledges nothing that a restored sequence put over full tiles', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 256), world.ports);
    const sequence = createMemorySequence();
    await sequence.assign(leavesFrom(0, 80));
    await sequence.assign(leavesFrom(300, 390));
    await sequence.assign(leavesFrom(390, 476));
    const ports: AppendPorts = { ...world.ports, sequence };
    await expect(appendLeaves(leavesFrom(470, 480), ports)).rejects.toThrow(LogForked);
    await expect(appendLeaves(leavesFrom(0, 80), ports)).resolves.toMatchObject({ refused: [] });
  });

  it('is not written on when the sequence lost its end', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 5), world.ports);
    const ports: AppendPorts = {
      ...world.ports,
      sequence: { ...world.ports.sequence, size: async () => 4 },
    };
    await expect(appendLeaves(leavesFrom(5, 6), ports)).rejects.toThrow(SequenceBehindLog);
  });

  it('is not written on when a tile above was lost or altered', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 260), world.ports);
    const hiding = (path: string, bytes: Uint8Array | undefined): AppendPorts => {
      const { tiles } = world.ports;
      const get = async (other: string) => (other === path ? bytes : tiles.get(other));
      return { ...world.ports, tiles: { ...tiles, get } };
    };
    const lost = hiding('tile/1/000.p/1', undefined);
    await expect(appendLeaves(leavesFrom(260, 261), lost)).rejects.toThrow(EvidenceMissing);
    const altered = hiding('tile/1/000.p/1', new Uint8Array(32));
    await expect(appendLeaves(leavesFrom(260, 262), altered)).rejects.toThrow(LogForked);
    expect(world.published).toHaveLength(1);
  });

  it('is not published when a tile with other bytes is in the way', async () => {
    const world = createLogWorld();
    await world.ports.tiles.putOnce('tile/0/000.p/2', utf8('something else'));
    await expect(appendLeaves(leavesFrom(0, 2), world.ports)).rejects.toThrow(LogForked);
    expect(world.published).toEqual([]);
  });

  it('gives up after a bounded number of lost races: the queue delivers again', async () => {
    const world = createLogWorld();
    let pauses = 0;
    const backoff = {
      pause: async () => {
        pauses += 1;
      },
    };
    const noPlace: AppendPorts = {
      ...world.ports,
      backoff,
      sequence: { ...world.ports.sequence, assign: async () => ({ outcome: 'lost-race' }) },
    };
    await expect(appendLeaves(leavesFrom(0, 1), noPlace)).rejects.toThrow(LogBusy);
    const noHead: AppendPorts = {
      ...world.ports,
      backoff,
      tiles: { ...world.ports.tiles, replaceCheckpoint: async () => 'lost-race' },
    };
    await expect(appendLeaves(leavesFrom(0, 1), noHead)).rejects.toThrow(LogBusy);
    expect(pauses).toBe(128);
  });
});

describe('the receipt of a leaf', () => {
  it('is made from the log and verifies offline, for every leaf', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 300), world.ports);
    const publicKeyBase64 = toBase64(await world.ports.signer.publicKey());
    for (let at = 0; at < 300; at += 1) {
      const { leaf, opening } = sealedAt(at);
      const outcome = await makeReceipt({ leafId: leaf.leafId, opening }, world.ports);
      const verdict = outcome.ok && verifyReceiptFile(outcome.text, { publicKeyBase64, origin });
      expect(verdict).toMatchObject({ ok: true, index: at, document: opening.document });
    }
  });

  it('cannot be made once the opening was destroyed', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 2), world.ports);
    const { leafId } = sealedAt(1).leaf;
    const outcome = await makeReceipt({ leafId, opening: undefined }, world.ports);
    expect(outcome).toEqual({ ok: false, why: 'opening-destroyed' });
  });

  it('is not made of an opening of another leaf', async () => {
    const world = createLogWorld();
    await appendLeaves(leavesFrom(0, 2), world.ports);
    const { leafId } = sealedAt(1).leaf;
    const outcome = await makeReceipt({ leafId, opening: sealedAt(0).opening }, world.ports);
    expect(outcome).toEqual({ ok: false, why: 'opening-mismatch' });
  });

  it('has to wait until a checkpoint covers the leaf', async () => {
    const world = createLogWorld();
    const { leaf, opening } = sealedAt(1);
    const asked = { leafId: leaf.leafId, opening };
    const waiting = { ok: false, why: 'not-yet-logged' };
    expect(await makeReceipt(asked, world.ports)).toEqual(waiting);
    await appendLeaves(leavesFrom(0, 1), world.ports);
    expect(await makeReceipt(asked, world.ports)).toEqual(waiting);
    await world.ports.sequence.assign([leaf]);
    expect(await makeReceipt(asked, world.ports)).toEqual(waiting);
    await finishLog(world.ports);
    expect(await makeReceipt(asked, world.ports)).toMatchObject({ ok: true });
  });
});
