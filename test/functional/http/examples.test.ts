import { afterEach, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import {
  documentPathOf,
  openApiDocument,
} from '../../../core/contracts/generate/openapi-document.ts';
import type { RouteContract } from '../../../core/contracts/http/route-contract.ts';
import { allRoutes, type OperationId } from '../../../core/contracts/http/routes.ts';
import { callersOf, callExample, openExampleWorld, scenes } from './example-world.ts';
import { openHttpWorld, type Caller } from './world.ts';

/** Any text in the place of each. */
const anyTexts = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(anyTexts) : expect.any(String);

/**
 * Fields that an answer cannot, or need not, have wholly in common with its example. Everything
 * else is the same, field by field: none is missing, none is more.
 */
const otherwise: Readonly<Record<string, (value: unknown) => unknown>> = {
  // Carry a signature and name the bucket of a deployment.
  url: anyTexts,
  frameLinks: anyTexts,
  redactedCopyLink: anyTexts,
  link: anyTexts,
  // A receipt is of salted leaves.
  text: anyTexts,
  // Every deployment has a log and a key of its own.
  origin: anyTexts,
  publicKeyBase64: anyTexts,
  verifierKey: anyTexts,
  // JSON-LD of some 250 lines: the example shows how to know it.
  record: (value) => expect.objectContaining(value as object),
  // One for each record class: the example shows the first.
  rules: (value) => expect.arrayContaining(value as unknown[]),
};

const expectedOf = (example: unknown): unknown => {
  if (Array.isArray(example)) return example.map(expectedOf);
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([field, value]: [string, unknown]) => [
      field,
      (otherwise[field] ?? expectedOf)(value),
    ]),
  );
};

interface Media {
  readonly content: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

// `format` is for readers: the shapes that need one carry a pattern as well.
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const document = openApiDocument();
ajv.addSchema(JSON.parse(JSON.stringify(document)) as object, 'openapi.json');

const operationOf = ({ method, path }: RouteContract): Operation => {
  const item = document.paths?.[documentPathOf(path)] as unknown;
  const operation = (item as Readonly<Record<string, Operation>>)[method.toLowerCase()];
  if (operation === undefined) throw new Error(`The document lacks ${method} ${path}`);
  return operation;
};

/** What the published document has against a value of one of its places. */
const faultsOf = (value: unknown, ...place: readonly (string | number)[]): unknown => {
  const pointer = place.map((name) =>
    encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  ajv.validate(`openapi.json#/${pointer.join('/')}`, value);
  return ajv.errors ?? [];
};

const placeOf = ({ method, path }: RouteContract) =>
  ['paths', documentPathOf(path), method.toLowerCase()] as const;

/** Lambda hands bytes over so; none is empty. */
const fileInBase64 = z.base64().min(1);

const calls = allRoutes.flatMap((route) =>
  callersOf(route.access).map((caller) => {
    const operation = route.operationId as OperationId;
    return [operation, caller?.roles.join() ?? 'nobody', { route, caller }] as const;
  }),
);

let world: Awaited<ReturnType<typeof openExampleWorld>>;
afterEach(() => world.close());

describe('the example of', () => {
  it.each(calls)('%s is answered to %s as it shows', async (operation, _, { route, caller }) => {
    world = await openExampleWorld(operation);
    const answered = await callExample(world, operation, caller);
    const { status, response } = route.success;
    expect([answered.status, answered.document]).toEqual([status, expect.anything()]);
    const contentType = String(answered.headers['content-type']);
    const mediaTypes = Object.keys(operationOf(route).responses[status]?.content ?? {});
    expect(mediaTypes).toEqual([contentType.split(';')[0]]);
    const [shape, expected] =
      response === 'bytes'
        ? [fileInBase64, anyTexts(answered.document)]
        : [response, expectedOf(examples[operation].response)];
    expect(shape.parse(answered.document)).toEqual(answered.document);
    expect(answered.document).toEqual(expected);
    const content = [...placeOf(route), 'responses', status, 'content'];
    expect(faultsOf(answered.document, ...content, ...mediaTypes, 'schema')).toEqual([]);
  });
});

describe('examples', () => {
  it('are called of every route of the document', () => {
    world = openHttpWorld();
    const inDocument = Object.values(document.paths ?? {}).flatMap((path) =>
      Object.values(path as Record<string, { readonly operationId: string }>),
    );
    const operations = inDocument.map(({ operationId }) => operationId).sort();
    expect([...new Set(calls.map(([operation]) => operation as string))].sort()).toEqual(
      operations,
    );
    expect(Object.keys(scenes).sort()).toEqual(operations);
    expect(Object.keys(examples).sort()).toEqual(operations);
  });
});

/** A body with one field more, once for each object in it, and the way to that object. */
const withStrayField = (value: unknown, way = ''): readonly (readonly [string, unknown])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    withStrayField(inner, `${way}.${name}`).map(([where, changed]) => {
      const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
      return [where, Object.assign(copy as object, { [name]: changed })] as const;
    }),
  );
  return Array.isArray(value) ? inside : [[way, { ...value, stray: true }], ...inside];
};

const bodies = allRoutes.flatMap((route) => {
  const operation = route.operationId as OperationId;
  const { request } = examples[operation];
  const [caller] = callersOf(route.access);
  return withStrayField(request).map(
    ([where, body]) => [operation, `body${where}`, { route, body, caller }] as const,
  );
});

describe('a body with a field that its route does not know', () => {
  const ask = async (operation: OperationId, caller: Caller | undefined, body: unknown) => {
    world = openHttpWorld();
    const { parameters } = examples[operation];
    const changes = parameters === undefined ? { body } : { parameters, body };
    return world.ask(operation, caller, changes);
  };

  it.each(bodies)('is refused by %s in %s', async (operation, where, { route, body, caller }) => {
    const { status, document: problem } = await ask(operation, caller, body);
    expect([status, problem]).toMatchObject([422, { code: 'invalid-request' }]);
    const what = expect.stringContaining('"stray"') as unknown;
    expect((problem as { issues: unknown }).issues).toEqual([{ where, what }]);
    const sent = ['requestBody', 'content', 'application/json', 'schema'] as const;
    expect(faultsOf(body, ...placeOf(route), ...sent)).not.toEqual([]);
    expect(faultsOf(examples[operation].request, ...placeOf(route), ...sent)).toEqual([]);
  });

  it('was sent to every route that takes one', () => {
    world = openHttpWorld();
    const taking = allRoutes.filter(({ request }) => request !== undefined);
    const sent = new Set<string>(bodies.map(([operation]) => operation));
    expect([...sent]).toEqual(taking.map(({ operationId }) => operationId));
  });
});
