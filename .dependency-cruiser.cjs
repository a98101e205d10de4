/**
 * The import law (docs/architecture.md). Every rule names what may be imported; the rest is refused.
 * `npm run law` checks it, types included: a type that crosses a border couples as code does.
 */
const stages =
  'campaigns|intake|inference|review|rewards|retention|evidence|datasets|portal|operations';

/** A rule that allows from one place only what matches one of the patterns. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: { pathNot: allowed },
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

// A package resolves to its file below node_modules, a built-in to its bare name.
const pkg = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const anyPackage = '(^|/)node_modules/';
const anyBuiltIn = `^(node:)?(${require('node:module').builtinModules.join('|')})$`;
const builtIn = (...names) => `^(node:)?(${names.join('|')})$`;

module.exports = {
  forbidden: [
    only(
      'domain-imports-only-itself',
      'The domain is pure: no SDK, no zod, no built-in, no contract. What it needs arrives as a port.',
      '^core/domain/',
      ['^core/domain/'],
    ),
    only(
      'contracts-import-zod-and-domain',
      'A contract is data and shapes: zod and types of the domain.',
      { path: '^core/contracts/', pathNot: '^core/contracts/generate/' },
      ['^core/contracts/', '^core/domain/', pkg('zod')],
    ),
    forbid(
      'nothing-imports-the-generator',
      'Nothing that runs depends on the generator of files.',
      { pathNot: '^(core/contracts/generate|test|bench)/' },
      { path: '^core/contracts/generate/' },
    ),
    only(
      'the-generator-imports-contracts',
      'The generator reads the contracts and writes files; it may use what makes documents of them.',
      '^core/contracts/generate/',
      [
        '^core/(contracts|domain)/',
        pkg('zod', 'zod-openapi', 'openapi-typescript', 'prettier', 'typescript', 'yaml'),
        builtIn('fs', 'fs/promises', 'path', 'url', 'process'),
      ],
    ),
    only(
      'adapters-import-domain-contracts-and-sdks',
      'An adapter speaks to one technology on behalf of the domain.',
      '^core/adapters/',
      [
        '^core/(adapters|domain|contracts)/',
        anyPackage,
        builtIn('crypto', 'stream', 'buffer', 'util'),
      ],
    ),
    forbid(
      'an-adapter-never-imports-another',
      'What two adapters need belongs to the domain or the contracts.',
      { path: '^core/adapters/([^/]+)/' },
      { path: '^core/adapters/', pathNot: '^core/adapters/$1/' },
    ),
    only(
      'functions-import-core-middy-and-powertools',
      'A function is a translation: core, middy, powertools and its own stage. Never infra, never an SDK.',
      { path: '^functions/', pathNot: `^functions/(${stages})/container\\.ts$` },
      [
        '^(core|functions)/',
        pkg('@middy/[^/]+', '@aws-lambda-powertools/[^/]+', 'zod', '@types/aws-lambda'),
        '^aws-lambda$',
      ],
    ),
    only(
      'containers-build-adapters',
      'The only place of a stage that knows SDK clients and the analyzer.',
      `^functions/(${stages})/container\\.ts$`,
      [
        '^(core|functions|inference)/',
        anyPackage,
        builtIn('crypto', 'path', 'os', 'timers/promises'),
      ],
    ),
    forbid(
      'only-containers-and-stages-own-import-a-container',
      'A container belongs to its stage.',
      { path: `^functions/(${stages}|middleware)/` },
      { path: `^functions/(${stages})/container\\.ts$`, pathNot: '^functions/$1/' },
    ),
    forbid(
      'a-stage-never-imports-another-stage',
      'Stages meet in the domain, in events and in tables, never in code of functions.',
      { path: `^functions/(${stages})/` },
      { path: `^functions/(${stages})/`, pathNot: '^functions/$1/' },
    ),
    forbid(
      'a-function-never-imports-another-function',
      'What two functions of a stage need belongs to the domain, the contracts or the container.',
      { path: `^functions/(${stages})/([^/]+)/` },
      { path: `^functions/(${stages})/[^/]+/`, pathNot: '^functions/$1/$2/' },
    ),
    forbid(
      'middleware-knows-no-stage',
      'Middleware is one stack a trigger, the same for every stage.',
      { path: '^functions/middleware/' },
      { path: `^functions/(${stages})/` },
    ),
    only(
      'the-uploader-core-runs-anywhere',
      'The same uploader serves the command line and a browser: no built-in, no package of its own.',
      '^client/uploader/core/',
      ['^client/uploader/core/', '^client/api-(client|problem)\\.ts$', '^client/generated/'],
    ),
    only(
      'infra-imports-contracts-and-cdk',
      'Infrastructure names code by the paths that the contracts give, and never imports it.',
      '^infra/',
      [
        '^(infra|core/contracts)/',
        pkg('aws-cdk-lib', 'constructs', 'cdk-nag', 'zod', 'esbuild'),
        builtIn('fs', 'path', 'url', 'crypto'),
      ],
    ),
    only(
      'inference-imports-domain-and-contracts',
      'The analyzer and its hosts know nothing of functions, infra or the ledger.',
      { path: '^inference/', pathNot: '^inference/hosts/analysis-container\\.ts$' },
      ['^inference/', '^core/(domain|contracts)/', anyPackage, anyBuiltIn],
    ),
    only(
      'the-analysis-container-builds-adapters',
      'Both hosts build the same ports, and neither may import the other: one container for both.',
      '^inference/hosts/analysis-container\\.ts$',
      [
        '^inference/',
        '^core/(domain|contracts)/',
        '^core/adapters/(aws|dynamodb|node|s3|step-functions)/',
        anyPackage,
        anyBuiltIn,
      ],
    ),
    forbid(
      'only-hosts-import-the-analysis-container',
      'It knows SDK clients and tables: the analyzer itself must not reach them through it.',
      { pathNot: '^(functions/inference/container\\.ts|inference/worker/|local|bench|test)' },
      { path: '^inference/hosts/analysis-container\\.ts$' },
    ),
    forbid(
      'inference-uses-only-its-own-domain-and-common-words',
      'Of the domain: its own stage and the vocabulary.',
      { path: '^inference/' },
      { path: '^core/domain/', pathNot: '^core/domain/(inference|vocabulary)/' },
    ),
    only(
      'client-imports-http-contracts',
      'The client knows the HTTP interface, nothing else of the service.',
      { path: '^client/', pathNot: '^client/verify/' },
      ['^client/', '^core/contracts/http/', anyPackage, anyBuiltIn],
    ),
    only(
      'verification-imports-the-evidence-domain',
      'Receipts are verified offline by the very code that makes them; it needs no package.',
      '^client/verify/',
      ['^client/verify/', '^core/domain/(evidence|vocabulary)/', anyBuiltIn],
    ),
    only(
      'web-imports-client',
      'The portal speaks to the service through the client only.',
      '^web/',
      ['^web/', '^client/', anyPackage],
    ),
    forbid(
      'nothing-imports-local-bench-or-test',
      'What ships must not depend on what runs beside it.',
      { pathNot: '^(local|bench|test)/' },
      { path: '^(local|bench|test)/' },
    ),
    forbid(
      'only-tests-and-benches-import-test',
      'The local cloud works without the tests.',
      { path: '^local/' },
      { path: '^(test|bench)/' },
    ),
    forbid(
      'memory-adapters-stay-out-of-aws',
      'In-memory stores forget: only tests, simulations, benches and the local programs may use them.',
      { path: '^(functions|infra|inference|client|web)/' },
      { path: '^core/adapters/memory/' },
    ),
    forbid(
      'no-circular-imports',
      'Two modules that need each other are one module, or three.',
      {},
      { circular: true },
    ),
    forbid(
      'every-import-resolves',
      'A path that leads nowhere breaks only when it runs.',
      { pathNot: '^test/' },
      { couldNotResolve: true },
    ),
    forbid(
      'what-ships-uses-no-development-package',
      'A development dependency is not there when a platform team installs without them.',
      { path: '^(core|functions|client)/', pathNot: '^core/contracts/generate/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(cdk\\.out|\\.local)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
