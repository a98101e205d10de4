import * as z from 'zod';
import type { Access, BucketName, QueueName, TableName, WorkflowName } from '../resources.ts';
import type { Stage } from '../stages.ts';

/** What calls a function. One trigger each: permissions and failure handling follow from it. */
export type Trigger =
  | { readonly kind: 'http' }
  | { readonly kind: 'queue'; readonly queue: QueueName; readonly batchSize: number }
  | {
      readonly kind: 'stream';
      readonly tables: readonly TableName[];
      readonly batchSize: number;
      /** Only new items that carry a `leaf`; `changes` for every insert and update. */
      readonly passes: 'leaves' | 'changes' | 'inserts';
    }
  | { readonly kind: 'schedule'; readonly everyMinutes: number }
  | { readonly kind: 'workflow-task' };

/** Where a deployment analyzes clips: in a Lambda, or by workers on GPU machines. */
export type InferenceHost = 'lambda' | 'gpu';

/**
 * Everything that is true of one function, said once. Its readers: the house construct (grants,
 * environment, trigger), the handler (parses the same environment at cold start), the wiring
 * test, the permission matrix and the table in the README.
 */
export interface FunctionContract<
  A extends Access = Access,
  S extends z.ZodRawShape = z.ZodRawShape,
  T extends Trigger = Trigger,
> {
  readonly stage: Stage;
  /** Verb-noun; with the stage it is the folder, the function's name and its log group's. */
  readonly name: string;
  readonly purpose: string;
  readonly trigger: T;
  readonly access: A;
  /** Environment variables beyond the resources, each given by the deployment's config. */
  readonly settings: z.ZodObject<S>;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Megabytes of `/tmp`; Lambda gives 512 unless asked. */
  readonly ephemeralStorageMegabytes?: number;
  /**
   * For how long it may go on writing about a clip that ended meanwhile, where it looks in between:
   * an erasure waits for it. Else it may until its timeout.
   */
  readonly writesAfterEndSeconds?: number;
  /** Deployed only where clips are analyzed on this host; without it, everywhere. */
  readonly onlyOn?: InferenceHost;
  /** Native binaries the function needs. */
  readonly layers?: readonly 'ffmpeg'[];
}

type Upper<T extends string> = T extends `${infer A}-${infer B}`
  ? `${Uppercase<A>}_${Upper<B>}`
  : Uppercase<T>;

type KeysOf<T> = T extends object ? Extract<keyof T, string> : never;

/** The environment variables that an access list brings, by their names. */
export type ResourceVariables<A extends Access> =
  | `TABLE_${Upper<KeysOf<A['tables']>>}`
  | `BUCKET_${Upper<KeysOf<A['buckets']>>}`
  | `QUEUE_${Upper<KeysOf<A['queues']>>}`
  | (A['workflows'] extends object ? `WORKFLOW_${Upper<KeysOf<A['workflows']>>}` : never)
  | (A['signs'] extends string ? 'KEY_EVIDENCE_SIGNING' : never)
  | (A['verifies'] extends string ? 'KEY_EVIDENCE_SIGNING' : never);

/** What a function finds in its environment: a string a resource, and its parsed settings. */
export type EnvironmentOf<C extends FunctionContract> =
  C extends FunctionContract<infer A, infer S>
    ? Readonly<Record<ResourceVariables<A>, string>> & Readonly<z.output<z.ZodObject<S>>>
    : never;

/** A contract whose function is called in one way. */
export type TriggeredBy<Kind extends Trigger['kind']> = FunctionContract<
  Access,
  z.ZodRawShape,
  Extract<Trigger, { readonly kind: Kind }>
>;

/** Declares a function, keeping its literal types. */
export const functionContract = <
  const A extends Access,
  S extends z.ZodRawShape,
  const T extends Trigger,
>(
  contract: FunctionContract<A, S, T>,
): FunctionContract<A, S, T> => contract;

const upper = (name: string): string => name.replaceAll('-', '_').toUpperCase();

/** The environment variable that holds a table's name. */
export const tableVariable = (name: TableName): string => `TABLE_${upper(name)}`;
/** The environment variable that holds a bucket's name. */
export const bucketVariable = (name: BucketName): string => `BUCKET_${upper(name)}`;
/** The environment variable that holds a queue's URL. */
export const queueVariable = (name: QueueName): string => `QUEUE_${upper(name)}`;
/** The environment variable that holds a workflow's ARN. */
export const workflowVariable = (name: WorkflowName): string => `WORKFLOW_${upper(name)}`;
/** The environment variable that holds the signing key's id. */
export const signingKeyVariable = 'KEY_EVIDENCE_SIGNING';

const namesOf = <Name extends string>(
  record: Readonly<Partial<Record<Name, unknown>>> | undefined,
): readonly Name[] => Object.keys(record ?? {}) as Name[];

/** Names of the variables that an access list brings. */
export const resourceVariables = (access: Access): readonly string[] => [
  ...namesOf(access.tables).map(tableVariable),
  ...namesOf(access.buckets).map(bucketVariable),
  ...namesOf(access.queues).map(queueVariable),
  ...namesOf(access.workflows).map(workflowVariable),
  ...(access.signs === undefined && access.verifies === undefined ? [] : [signingKeyVariable]),
];

/**
 * Reads a function's environment by its contract. Throws with the names of what is missing or
 * wrong: at cold start, before anything was done.
 */
export const parseEnvironment = <C extends FunctionContract>(
  contract: C,
  variables: Readonly<Record<string, string | undefined>>,
): EnvironmentOf<C> => {
  const resources = resourceVariables(contract.access).map((name) => [name, z.string().min(1)]);
  const shape = z.object({ ...Object.fromEntries(resources), ...contract.settings.shape });
  const parsed = shape.safeParse(variables);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(`Function ${functionId(contract)}: environment is missing or wrong: ${where}`);
  }
  return parsed.data as unknown as EnvironmentOf<C>;
};

/** `intake/validate-upload`: how a function is named in tables, logs and tests. */
export const functionId = ({ stage, name }: Pick<FunctionContract, 'stage' | 'name'>): string =>
  `${stage}/${name}`;

/** The path of a function's entry file, from the repository's root. */
export const entryOfFunction = (contract: Pick<FunctionContract, 'stage' | 'name'>): string =>
  `functions/${functionId(contract)}/handler.ts`;
