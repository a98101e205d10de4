import type { Deployment } from './deployment.ts';
import { prod } from './prod.ts';

/** Like `prod`, but nobody's data: everything goes with its stacks. */
export const dev: Deployment = {
  ...prod,
  name: 'dev',
  data: 'destroy',
  logRetentionDays: 14,
  apiCallsPerSecond: 50,
  apiCallsBurst: 100,
  maxConsumers: { uploads: 5, analysis: 2, leaves: 2 },
  evidenceOrigin: 'clipledger.example/dev',
};

const sandboxName = /^[a-z][a-z0-9]{0,11}$/;

/**
 * A deployment of one's own beside others in the same account.
 * @throws {RangeError} a name that is no short lower-case word
 */
export const sandbox = (name: string): Deployment => {
  if (!sandboxName.test(name)) {
    throw new RangeError(
      `A deployment is named by 1 to 12 lower-case letters and digits, not "${name}"`,
    );
  }
  return { ...dev, name, evidenceOrigin: `clipledger.example/${name}` };
};
