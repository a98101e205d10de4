import { readFileSync } from 'node:fs';
import type { OnLoadResult, Plugin } from 'esbuild';

/**
 * Where the SDK looks for credentials beside the environment, each imported only when it gets
 * there. Lambda gives them in the environment, as the local cloud does, so 108 kB can stay out of
 * every bundle. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const otherCredentials = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/** One kind of file whose unused part stays out of the bundles. */
interface Rule {
  /** Files that the rule is for. Where a package moves them, bundles grow and a test fails. */
  readonly files: RegExp;
  /** What is bundled in place of a file's text. A missing export fails the build. */
  readonly instead: (source: string) => OnLoadResult;
}

/**
 * `{ [_hH]: … }` names a key by a constant of the same file. esbuild cannot know that reading it
 * has no effect, and so keeps the shapes of all operations of S3, more than a hundred, of which a
 * function calls two or three. With the constant's text in its place they go: 62 kB. The code
 * that stays does the same as before.
 */
const literalKeys: Rule = {
  files: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/,
  instead: (source) => {
    const texts = new Map<string, string>();
    for (const [, name, text] of source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)) {
      if (name !== undefined && text !== undefined) texts.set(name, text);
    }
    const contents = source.replaceAll(/\[(\w+)\]:/g, (key, name: string) => {
      const text = texts.get(name);
      return text === undefined ? key : `${text}:`;
    });
    return { contents, loader: 'js' };
  },
};

/** Clients tell their version in the user agent and read no more of their package: 2 kB each. */
const versionOnly: Rule = {
  files: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/,
  instead: (source) => {
    const { version } = JSON.parse(source) as { readonly version: string };
    return { contents: JSON.stringify({ version }), loader: 'json' };
  },
};

/**
 * Event streams carry answers of S3 Select and the like; no function asks for one, but S3's client
 * is built with their reader: 20 kB.
 */
const noEventStreams: Rule = {
  files: /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
  instead: () => ({
    contents: `
      const leftOut = () => {
        throw new Error('Left out by infra/constructs/unused-code.ts: event streams');
      };
      export const eventStreamSerdeProvider = () => ({ serialize: leftOut, deserialize: leftOut });
      export const resolveEventStreamSerdeConfig = (config) =>
        Object.assign(config, { eventStreamMarshaller: config.eventStreamSerdeProvider(config) });
      export class EventStreamSerde { constructor() { leftOut(); } }
    `,
    loader: 'js',
  }),
};

/**
 * DynamoDB's client keeps a cache for discovered endpoints, though none of its commands discovers
 * any. A map does the same; only the bound is missing, and a process has one endpoint: 8 kB.
 */
const plainEndpointCache: Rule = {
  files: /[\\/]mnemonist[\\/]lru-cache\.js$/,
  instead: () => ({
    contents: 'export default class extends Map { constructor() { super(); } }',
    loader: 'js',
  }),
};

/** Shapes become JSON Schema when documents are generated, never in a function: 18 kB. */
const noJsonSchema: Rule = {
  files: /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/,
  instead: (source) => {
    const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)];
    const contents = `
      const leftOut = () => {
        throw new Error('Left out by infra/constructs/unused-code.ts: JSON Schema');
      };
      export { ${names.map(([, name]) => `leftOut as ${name}`).join(', ')} };
    `;
    return { contents, loader: 'js' };
  },
};

const rules = [literalKeys, versionOnly, noEventStreams, plainEndpointCache, noJsonSchema];

/**
 * Leaves out of the bundles what packages bring along, what esbuild cannot prove unused, and what
 * no function uses. A cold start reads and compiles every byte: 0.03 ms for each kB.
 */
export const withoutUnusedCode: Plugin = {
  name: 'without-unused-code',
  setup: (build) => {
    for (const { files, instead } of rules) {
      build.onLoad({ filter: files }, ({ path }) => instead(readFileSync(path, 'utf8')));
    }
  },
};
