import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clientEnvironment } from '../emulator/emulator.ts';
import { projectFolder } from './local-cloud.ts';

/** What of this process a worker needs: where programs and temporary files are, nothing else. */
const inherited = ['PATH', 'HOME', 'TMPDIR'] as const;

const installedRuntime = join(projectFolder, 'node_modules', 'onnxruntime-node');

/**
 * The environment of a container worker beside the local cloud: that of the deployed function,
 * the worker's own settings, and the emulator's address in place of a task role.
 */
export const workerEnvironment = (
  functionVariables: Readonly<Record<string, string>>,
  endpointUrl: string,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  ...Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  ...functionVariables,
  ...clientEnvironment(endpointUrl),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  analyzerHost: 'worker',
  onnxRuntimeFolder: existsSync(installedRuntime) ? installedRuntime : '',
  clipsAtOnce: '1',
  // Short, so that whoever kills a worker sees the next one take its clip.
  visibilitySeconds: '15',
  // Nobody takes this machine away.
  spotNoticeAddress: '',
  ...changes,
});
