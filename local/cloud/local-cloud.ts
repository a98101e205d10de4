import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { FunctionContract } from '../../core/contracts/functions/function-contract.ts';
import { functionName, outputs, stackName } from '../../core/contracts/layout/names.ts';
import { routes } from '../../core/contracts/http/routes.ts';
import { buildFfmpegLayer } from '../../layers/ffmpeg/build.ts';
import {
  clientEnvironment,
  localRegion,
  startEmulator,
  type Emulator,
} from '../emulator/emulator.ts';
import { LocalCloudFailure } from '../emulator/failure.ts';
import { deployLocal, synthesizeLocal, type StackOutputs } from '../launch/deploy.ts';
import { startRekognitionStandIn } from '../stand-ins/rekognition/server.ts';
import { connectionShape, type Connection } from '../../client/connection.ts';
import { createDemoAccounts, type DemoAccount, type UserPool } from './accounts.ts';

/** The deployment that the local cloud runs. */
export const localDeployment = 'local';

/** The repository's root. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A connection to a local cloud, whose services have an address of their own. */
export type LocalConnection = Connection & { readonly endpointUrl: string };

/** How to open the local cloud. */
export interface LocalCloudOptions {
  /** Keeps the state of one local cloud; `.local/cloud` for `npm start`. */
  readonly stateFolder: string;
  /** Where the command line finds it; left out by tests. */
  readonly connectionFile?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** The interpreter of the prepared environment. */
  readonly pythonPath: string;
  /** One line for whoever waits. */
  readonly onProgress?: (line: string) => void;
  /** Ends the opening early; everything that was started is stopped then too. */
  readonly signal?: AbortSignal;
}

/** What reaches a deployment that runs, whoever started it. */
export interface CloudClients {
  readonly connection: LocalConnection;
  readonly pool: UserPool;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  /** The resource names that a function was deployed with. */
  environmentOf(contract: FunctionContract): Promise<Readonly<Record<string, string>>>;
}

/** A running local cloud. */
export interface LocalCloud extends CloudClients {
  readonly ffmpegPath: string;
  readonly emulator: Emulator;
  /** Whether it held an earlier run's state. */
  readonly warm: boolean;
  /** Stops all that was started. May be called twice. */
  stop(): Promise<void>;
}

/** Where the logs of one local cloud are: beside its state, since a reset empties that. */
export const logsFolderOf = (stateFolder: string): string =>
  join(dirname(stateFolder), 'logs', basename(stateFolder));

