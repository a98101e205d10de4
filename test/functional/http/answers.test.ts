import { describe, expect, it } from '@jest/globals';
import { functionId } from '../../../core/contracts/functions/function-contract.ts';
import { functionContracts } from '../../../core/contracts/functions/index.ts';
import { routeKeyOf } from '../../../core/contracts/http/route-contract.ts';
import { allRoutes, routes } from '../../../core/contracts/http/routes.ts';

const httpFunctions = functionContracts
  .filter(({ trigger }) => trigger.kind === 'http')
  .map(functionId);

const answersOf = async (id: string): Promise<object> => {
  const translation = (await import(`../../../functions/${id}/translate.ts`)) as {
    answers: object;
  };
  return translation.answers;
};

describe('the functions behind the HTTP API', () => {
  it.each(httpFunctions)('%s answers each of its routes, and nothing else', async (id) => {
    const declared = Object.entries(routes)
      .filter(([, route]) => route.function === id)
      .map(([name]) => name);
    expect(declared.length).toBeGreaterThan(0);
    expect(Object.keys(await answersOf(id)).sort()).toEqual(declared.sort());
  });

  it('are the functions that routes name', () => {
    expect(new Set(allRoutes.map((route) => route.function))).toEqual(new Set(httpFunctions));
  });

  it('are called by one route each', () => {
    const keys = allRoutes.map(routeKeyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('know each route by its operation id', () => {
    for (const [name, { operationId }] of Object.entries(routes)) expect(operationId).toBe(name);
  });
});
