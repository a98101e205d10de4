import { describe, expect, it } from '@jest/globals';
import { verifyReceiptFile } from '../../../client/verify/verify-receipt-file.ts';
import {
  appendLeaves,
  finishLog,
  type AppendPorts,
} from '../../../core/domain/evidence/append-leaves.ts';
import { LogBusy } from '../../../core/domain/evidence/errors.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import { makeReceipt } from '../../../core/domain/evidence/make-receipt.ts';
import { toBase64 } from '../../../core/domain/vocabulary/bytes.ts';
import { createLogWorld, faultsOf, leavesFrom, origin, sealedAt } from './log-world.ts';
import { createTurns, Killed, seededRandom, throughCalls, type Turns } from './unreliable-ports.ts';

const writerCount = 8;
const leafCount = 120;
const runs = 60;

/** For machines that do other work at the same time; alone it takes 3 seconds. */
const patience = 60_000;

/** One process: each call waits for its turn on both sides, and may be where it dies. */
const mortal = (
  ports: AppendPorts,
  { take }: Turns,
  random: () => number,
  deathRate: number,
): AppendPorts => {
  let dead = false;
  const step = async (): Promise<void> => {
    await take();
    dead ||= random() < deathRate;
    if (dead) throw new Killed();
  };
  return throughCalls(ports, async (call) => {
    await step();
    const answer = await call();
    await step();
    return answer;
  });
};

/** A queue that delivers at least once: several writers can hold one leaf at a time. */
const createQueue = (leaves: readonly Leaf[], random: () => number) => {
  const open = new Map(leaves.map((leaf) => [leaf.leafId, leaf]));
  return {
    isDone: () => open.size === 0,
    receive: (): readonly Leaf[] => {
      const batch = [...open.values()].filter(() => random() < 0.4);
      return random() < 0.2 ? [...batch, ...batch] : batch;
    },
    acknowledge: (batch: readonly Leaf[]) => {
      for (const { leafId } of batch) open.delete(leafId);
    },
  };
};

const runRivals = async (seed: number, deathRate: number) => {
  const random = seededRandom(seed);
  const turns = createTurns(random);
  const world = createLogWorld(() => turns.take());
  const queue = createQueue(leavesFrom(0, leafCount), random);
  const acknowledged = new Map<string, number>();
  const figures = { deaths: 0, checkpoints: 0 };
  const work = async (): Promise<void> => {
    for (let round = 0; round < 400 && !queue.isDone(); round += 1) {
      await turns.take();
      const batch = queue.receive();
      try {
        const ports = mortal(world.ports, turns, random, deathRate);
        const { logged } = await appendLeaves(batch, ports);
        queue.acknowledge(logged.map(({ leaf }) => leaf));
        for (const { leaf, index } of logged) acknowledged.set(leaf.leafId, index);
      } catch (error) {
        if (!(error instanceof Killed || error instanceof LogBusy)) throw error;
        figures.deaths += 1;
      }
    }
  };
  const writers = Array.from({ length: writerCount }, work);
  await turns.run(Promise.all(writers), 400_000);
  figures.checkpoints = world.published.length;
  return { world, acknowledged, figures };
};

describe('rival writers that die at any moment', () => {
  it(
    'log each leaf once, never fork, and lose nothing they acknowledged',
    async () => {
      const total = { deaths: 0, checkpoints: 0 };
      for (let seed = 1; seed <= runs; seed += 1) {
        const { world, acknowledged, figures } = await runRivals(seed, 0.01);
        const faults = [...(await faultsOf(world))];
        const checkpoint = await finishLog(world.ports);
        if (checkpoint?.size !== leafCount) faults.push(`${checkpoint?.size} leaves in the log`);
        if (acknowledged.size !== leafCount) faults.push(`${acknowledged.size} acknowledged`);
        for (const [leafId, index] of acknowledged) {
          const [leaf] = await world.ports.sequence.range(index, index + 1);
          if (leaf?.leafId !== leafId) faults.push(`${leafId} is not at ${index}`);
        }
        faults.push(...(await faultsOf(world)));
        expect({ seed, faults }).toEqual({ seed, faults: [] });
        total.deaths += figures.deaths;
        total.checkpoints += figures.checkpoints;
      }
      // The runs must have been as rough as their name says.
      expect(total.deaths).toBeGreaterThan(runs * 3);
      expect(total.checkpoints).toBeGreaterThan(runs * 2);
    },
    patience,
  );

  it(
    'leave a log from which every receipt verifies',
    async () => {
      const { world } = await runRivals(4_711, 0.02);
      await finishLog(world.ports);
      const publicKeyBase64 = toBase64(await world.ports.signer.publicKey());
      for (let at = 0; at < leafCount; at += 1) {
        const { leaf, opening } = sealedAt(at);
        const outcome = await makeReceipt({ leafId: leaf.leafId, opening }, world.ports);
        const verdict = outcome.ok && verifyReceiptFile(outcome.text, { publicKeyBase64, origin });
        expect(verdict).toMatchObject({ ok: true, document: opening.document });
      }
    },
    patience,
  );

  it(
    'that all live share the work without a single lost batch',
    async () => {
      const { world, figures } = await runRivals(7, 0);
      expect(figures.deaths).toBe(0);
      expect(await faultsOf(world)).toEqual([]);
    },
    patience,
  );
});
