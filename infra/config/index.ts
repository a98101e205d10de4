import type { Deployment } from './deployment.ts';
import { dev, sandbox } from './dev.ts';
import { gpuInference, lambdaInference } from './inference.ts';
import { local, type LocalChoices } from './local.ts';
import { prod } from './prod.ts';

/** The context that the app reads, as the CDK command line hands it over: text, or nothing. */
export interface DeploymentContext {
  readonly deployment?: string | undefined;
  readonly ffmpegPath?: string | undefined;
  readonly uploadUrlSeconds?: string | undefined;
  /** Where clips are analyzed: `lambda` or `gpu`. */
  readonly host?: string | undefined;
}

/**
 * The deployment that `-c deployment=<name>` asks for; `local` without it. Any other short name is
 * a sandbox; `-c host=gpu` has its clips analyzed on GPU machines. Throws `RangeError` on a name,
 * host or number that nothing can be deployed with.
 */
export const deploymentOf = (context: DeploymentContext): Deployment => {
  const deployment = namedDeployment(context);
  switch (context.host) {
    case undefined:
      return deployment;
    case 'lambda':
      return { ...deployment, inference: lambdaInference };
    case 'gpu':
      if (deployment.name === 'local') {
        throw new RangeError('The local cloud has no GPU machines: run `npm run worker` beside it');
      }
      return { ...deployment, inference: gpuInference };
    default:
      throw new RangeError(`Clips are analyzed on the host lambda or gpu, not "${context.host}"`);
  }
};

const namedDeployment = (context: DeploymentContext): Deployment => {
  switch (context.deployment) {
    case undefined:
    case 'local':
      return local(choicesOf(context));
    case 'dev':
      return dev;
    case 'prod':
      return prod;
    default:
      return sandbox(context.deployment);
  }
};

const choicesOf = ({ ffmpegPath, uploadUrlSeconds }: DeploymentContext): LocalChoices => ({
  ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
  ...(uploadUrlSeconds === undefined ? {} : { uploadUrlSeconds: secondsOf(uploadUrlSeconds) }),
});

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 900) {
    throw new RangeError(`An upload URL lives 1 to 900 whole seconds, not "${text}"`);
  }
  return seconds;
};
