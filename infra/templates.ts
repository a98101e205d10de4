import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildStacks } from './clipledger.ts';
import type { Deployment } from './config/deployment.ts';
import { projectFolder } from './constructs/bundles.ts';

/** One resource of a template, as CloudFormation reads it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[] | string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesized stack. */
export interface StackTemplate {
  /** Its name within the app: `storage`, `intake`, … */
  readonly id: string;
  readonly stackName: string;
  readonly terminationProtection: boolean;
  readonly dependencies: readonly string[];
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly parameters: Readonly<Record<string, { readonly Default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Context as the command line would read it, and nothing is bundled. */
const contextWithoutBundles = (): Record<string, unknown> => {
  const settings = JSON.parse(readFileSync(join(projectFolder, 'cdk.json'), 'utf8')) as {
    readonly context: Record<string, unknown>;
  };
  return { ...settings.context, 'aws:cdk:bundling-stacks': [] };
};

/**
 * The templates of a deployment, without the code of its functions: what tests and documents read.
 * Throws when a rule of cdk-nag or of CloudFormation is broken and not acknowledged.
 */
export const synthesizeTemplates = (deployment: Deployment): readonly StackTemplate[] => {
  const app = new App({ context: contextWithoutBundles() });
  buildStacks(app, deployment);
  return app.synth().stacks.map((stack) => {
    const template = stack.template as {
      readonly Resources?: StackTemplate['resources'];
      readonly Parameters?: StackTemplate['parameters'];
      readonly Outputs?: StackTemplate['outputs'];
    };
    return {
      id: stack.id,
      stackName: stack.stackName,
      terminationProtection: stack.terminationProtection === true,
      dependencies: stack.dependencies.map(({ id }) => id),
      resources: template.Resources ?? {},
      parameters: template.Parameters ?? {},
      outputs: template.Outputs ?? {},
    };
  });
};
