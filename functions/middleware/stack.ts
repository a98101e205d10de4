import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy, { type MiddlewareObj, type MiddyfiedHandler } from '@middy/core';
import {
  parseEnvironment,
  type EnvironmentOf,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import { observe, type Observability } from './observability.ts';

/**
 * What stands around every function, whatever calls it: the logger first, so that everything
 * after it logs with the request id, then metrics, then what the trigger adds.
 */
export const stack = <Event, Result>(
  { logger, metrics }: Observability,
  ...added: readonly MiddlewareObj<Event, Result>[]
): MiddyfiedHandler<Event, Result> => {
  const around = middy<Event, Result>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(metricsSender(metrics));
  for (const middleware of added) around.use(neverEarly(middleware));
  return around;
};

/**
 * Sends what was counted, also when the work failed. Powertools' own middleware would write a
 * warning in every invocation that had nothing to count, which most have not.
 */
const metricsSender = <Event, Result>(metrics: Metrics): MiddlewareObj<Event, Result> => {
  const send = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: send, onError: send };
};

/**
 * A middleware that returns early skips what stands around it: keys stay in the log's lines,
 * metrics are not sent. Ours throw what they refuse; one that does not is a fault.
 * https://docs.powertools.aws.dev/lambda/typescript/latest/features/logger/
 */
const neverEarly = <Event, Result>(
  middleware: MiddlewareObj<Event, Result>,
): MiddlewareObj<Event, Result> => {
  const { before } = middleware;
  if (before === undefined) return middleware;
  return {
    ...middleware,
    before: async (request) => {
      const early: unknown = await before(request);
      if (early !== undefined) throw new Error('A middleware returned early: it must throw');
    },
  };
};

/** What a function logs and counts with, and its container, built at the first call and kept. */
export interface Prepared<Container> {
  readonly observability: Observability;
  readonly built: () => Container;
}

/**
 * Prepares a function at cold start. The container waits for the first call, whose middleware then
 * reports what is missing in the environment.
 */
export const prepare = <C extends FunctionContract, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
): Prepared<Container> => {
  const observability = observe(contract);
  const built = lazily(() => container(parseEnvironment(contract, process.env), observability));
  return { observability, built };
};

/** Builds something at the first call and keeps it: a cold start does not pay for a bad event. */
export const lazily = <T>(build: () => T): (() => T) => {
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
};
