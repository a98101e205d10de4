import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import {
  clientChoices,
  clientOperations,
} from '../../../core/contracts/generate/client-operations.ts';
import { writeBlocks } from '../../../core/contracts/generate/generated-files.ts';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import {
  functionTable,
  routeTable,
  stageTable,
} from '../../../core/contracts/generate/markdown-tables.ts';
import {
  documentPathOf,
  openApiDocument,
} from '../../../core/contracts/generate/openapi-document.ts';
import { functionContracts } from '../../../core/contracts/functions/index.ts';
import { functionId } from '../../../core/contracts/functions/function-contract.ts';
import { statusOf } from '../../../core/contracts/errors.ts';
import type { RouteContract } from '../../../core/contracts/http/route-contract.ts';
import { allRoutes, type OperationId } from '../../../core/contracts/http/routes.ts';

const document = openApiDocument();
const byRoute = allRoutes.map((route) => [route.operationId, route] as const);

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const operationOf = ({ method, path }: RouteContract): Operation => {
  const item = document.paths?.[documentPathOf(path)] as Record<string, Operation> | undefined;
  const operation = item?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`The document lacks ${method} ${path}`);
  return operation;
};

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe.each(byRoute)('the route %s', (operationId, route) => {
  it('stands in the document with each of its refusals under its status', () => {
    const operation = operationOf(route);
    expect(operation.operationId).toBe(operationId);
    for (const code of route.refusals) {
      expect(operation.responses[statusOf[code]]?.description.split(', ')).toContain(code);
    }
  });

  it('asks for a sign-in unless anyone may call it', () => {
    const { security, responses } = operationOf(route);
    const isPublic = route.access === 'public';
    expect(security).toEqual(isPublic ? [] : [{ jwt: [] }]);
    expect('401' in responses).toBe(!isPublic);
  });

  it('has an example that its shapes take', () => {
    const example = examples[operationId as OperationId];
    const { parameters, request, success } = route;
    const checks = [
      parameters?.safeParse(example.parameters),
      request?.safeParse(example.request),
      success.response === 'bytes' ? undefined : success.response.safeParse(example.response),
    ];
    expect(checks.flatMap((check) => check?.error?.issues ?? [])).toEqual([]);
  });
});

describe('the generated files', () => {
  it('are in step with the contracts', async () => {
    expect(await read('client/openapi.json')).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
    expect(await read('client/generated/operations.ts')).toBe(clientOperations());
    expect(await read('client/generated/choices.ts')).toBe(clientChoices());
  });

  it('name every function and every route in the tables for people', () => {
    for (const contract of functionContracts) {
      expect(functionTable()).toContain(`\`${functionId(contract)}\``);
      expect(stageTable()).toContain(`\`${contract.name}\``);
    }
    for (const { method, path } of allRoutes) expect(routeTable()).toContain(`${method} ${path}`);
  });

  it('replace what stands between markers, again and again to the same text', async () => {
    const page = '# A\n\n<!-- generated:stages -->\nold\n<!-- /generated -->\n\nB\n';
    const once = await writeBlocks(page);
    expect(once).toContain('| intake');
    expect(once).not.toContain('old');
    expect(once?.startsWith('# A\n')).toBe(true);
    expect(once?.endsWith('\n\nB\n')).toBe(true);
    expect(await writeBlocks(once ?? '')).toBe(once);
    expect(await writeBlocks('# no markers\n')).toBeUndefined();
    await expect(writeBlocks('<!-- generated:nonsense -->\n<!-- /generated -->')).rejects.toThrow(
      'nonsense',
    );
  });
});
