import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

const options = {
  loader: 'ts',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
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
