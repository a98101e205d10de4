import { defaultRules, type RetentionPolicy } from '../../domain/retention/policy.ts';
import type { PolicyStore } from '../../domain/retention/ports.ts';
import type { MemoryTables } from './tables.ts';

/** What holds before compliance set anything. */
const builtIn: RetentionPolicy = {
  version: 0,
  rules: defaultRules,
  effectiveAt: '1970-01-01T00:00:00.000Z',
  setBy: 'built-in',
};

/** The retention schedule in memory. */
export const createMemoryPolicyStore = (tables: MemoryTables): PolicyStore => ({
  async current() {
    return tables.policies.get(Math.max(0, ...tables.policies.keys())) ?? builtIn;
  },
  async set(policy) {
    if (tables.policies.has(policy.version)) return 'stale';
    tables.policies.set(policy.version, policy);
    return 'set';
  },
});
