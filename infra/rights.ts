import { product } from '../core/contracts/layout/names.ts';
import type { StackTemplate, TemplateResource } from './templates.ts';

/** What one statement of a role allows, with names in the place of CloudFormation's references. */
export interface Right {
  readonly actions: readonly string[];
  /** Such as `table/clips`, `bucket/landing/clips/*`, `queue/uploads`, `*`. */
  readonly resources: readonly string[];
  /** Whether anything limits it further. */
  readonly isConditional: boolean;
  /** What limits it, as the template has it; undefined where nothing does. */
  readonly condition: unknown;
}

/** Somebody who has rights: a function, a workflow, a schedule, a worker, or what runs it. */
export interface Holder {
  readonly kind: 'function' | 'workflow' | 'schedule' | 'worker' | 'machine' | 'other';
  /** `intake/validate-upload`, `clip`, …: the name of the contract. */
  readonly name: string;
  readonly rights: readonly Right[];
}

/** Everybody with a role in a deployment's templates, and what each may do. */
export const holdersOf = (
  deployment: string,
  templates: readonly StackTemplate[],
): readonly Holder[] => templates.flatMap((template) => holdersIn(deployment, template));

const holdersIn = (deployment: string, template: StackTemplate): readonly Holder[] =>
  Object.entries(template.resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([roleId, role]) => ({
      ...nameOfHolder(deployment, template, roleId),
      rights: [
        ...inlineRights(role, deployment, template),
        ...attachedRights(roleId, deployment, template),
      ],
    }));

const nameOfHolder = (
  deployment: string,
  { resources }: StackTemplate,
  roleId: string,
): Pick<Holder, 'kind' | 'name'> => {
  for (const { Type, Properties } of Object.values(resources)) {
    const uses = (property: unknown): boolean =>
      JSON.stringify(property ?? '').includes(`"${roleId}"`);
    if (Type === 'AWS::Lambda::Function' && uses(Properties?.['Role'])) {
      return { kind: 'function', name: shortName(deployment, Properties?.['FunctionName']) };
    }
    if (Type === 'AWS::StepFunctions::StateMachine' && uses(Properties?.['RoleArn'])) {
      return { kind: 'workflow', name: shortName(deployment, Properties?.['StateMachineName']) };
    }
    if (Type === 'AWS::Scheduler::Schedule' && uses(Properties?.['Target'])) {
      return { kind: 'schedule', name: shortName(deployment, Properties?.['Name']) };
    }
    if (Type === 'AWS::ECS::TaskDefinition' && uses(Properties?.['TaskRoleArn'])) {
      return { kind: 'worker', name: workerName };
    }
    if (Type === 'AWS::ECS::TaskDefinition' && uses(Properties?.['ExecutionRoleArn'])) {
      return { kind: 'machine', name: 'start of a worker' };
    }
    if (Type === 'AWS::IAM::InstanceProfile' && uses(Properties?.['Roles'])) {
      return { kind: 'machine', name: 'agent of a GPU machine' };
    }
    if (Type === 'AWS::EC2::FlowLog' && uses(Properties?.['DeliverLogsPermissionArn'])) {
      return { kind: 'machine', name: 'log of what the network refused' };
    }
  }
  return { kind: 'other', name: roleId };
};

/** Does on a GPU machine what the function of that name does elsewhere. */
const workerName = 'inference/analyze-clip';

const stages =
  /^(campaigns|intake|inference|review|rewards|retention|evidence|datasets|portal|operations)-/;

/** `clipledger-prod-intake-validate-upload` → `intake/validate-upload`. */
const shortName = (deployment: string, name: unknown): string =>
  String(name)
    .replace(`${product}-${deployment}-`, '')
    .replace(/-workflow$/, '')
    .replace(stages, '$1/');

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
    readonly Condition?: unknown;
  }[];
}

const inlineRights = (
  role: TemplateResource,
  deployment: string,
  template: StackTemplate,
): readonly Right[] => {
  const policies = (role.Properties?.['Policies'] ?? []) as readonly {
    readonly PolicyDocument: PolicyDocument;
  }[];
  return policies.flatMap((policy) => rightsOf(policy.PolicyDocument, deployment, template));
};

const attachedRights = (
  roleId: string,
  deployment: string,
  template: StackTemplate,
): readonly Right[] =>
  Object.values(template.resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' &&
        JSON.stringify(Properties?.['Roles'] ?? []).includes(`"${roleId}"`),
    )
    .flatMap(({ Properties }) =>
      rightsOf(Properties?.['PolicyDocument'] as PolicyDocument, deployment, template),
    );

