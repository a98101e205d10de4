import { runInThisContext } from 'node:vm';

/**
 * Native add-ons make and check typed arrays of the realm that Node started with; a test file runs
 * in a realm of its own, and ONNX Runtime refuses its arrays ("data must be type of function
 * Float32Array()"). Import this module first in test files that run models: from then on the file
 * uses the outer arrays. jest itself does so with Uint8Array and ArrayBuffer.
 */
const arrays = ['Float32Array', 'BigInt64Array', 'Int32Array'] as const;

for (const name of arrays) {
  Object.defineProperty(globalThis, name, { value: runInThisContext(name) as unknown });
}
