import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../client/cli/program.ts';
import type { Terminal } from '../../../client/cli/terminal.ts';
import type { Connection } from '../../../client/connection.ts';
import { bodyOf, startFakeApi, type Elsewhere, type FakeApi } from './fake-api.ts';

/** What one command line did. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A folder, a service with sign-in and storage, and a command line that speaks to them. */
export interface CliWorld {
  readonly folder: string;
  readonly service: FakeApi;
  readonly connection: Connection;
  /** Addresses of those who signed in, in order. */
  readonly signIns: readonly string[];
  /** How storage answers a PUT; takes everything unless told. */
  storage: Elsewhere;
  /** What the world's clock says. Waiting moves it, so that no test waits. */
  nowMilliseconds: number;
  run(args: readonly string[], terminal?: Partial<Terminal>): Promise<Ran>;
  /** Runs with `--json` and reads the document. */
  read(...args: readonly string[]): Promise<{ exitCode: number; document: unknown }>;
  file(name: string, content: string | Uint8Array): Promise<string>;
  stop(): Promise<void>;
}

const tokenSeconds = 3_600;

/** An access token as Cognito's look; nobody here checks its signature. */
export const tokenOf = (sub: string, groups: readonly string[]): string => {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return [encode({ alg: 'RS256' }), encode({ sub, 'cognito:groups': groups }), 'signature'].join(
    '.',
  );
};

/** Answers Cognito's InitiateAuth: the password is the account's, or it is refused. */
const answerSignIn = async (
  accounts: Connection['accounts'],
  signIns: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = JSON.parse((await bodyOf(request)).toString()) as {
    readonly AuthParameters: { readonly USERNAME: string; readonly PASSWORD: string };
  };
  const { USERNAME: email, PASSWORD: password } = body.AuthParameters;
  const found = accounts.find((account) => account.email === email);
  if (found?.password !== password) {
    response.writeHead(400).end(JSON.stringify({ __type: 'NotAuthorizedException' }));
    return;
  }
  signIns.push(email);
  const AccessToken = tokenOf(`sub-of-${found.role}`, [found.role]);
  const AuthenticationResult = { AccessToken, ExpiresIn: tokenSeconds };
  response.end(JSON.stringify({ AuthenticationResult }));
};

const takeAll: Elsewhere = (request, response) => {
  request.resume();
  request.on('end', () => response.end());
};

export const openCliWorld = async (): Promise<CliWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-cli-'));
  const signIns: string[] = [];
  const accounts: Connection['accounts'] = (
    ['contributor', 'reviewer', 'compliance', 'platform'] as const
  ).map((role) => ({ role, email: `${role}@example.com`, password: `secret of ${role}` }));
  const service = await startFakeApi((request, response) => {
    if (request.headers['x-amz-target'] === 'AWSCognitoIdentityProviderService.InitiateAuth') {
      void answerSignIn(accounts, signIns, request, response);
    } else world.storage(request, response);
  });
  const connection: Connection = {
    apiUrl: service.baseUrl,
    region: 'us-east-1',
    userPoolId: 'us-east-1_Example',
    userPoolClientId: 'client1',
    endpointUrl: service.origin,
    evidence: { origin: 'log.example/one', publicKeyBase64: Buffer.alloc(32).toString('base64') },
    accounts,
  };
  const connectionFile = join(folder, 'connection.json');
  await writeFile(connectionFile, JSON.stringify(connection));
  const world: CliWorld = {
    folder,
    service,
    connection,
    signIns,
    storage: takeAll,
    nowMilliseconds: Date.now(),
    run: (args, terminal = {}) => runIn(world, connectionFile, args, terminal),
    read: async (...args) => {
      const { exitCode, out } = await world.run([...args, '--json']);
      return { exitCode, document: JSON.parse(out) as unknown };
    },
    file: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    stop: async () => {
      await service.stop();
      await rm(folder, { recursive: true });
    },
  };
  return world;
};

const runIn = async (
  world: CliWorld,
  connectionFile: string,
  args: readonly string[],
  terminal: Partial<Terminal>,
): Promise<Ran> => {
  let out = '';
  let err = '';
  const exitCode = await runProgram(args, {
    write: (text) => {
      out += text;
    },
    note: (text) => {
      err += text;
    },
    watched: false,
    columns: () => 120,
    ask: undefined,
    readInput: undefined,
    environment: {},
    connectionFile,
    stateFolder: join(world.folder, 'state'),
    nowMilliseconds: () => world.nowMilliseconds,
    pause: async (milliseconds) => {
      world.nowMilliseconds += milliseconds;
    },
    signal: new AbortController().signal,
    ...terminal,
  });
  return { exitCode, out, err };
};
