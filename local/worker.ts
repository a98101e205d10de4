import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectionShape } from '../client/connection.ts';
import { analyzeClip } from '../core/contracts/functions/index.ts';
import { bundleWorker } from '../inference/worker/bundle.ts';
import { workerEnvironment } from './cloud/worker-environment.ts';
import { clientsOf, projectFolder, type LocalConnection } from './cloud/local-cloud.ts';
import { LocalCloudFailure } from './emulator/failure.ts';
import { onInterrupt } from './launch/interrupt.ts';
import { startRekognitionStandIn } from './stand-ins/rekognition/server.ts';

/*
 * `npm run worker`: the container's very entry point against the local cloud's queue, with the
 * environment that ECS would give it. It shares the queue with the Lambda; either may get a clip.
 */

// Before the first client is made. The image brings a newer Node than this machine may have.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const connectionFile = join(projectFolder, '.local', 'connection.json');

const notRunning =
  'The local cloud is not running: start it with npm start, then run this beside it.';

/** The connection, when something answers there. */
const readConnection = async (): Promise<LocalConnection> => {
  if (!existsSync(connectionFile)) throw new LocalCloudFailure(notRunning);
  const connection = connectionShape.parse(JSON.parse(await readFile(connectionFile, 'utf8')));
  const { endpointUrl } = connection;
  if (endpointUrl === undefined) throw new LocalCloudFailure(notRunning);
  return { ...connection, endpointUrl };
};

const functionVariables = async (connection: LocalConnection) => {
  try {
    return await clientsOf(connection).environmentOf(analyzeClip);
  } catch (cause) {
    throw new LocalCloudFailure(notRunning, { cause });
  }
};

/** Runs it in the foreground; resolves to its exit code. */
const main = async (): Promise<number> => {
  const connection = await readConnection();
  const variables = await functionVariables(connection);
  const file = await bundleWorker(join(projectFolder, '.local', 'worker'));
  // The Lambda's own stand-in has an address that only the emulator knows.
  const rekognition = await startRekognitionStandIn({ port: 0 });
  const child = spawn(process.execPath, [file], {
    stdio: 'inherit',
    env: workerEnvironment(variables, connection.endpointUrl, {
      AWS_ENDPOINT_URL_REKOGNITION: rekognition.url,
    }),
  });
  const ignoreFromNow = onInterrupt(() => child.kill('SIGTERM'));
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    ignoreFromNow();
    await rekognition.stop();
  }
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