const listOf = <Item>(oneOrMany: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(oneOrMany) ? (oneOrMany as readonly Item[]) : [oneOrMany as Item];

/** Throws on a refusal: our roles only allow, so that what they allow can be read off. */
const rightsOf = (
  document: PolicyDocument,
  deployment: string,
  template: StackTemplate,
): readonly Right[] =>
  document.Statement.map((statement) => {
    if (statement.Effect !== 'Allow')
      throw new Error('A role refuses: the matrix cannot show that');
    return {
      actions: listOf(statement.Action),
      resources: listOf(statement.Resource).map((resource) =>
        readable(textOf(resource, template), deployment),
      ),
      isConditional: statement.Condition !== undefined,
      condition: statement.Condition,
    };
  });

/** An intrinsic function as text: published names in braces, everything else in angle brackets. */
const textOf = (value: unknown, template: StackTemplate): string => {
  if (typeof value === 'string') return value;
  const intrinsic = value as Readonly<Record<string, unknown>>;
  if ('Ref' in intrinsic) {
    const name = String(intrinsic['Ref']);
    const published = template.parameters[name]?.Default;
    return published?.startsWith(`/${product}/`) === true ? `{${published}}` : `<${name}>`;
  }
  if ('Fn::Join' in intrinsic) {
    const [separator, parts] = intrinsic['Fn::Join'] as [string, readonly unknown[]];
    return parts.map((part) => textOf(part, template)).join(separator);
  }
  if ('Fn::Sub' in intrinsic) return String(intrinsic['Fn::Sub']);
  if ('Fn::GetAtt' in intrinsic) {
    const [id, attribute] = intrinsic['Fn::GetAtt'] as [string, string];
    const made = template.resources[id];
    return attribute === 'Arn' ? `<own ${made?.Type ?? id}>` : `<${id}.${attribute}>`;
  }
  throw new Error(`Cannot read ${JSON.stringify(value)}`);
};

/** ARNs as people say them, most particular first. */
const readings: readonly (readonly [RegExp, string])[] = [
  [/^<own AWS::Logs::LogGroup>$/, 'its own log'],
  [/^<own AWS::Lambda::Function>$/, 'its function'],
  [
    /^arn:<AWS::Partition>:dynamodb:.*:table\/\{.*\/tables\/(.+)\/name\}(\/index\/.+)?$/,
    'table/$1$2',
  ],
  [/^\{.*\/tables\/(.+)\/stream-arn\}$/, 'stream/$1'],
  [/^arn:<AWS::Partition>:s3:::\{.*\/buckets\/(.+)\/name\}(\/.*)?$/, 'bucket/$1$2'],
  [/^\{.*\/keys\/(.+)\/arn\}$/, 'key/$1'],
  [/^arn:<AWS::Partition>:sqs:.*:(.+)-queue$/, 'queue/$1'],
  [/^arn:<AWS::Partition>:sqs:.*:(.+)-dead-letters$/, 'dead-letters/$1'],
  [/^arn:<AWS::Partition>:sqs:.*:(.+)-missed$/, 'missed/$1'],
  [/^arn:<AWS::Partition>:states:.*:stateMachine:(.+)-workflow$/, 'workflow/$1'],
  [/^arn:<AWS::Partition>:lambda:.*:function:(.+)$/, 'function/$1'],
  [/^arn:<AWS::Partition>:autoscaling:.*:autoScalingGroupName\/(.+)$/, 'group/$1'],
  [/^arn:<AWS::Partition>:ecs:.*:cluster\/(.+)$/, 'cluster/$1'],
  [/^arn:<AWS::Partition>:ecs:.*:container-instance\/.+\/\*$/, 'cluster/machines'],
  [/^arn:<AWS::Partition>:ecs:.*:task\/.+\/\*$/, 'cluster/tasks'],
  [/^arn:<AWS::Partition>:ecs:.*:service\/.+\/(.+)$/, 'cluster/$1'],
];

const readable = (arn: string, deployment: string): string => {
  const plain = arn.replaceAll(`${product}-${deployment}-`, '');
  const reading = readings.find(([pattern]) => pattern.test(plain));
  return reading === undefined ? plain : plain.replace(reading[0], reading[1]);
};
