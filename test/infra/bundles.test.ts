import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { functionContracts, validateUpload } from '../../core/contracts/functions/index.ts';
import type { FunctionContract } from '../../core/contracts/functions/function-contract.ts';
import { bundleFunctions, bundleOf } from '../../infra/constructs/bundles.ts';

/** What a cold start reads: the bundles of a deploy, made here unless one made them before. */
beforeAll(bundleFunctions, 60_000);

const fileOf = (contract: FunctionContract): string => join(bundleOf(contract), 'index.mjs');

/** 1 kB of code costs a cold start 0.03 ms on a laptop; what no function uses must stay out. */
const maxBytes = 700_000;

describe('the bundles of functions', () => {
  it("validate-upload's bundle stays below 700 kB, its SDK and its media reader included", () => {
    expect(statSync(fileOf(validateUpload)).size).toBeLessThan(maxBytes);
  });

  it('no bundle of another function is bigger', () => {
    const tooBig = functionContracts
      .map((contract) => ({ name: contract.name, bytes: statSync(fileOf(contract)).size }))
      .filter(({ bytes }) => bytes >= maxBytes);
    expect(tooBig).toEqual([]);
  });

  it('no bundle carries what the SDK keeps for operations that its function does not call', () => {
    // An operation of S3 that no function has a use for: its name is in the shapes of all.
    for (const contract of functionContracts) {
      expect(readFileSync(fileOf(contract), 'utf8')).not.toContain('SelectObjectContent');
    }
  });
});
