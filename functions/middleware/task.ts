import type * as z from 'zod';
import {
  type EnvironmentOf,
  type TriggeredBy,
} from '../../core/contracts/functions/function-contract.ts';
import type { Observability } from './observability.ts';
import { prepare, stack } from './stack.ts';

/**
 * A step of a workflow: the payload is parsed, what is thrown goes back to the workflow, which
 * retries and catches by its own rules.
 */
export const taskHandler = <
  C extends TriggeredBy<'workflow-task'>,
  Container,
  Shape extends z.ZodType,
>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
  shape: Shape,
  run: (payload: z.output<Shape>, container: Container) => Promise<object>,
) => {
  const { observability, built } = prepare(contract, container);
  return stack<unknown, object>(observability).handler((event: unknown) =>
    run(shape.parse(event), built()),
  );
};

/** A function behind a schedule. Its event carries nothing that matters. */
export const scheduleHandler = <C extends TriggeredBy<'schedule'>, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
  run: (container: Container) => Promise<object>,
) => {
  const { observability, built } = prepare(contract, container);
  return stack<unknown, object>(observability).handler(() => run(built()));
};
