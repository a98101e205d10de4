import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as onnxruntime from 'onnxruntime-node';
import { RuntimeMissing } from '../manifest/model-problems.ts';

/** ONNX Runtime, loaded. */
export type Runtime = typeof onnxruntime;

/**
 * Loads ONNX Runtime from the folder of its package: `node_modules/onnxruntime-node`, or in Lambda
 * `/opt/nodejs/node_modules/onnxruntime-node`, where its layer lies. By path, because an ESM
 * bundle looks for packages beside itself only and does not obey NODE_PATH
 * (nodejs.org/api/esm.html, "No NODE_PATH"); and late, because 46 MB are loaded with it. Throws
 * `RuntimeMissing`.
 */
export const loadRuntime = (runtimeFolder: string): Runtime => {
  try {
    // Else it sends to its maker what models it opens, on what and how often, and keeps an id of
    // this machine: https://github.com/microsoft/onnxruntime/pull/27379, "Behavior and controls".
    process.env['ORT_DISABLE_TELEMETRY'] = '1';
    const require = createRequire(join(runtimeFolder, 'package.json'));
    const runtime = require(runtimeFolder) as Runtime;
    // It prints what it also throws: a provider that is tried and not there is no news.
    runtime.env.logLevel = 'fatal';
    return runtime;
  } catch (cause) {
    throw new RuntimeMissing(
      {
        what: `ONNX Runtime cannot be loaded: ${cause instanceof Error ? cause.message : ''}.`,
        where: runtimeFolder,
        remedy:
          'Install onnxruntime-node there (for Lambda: npx tsx layers/onnxruntime/build.ts), or ' +
          'configure no models.',
      },
      { cause },
    );
  }
};
