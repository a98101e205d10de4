import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
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
  readonly acknowledged: readonly Acknowledged[];
}

/** A finding of cdk-nag that a construct intends. */
export interface Acknowledged {
  /** The construct's path. */
  readonly path: string;
  /** Such as `AwsSolutions-SF2`, with the finding in brackets for wildcard rules. */
  readonly rule: string;
  readonly reason: string;
}

/** Context as the command line would read it, and nothing is bundled. */
export const contextWithoutBundles = (): Record<string, unknown> => {
  const settings = JSON.parse(readFileSync(join(projectFolder, 'cdk.json'), 'utf8')) as {
    readonly context: Record<string, unknown>;
  };
  return { ...settings.context, 'aws:cdk:bundling-stacks': [] };
};

/** How templates are put together. */
export interface SynthesisOptions {
  /** Whether CloudFormation's own rules are checked as well, which takes half of the time. */
  readonly checksTemplates?: boolean;
}

/**
 * The templates of a deployment, without the code of its functions: what tests and documents read.
 * Throws when a rule of cdk-nag or of CloudFormation is broken and not acknowledged.
 */
export const synthesizeTemplates = (
  deployment: Deployment,
  { checksTemplates = true }: SynthesisOptions = {},
): readonly StackTemplate[] => {
  // An assembly of CDK's own choosing would stay in the temporary folder: 78 MB each.
  const own = join(projectFolder, '.local');
  mkdirSync(own, { recursive: true });
  const outdir = mkdtempSync(join(own, 'templates-'));
  try {
    const app = new App({
      context: contextWithoutBundles(),
      builtinCloudFormationValidation: checksTemplates,
      outdir,
    });
    buildStacks(app, deployment);
    return templatesOf(app.synth());
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const templatesOf = ({ stacks }: CloudAssembly): readonly StackTemplate[] =>
  stacks.map((stack) => {
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
      acknowledged: acknowledgedIn(stack),
    };
  });

const acknowledgedIn = (stack: CloudFormationStackArtifact): readonly Acknowledged[] =>
  Object.entries(stack.metadata).flatMap(([path, entries]) =>
    entries
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as unknown as Readonly<Record<string, string>>).map(
          ([rule, reason]) => ({
            path,
            rule: rule.replace(/^Annotation::/, ''),
            reason,
          }),
        ),
      ),
  );
