import { deploymentOf } from '../../infra/config/index.ts';
import type { Deployment } from '../../infra/config/deployment.ts';
import {
  synthesizeTemplates,
  type StackTemplate,
  type SynthesisOptions,
  type TemplateResource,
} from '../../infra/templates.ts';

/** A resource and where it stands. */
export interface Found {
  readonly stack: string;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  /** Never undefined: absent properties are an empty object. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The templates of one deployment with what tests ask of them. */
export interface Synthesized {
  readonly deployment: Deployment;
  readonly templates: readonly StackTemplate[];
  /** Every resource of a CloudFormation type, in all stacks. */
  all(type: string): readonly Found[];
}

/** Synthesizes a deployment by its name. Checking the templates takes longer than making them. */
export const synthesized = (
  name: string,
  { host, ...options }: SynthesisOptions & { readonly host?: 'lambda' | 'gpu' } = {},
): Synthesized => {
  const deployment = deploymentOf({ deployment: name, host });
  const templates = synthesizeTemplates(deployment, { checksTemplates: false, ...options });
  return {
    deployment,
    templates,
    all: (type) =>
      templates.flatMap(({ id, resources }) =>
        Object.entries(resources)
          .filter(([, resource]) => resource.Type === type)
          .map(([logicalId, resource]) => ({
            stack: id,
            logicalId,
            resource,
            properties: resource.Properties ?? {},
          })),
      ),
  };
};

/** The first of a list that must not be empty. */
export const theOnly = <Item>(items: readonly Item[]): Item => {
  const [item] = items;
  if (item === undefined || items.length > 1) {
    throw new Error(`Expected one item, there are ${items.length}`);
  }
  return item;
};