/** Starts the stand-ins and the emulator, deploys the `local` config, makes the demo accounts. */
export const openLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const logs = logsFolderOf(options.stateFolder);
  await mkdir(logs, { recursive: true });
  const say = options.onProgress ?? (() => undefined);
  const { ffmpegPath } = await buildFfmpegLayer({ python: options.pythonPath });
  const logFile = join(logs, 'deploy.log');
  const context = { ...options.context, ffmpegPath };
  const assemblyFolder = join(
    dirname(options.stateFolder),
    'assemblies',
    basename(options.stateFolder),
  );
  const { signal } = options;
  const rekognition = await startRekognitionStandIn({ port: 0 });
  say('Starting the local cloud');
  const assembly = synthesizeLocal({
    logFile,
    context,
    assemblyFolder,
    ...(signal === undefined ? {} : { signal }),
  });
  const emulator = await startEmulator({
    stateFolder: options.stateFolder,
    logFile: join(logs, 'emulator.log'),
    pythonPath: options.pythonPath,
    environment: {
      AWS_ENDPOINT_URL_REKOGNITION: rekognition.url,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  }).catch(async (error: unknown) => {
    // A server that still listens would keep the program up after its last sentence.
    await rekognition.stop();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await emulator.stop();
    await rekognition.stop();
  };
  try {
    signal?.throwIfAborted();
    const deployed = await emulator.guard(
      deployLocal({
        endpointUrl: emulator.url,
        stateFolder: options.stateFolder,
        outputsFile: join(options.stateFolder, 'outputs.json'),
        logFile,
        context,
        assemblyFolder,
        assembly,
        ...(signal === undefined ? {} : { signal }),
        onProgress: (progress) => {
          if (progress.state !== 'deploying') say(`  ${progress.stack} ${progress.state}`);
        },
      }),
    );
    return {
      ...(await emulator.guard(connect(emulator, deployed.outputs, options))),
      ffmpegPath,
      emulator,
      warm: emulator.restored && deployed.made === 'kept',
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

const connect = async (
  emulator: Emulator,
  stacks: StackOutputs,
  { stateFolder, connectionFile }: LocalCloudOptions,
): Promise<CloudClients> => {
  const found = stacks[stackName(localDeployment, 'identity')] ?? {};
  const output = (name: string): string => {
    const value = found[name];
    if (value === undefined) throw new LocalCloudFailure(`The deployment has no output ${name}.`);
    return value;
  };
  const pool: UserPool = {
    cognito: new CognitoIdentityProviderClient(sdkOptions(emulator.url)),
    userPoolId: output(outputs.userPoolId),
    userPoolClientId: output(outputs.userPoolClientId),
    endpointUrl: emulator.url,
  };
  const apiUrl = `${emulator.url}/_aws/execute-api/${output(outputs.apiId)}/$default`;
  const keptFile = join(stateFolder, 'accounts.json');
  const accounts = await createDemoAccounts(pool, newPassword, await knownAccounts(keptFile));
  await writeFile(keptFile, JSON.stringify(accounts), { mode: 0o600 });
  const connection: LocalConnection = {
    apiUrl,
    region: localRegion,
    userPoolId: pool.userPoolId,
    userPoolClientId: pool.userPoolClientId,
    endpointUrl: emulator.url,
    evidence: await evidenceKey(apiUrl),
    accounts: [...accounts],
  };
  if (connectionFile !== undefined) {
    await writeFile(connectionFile, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
  }
  return clientsOf(connection);
};

/** Clients of the deployment that a connection names. */
export const clientsOf = (connection: LocalConnection): CloudClients => {
  const { endpointUrl, userPoolId, userPoolClientId } = connection;
  const client = sdkOptions(endpointUrl);
  const lambda = new LambdaClient(client);
  const cognito = new CognitoIdentityProviderClient(client);
  return {
    connection,
    pool: { cognito, userPoolId, userPoolClientId, endpointUrl },
    lambda,
    s3: new S3Client({ ...client, forcePathStyle: true }),
    environmentOf: async (contract) => {
      const FunctionName = functionName(localDeployment, contract);
      const told = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return told.Environment?.Variables ?? {};
    },
  };
};

/** Client options for the emulator: explicit, so that nobody's own AWS profile is ever used. */
export const sdkOptions = (endpointUrl: string) => {
  const variables = clientEnvironment(endpointUrl);
  return {
    endpoint: endpointUrl,
    region: localRegion,
    credentials: {
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  };
};

/** Long enough for any pool's rules: upper, lower, digit, symbol. */
const newPassword = (): string => `Demo-${randomBytes(9).toString('base64url')}-7a`;

const knownAccounts = async (file: string): Promise<readonly DemoAccount[]> =>
  existsSync(file)
    ? connectionShape.shape.accounts.parse(JSON.parse(await readFile(file, 'utf8')))
    : [];

const evidenceKey = async (apiUrl: string): Promise<Connection['evidence']> => {
  const answer = await fetch(`${apiUrl}${routes.getEvidenceKey.path}`);
  const key = routes.getEvidenceKey.success.response.safeParse(await answer.json());
  if (!key.success) throw new LocalCloudFailure('The evidence log does not tell its public key.');
  return { origin: key.data.origin, publicKeyBase64: key.data.publicKeyBase64 };
};
