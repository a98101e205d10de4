import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy, { type MiddlewareObj, type MiddyfiedHandler } from '@middy/core';
import type { Observability } from './observability.ts';

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
    .use(logMetrics(metrics, { captureColdStartMetric: false }));
  for (const middleware of added) around.use(middleware);
  return around;
};

/** Builds a container at the first call and keeps it: a cold start does not pay for a bad event. */
export const lazily = <T>(build: () => T): (() => T) => {
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
};
