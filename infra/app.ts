import { App } from 'aws-cdk-lib';
import { buildStacks } from './clipledger.ts';
import { deploymentOf } from './config/index.ts';
import { bundleFunctions } from './constructs/bundles.ts';

// Before the app is there: it synthesizes as soon as nothing is left to wait for.
await bundleFunctions();

/**
 * The only reader of context. `cdk synth -c deployment=local|dev|prod|<sandbox> -c
 * host=lambda|gpu`.
 */
const app = new App();

const context = (name: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(name);
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`Give the context ${name} as text: -c ${name}=…`);
};

buildStacks(
  app,
  deploymentOf({
    deployment: context('deployment'),
    ffmpegPath: context('ffmpegPath'),
    uploadUrlSeconds: context('uploadUrlSeconds'),
    host: context('host'),
  }),
);
