import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TableName } from '../../core/contracts/resources.ts';
import { until } from '../../local/life/steps.ts';
import { consentTo, openCampaign, patience, wholeLifeMilliseconds } from './support/program.ts';
import {
  leafHashOf,
  linesOf,
  readPublicLog,
  rootOf,
  type PublicLog,
} from './support/public-log.ts';
import { cloud, newPerson } from './support/session.ts';
import { scan } from './support/storage.ts';

jest.setTimeout(wholeLifeMilliseconds);

interface Leaf {
  readonly kind: string;
  readonly day: string;
  readonly commitment: string;
}

/** Where records are that must be attested: each carries its leaf. */
const sources: readonly TableName[] = ['programs', 'ledger', 'erasures'];

const attested = async (): Promise<readonly Leaf[]> => {
  const items = (await Promise.all(sources.map(scan))).flat();
  // The consent in force is a copy of its record, and of its leaf.
  const leaves = items.flatMap(({ leaf }) => (leaf === undefined ? [] : [leaf as Leaf]));
  return [...new Map(leaves.map((leaf) => [leaf.commitment, leaf])).values()];
};

const commitmentsOf = ({ entries }: PublicLog): readonly string[] =>
  entries.map((entry) => linesOf(entry).commitment);

describe('the public evidence log', () => {
  let log: PublicLog;
  let records: readonly Leaf[];

  beforeAll(async () => {
    const campaign = await openCampaign();
    const people = await Promise.all(['one', 'two', 'three'].map(() => newPerson('contributor')));
    await Promise.all(people.map((person) => consentTo(campaign, person)));
    // Other files add records all the time: take those of now, and wait until the log has them.
    records = await attested();
    log = await until(
      'the log to take every record up',
      async () => {
        const read = await readPublicLog();
        const logged = new Set(commitmentsOf(read));
        return records.every(({ commitment }) => logged.has(commitment)) ? read : undefined;
      },
      patience,
    );
  });

  it('is signed by the key that the service tells, under the log’s own name', () => {
    expect(log.isSigned).toBe(true);
    expect(log.origin).toBe(cloud.connection.evidence.origin);
  });

  it('holds as many entries as its checkpoint says, and the root over them', () => {
    expect(log.entries).toHaveLength(log.size);
    expect(log.size).toBeGreaterThanOrEqual(3);
    expect(rootOf(log.entries).toString('hex')).toBe(log.root.toString('hex'));
  });

  it('has in its tiles the hash of every entry', () => {
    expect(log.leafHashes.map((hash) => hash.toString('hex'))).toEqual(
      log.entries.map((entry) => leafHashOf(entry).toString('hex')),
    );
  });

  it('shows of every leaf its kind, its day and a commitment, and nothing else', () => {
    for (const entry of log.entries) {
      const { header, kind, day, commitment, rest } = linesOf(entry);
      expect(header).toBe('clipledger/leaf/v1');
      expect(kind).toMatch(/^(consent-given|consent-withdrawn|awarded|erased)$/);
      expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(Buffer.from(commitment, 'base64')).toHaveLength(32);
      expect(rest).toEqual(['']);
    }
  });

  it('has every consent, award and erasure once', () => {
    const commitments = commitmentsOf(log);
    expect(new Set(commitments).size).toBe(commitments.length);
    const shown = new Map(log.entries.map(linesOf).map((lines) => [lines.commitment, lines]));
    for (const { kind, day, commitment } of records) {
      expect(shown.get(commitment)).toMatchObject({ kind, day });
    }
  });

  it('has no leaf that no record stands behind', async () => {
    const known = new Set((await attested()).map(({ commitment }) => commitment));
    expect(commitmentsOf(log).filter((commitment) => !known.has(commitment))).toEqual([]);
  });

  it('grows: what it said before stays as it was', async () => {
    const person = await newPerson('contributor');
    await consentTo(await openCampaign(), person);
    const longer = await until(
      'a longer log',
      async () => {
        const read = await readPublicLog();
        return read.size > log.size ? read : undefined;
      },
      patience,
    );
    expect(rootOf(longer.entries.slice(0, log.size)).equals(log.root)).toBe(true);
    expect(longer.isSigned).toBe(true);
  });
});
