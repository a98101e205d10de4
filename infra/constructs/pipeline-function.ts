import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  type ILayerVersion,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import {
  functionId,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import { functionName } from '../../core/contracts/layout/names.ts';
import type { Access } from '../../core/contracts/resources.ts';
import type { Deployment } from '../config/deployment.ts';
import { bundleOf } from './bundles.ts';
import { constructId } from './construct-id.ts';
import { asText, environmentOf } from './environment.ts';
import { FfmpegLayer } from './ffmpeg-layer.ts';
import { acknowledgeWildcards, modelStatements, statementsFor } from './grants.ts';
import { OnnxRuntimeLayer } from './onnxruntime-layer.ts';
import { Published } from './published.ts';
import { addTrigger } from './triggers.ts';

/** The settings of a contract as values: one that is missing does not compile. */
export type SettingsOf<C extends FunctionContract> =
  C extends FunctionContract<Access, infer S> ? Readonly<z.output<z.ZodObject<S>>> : never;

/** A function of the contracts, and what its deployment decides for it. */
export interface PipelineFunctionProps<C extends FunctionContract> {
  readonly contract: C;
  readonly deployment: Deployment;
  readonly settings: SettingsOf<C>;
}

/** In tests of templates: no code, nothing to bundle. */
const placeholder = Code.fromInline('export const handler = async () => undefined;');

/**
 * A function as its contract says: rights, environment, trigger, memory and time come from there
 * and nowhere else. It costs nothing while nobody calls it.
 */
export class PipelineFunction<C extends FunctionContract = FunctionContract> extends Construct {
  readonly contract: C;
  readonly function: LambdaFunction;

  constructor(scope: Construct, { contract, deployment, settings }: PipelineFunctionProps<C>) {
    super(scope, constructId(contract.name));
    this.contract = contract;
    const published = new Published(this, deployment.name);
    const name = functionName(deployment.name, contract);
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: deployment.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const needsLayer = contract.layers !== undefined && deployment.ffmpeg.from === 'layer';
    this.function = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: contract.purpose,
      runtime: Runtime.NODEJS_24_X,
      // The pinned static ffmpeg of the layer is built for x86-64.
      architecture: contract.layers === undefined ? Architecture.ARM_64 : Architecture.X86_64,
      handler: 'index.handler',
      code: Stack.of(this).bundlingRequired ? Code.fromAsset(bundleOf(contract)) : placeholder,
      memorySize: contract.memoryMegabytes,
      timeout: Duration.seconds(contract.timeoutSeconds),
      ...(contract.ephemeralStorageMegabytes === undefined
        ? {}
        : { ephemeralStorageSize: Size.mebibytes(contract.ephemeralStorageMegabytes) }),
      role: this.#role(deployment, published, log),
      logGroup: log,
      environment: { ...environmentOf(contract, published), ...asText(settings) },
      layers: needsLayer ? nativeLayers(this, deployment) : [],
      // The next tick comes within minutes and finds all that this one left.
      ...(contract.trigger.kind === 'schedule'
        ? { retryAttempts: 0, maxEventAge: Duration.minutes(1) }
        : {}),
    });
    addTrigger(this, { contract, deployment, published, target: this.function });
  }

  #role(deployment: Deployment, published: Published, log: LogGroup): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionId(this.contract)} may do, by its contract`,
      inlinePolicies: {
        contract: new PolicyDocument({
          statements: [
            ...statementsFor(this, this.contract, published),
            ...(this.contract.layers === undefined ? [] : modelStatements(deployment)),
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [log.logGroupArn],
            }),
          ],
        }),
      },
    });
    acknowledgeWildcards(role, { contract: this.contract, deployment, published });
    return role;
  }
}

/** The model runner weighs 60 MB: only where there are models to run. */
const nativeLayers = (scope: Construct, { modelManifests }: Deployment): ILayerVersion[] => [
  new FfmpegLayer(scope).version,
  ...(modelManifests.length > 0 ? [new OnnxRuntimeLayer(scope).version] : []),
];
