import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from '@jest/globals';
import { allRoutes } from '../../core/contracts/http/routes.ts';
import { buildStacks } from '../../infra/clipledger.ts';
import { dev } from '../../infra/config/dev.ts';
import { contextWithoutBundles } from '../../infra/templates.ts';
import { synthesized } from './synthesized.ts';

describe('the rules of cdk-nag', () => {
  // Synthesis throws at the first finding that nobody acknowledged.
  const acknowledged = synthesized('prod').templates.flatMap((template) => template.acknowledged);

  it('are broken on purpose in seven ways only, each with a reason', () => {
    const rules = acknowledged.map(({ rule }) => rule.replace(/\[.*\]$/s, ''));
    expect([...new Set(rules)].toSorted()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-COG2',
      'AwsSolutions-COG8',
      'AwsSolutions-IAM5',
      'AwsSolutions-SF1',
      'AwsSolutions-SF2',
      'AwsSolutions-SQS3',
    ]);
    for (const { reason } of acknowledged) expect(reason).toMatch(/^\S.{40,}\.$/);
  });

  it('let a route without sign-in pass only where its contract says public', () => {
    const open = acknowledged
      .filter(({ rule }) => rule === 'AwsSolutions-APIG4')
      .map(({ path }) => path.replace(/^.*\/Route-/, ''));
    const declared = allRoutes.filter(({ access }) => access === 'public');
    expect(open.toSorted()).toEqual(declared.map(({ operationId }) => operationId).toSorted());
  });

  it('let a wildcard pass only as a whole finding, never as a rule', () => {
    for (const { rule } of acknowledged) {
      expect(rule).not.toMatch(/IAM5$/);
    }
    const everything = acknowledged.filter(({ rule }) => rule.endsWith('[Resource::*]'));
    expect(everything.map(({ path }) => path).toSorted()).toEqual([
      '/inference/AnalyzeClip/Role',
      '/intake/ClipWorkflow/Workflow/Role',
      '/retention/ExpiryWorkflow/Workflow/Role',
    ]);
  });

  it('stop a deployment that breaks one without saying so', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'clipledger-nag-'));
    try {
      const app = new App({
        context: contextWithoutBundles(),
        builtinCloudFormationValidation: false,
        outdir,
      });
      buildStacks(app, dev);
      new Bucket(new Stack(app, 'rogue'), 'Bucket', { enforceSSL: true });
      expect(() => app.synth()).toThrow('AwsSolutions-S1');
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
});
