import { fileURLToPath } from 'node:url';

/** The package that this repository installs. */
export const runtimeFolder = fileURLToPath(
  new URL('../../../node_modules/onnxruntime-node', import.meta.url),
);
