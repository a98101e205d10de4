import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { RetentionPolicy, RetentionRule } from './policy.ts';
import type { PolicyStore } from './ports.ts';

/** Sets one class's rule, as the next version of the schedule. Compliance only. */
export const setRetentionRule = async (
  actor: Actor,
  rule: RetentionRule,
  { policies, clock }: { policies: PolicyStore; clock: Clock },
): Promise<RetentionPolicy> => {
  if (!holds(actor, 'compliance')) {
    throw new Refusal('not-allowed', 'Only the compliance team sets retention.');
  }
  const maxAttempts = 5;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const current = await policies.current();
    const next: RetentionPolicy = {
      version: current.version + 1,
      rules: current.rules.map((old) => (old.recordClass === rule.recordClass ? rule : old)),
      effectiveAt: clock.now(),
      setBy: actor.actorId,
    };
    if ((await policies.set(next)) === 'set') return next;
  }
  throw new Error('The retention schedule is being changed by others; try again in a moment.');
};
