import { describe, expect, it } from '@jest/globals';
import { defaultRules, type RetentionPolicy } from '../../core/domain/retention/policy.ts';
import type { PolicyStore } from '../../core/domain/retention/ports.ts';
import { newId, sampleNow } from '../support/samples.ts';

const versionOf = (version: number): RetentionPolicy => ({
  version,
  rules: defaultRules.map((rule) => ({ ...rule, retentionSeconds: version })),
  effectiveAt: sampleNow,
  setBy: newId('contributor'),
});

/** What every `PolicyStore` keeps. `make` gives an empty one each time. */
export const policyStoreContract = (make: () => Promise<PolicyStore>): void => {
  describe('a store of retention policies', () => {
    it('gives the built-in rules as version 0 before anything was set', async () => {
      const policies = await make();
      const { version, rules } = await policies.current();
      expect([version, rules]).toEqual([0, defaultRules]);
    });

    it('gives the newest version, also past the ninth', async () => {
      const policies = await make();
      const versions = Array.from({ length: 11 }, (_, at) => versionOf(at + 1));
      for (const policy of versions) expect(await policies.set(policy)).toBe('set');
      expect(await policies.current()).toEqual(versions.at(-1));
    });

    it('never replaces a version', async () => {
      const policies = await make();
      const first = versionOf(1);
      await policies.set(first);
      expect(await policies.set({ ...versionOf(1), rules: [] })).toBe('stale');
      expect(await policies.current()).toEqual(first);
    });

    it('lets one of many rivals set a version', async () => {
      const policies = await make();
      const rivals = Array.from({ length: 5 }, () => versionOf(1));
      const outcomes = await Promise.all(rivals.map((rival) => policies.set(rival)));
      expect(outcomes.filter((outcome) => outcome === 'set')).toHaveLength(1);
      expect(await policies.current()).toEqual(rivals[outcomes.indexOf('set')]);
    });
  });
};
