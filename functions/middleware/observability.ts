import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  functionId,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import { metricNamespace } from '../../core/contracts/metrics.ts';

/** What every middleware stack logs and counts with. Lines carry opaque ids only. */
export interface Observability {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The logger and metrics of one function. */
export const observe = (contract: Pick<FunctionContract, 'stage' | 'name'>): Observability => {
  const serviceName = functionId(contract);
  return {
    logger: new Logger({ serviceName }),
    metrics: new Metrics({ namespace: metricNamespace, serviceName }),
  };
};
