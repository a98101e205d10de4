import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

/**
 * What the language itself gives. A test's global object is a Proxy behind an interceptor
 * (https://nodejs.org/api/vm.html#vmcreatecontextcontextobject-options), so that reading `Math`
 * calls C++ and then JavaScript: code that looks at pixels, which does it millions of times, took
 * five times as long. A constant of each module is read as fast as outside of tests.
 */
const builtIns = [
  ...['Array', 'BigInt', 'Boolean', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Reflect', 'Set'],
  ...['String', 'Symbol', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Uint8ClampedArray'],
  ...['Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
];

const options = {
  loader: 'ts',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  banner: `const { ${builtIns.join(', ')} } = globalThis;`,
};

/** Compiles with the same compiler that bundles the functions; types are checked by tsc. */
export default {
  process: (source, filename) => ({
    code: transformSync(source, { ...options, sourcefile: filename }).code,
  }),
  getCacheKey: (source, filename, { configString }) =>
    createHash('sha256')
      .update([version, JSON.stringify(options), configString, filename, source].join('\0'))
      .digest('hex'),
};
