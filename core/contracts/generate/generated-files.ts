import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { format } from 'prettier';
import { clientChoices, clientOperations, generatedNotice } from './client-operations.ts';
import { eventSchemaFiles } from './event-schemas.ts';
import { functionTable, routeTable, stageTable } from './markdown-tables.ts';
import { openApiDocument } from './openapi-document.ts';

/** Every file that contracts give, by its path from the repository's root, as it should be. */
export const generatedFiles = async (root: string): Promise<ReadonlyMap<string, string>> => {
  const document = openApiDocument();
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  return new Map([
    ['client/openapi.json', text],
    ['client/generated/openapi-types.d.ts', await typesOf(text)],
    ['client/generated/operations.ts', clientOperations()],
    ['client/generated/choices.ts', clientChoices()],
    ...eventSchemaFiles(),
    ...(await markdownFile(root, 'README.md')),
  ]);
};

const typesOf = async (document: string): Promise<string> =>
  `${generatedNotice}\n${astToString(await openapiTypescript(document, { immutable: true }))}`;

/** What can stand between markers in the README. */
const blocks: Readonly<Record<string, () => string>> = {
  stages: stageTable,
  functions: functionTable,
  routes: routeTable,
};

/** A page with its marked blocks written anew; nothing for a page that is absent or has none. */
const markdownFile = async (
  root: string,
  path: string,
): Promise<readonly (readonly [string, string])[]> => {
  let page: string;
  try {
    page = await readFile(join(root, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const written = await writeBlocks(page);
  return written === undefined ? [] : [[path, written]];
};

const blockPattern = /<!-- generated:([a-z]+) -->\n[\s\S]*?<!-- \/generated -->/g;

/** Writes each marked block of a page anew; undefined when it has none. */
export const writeBlocks = async (page: string): Promise<string | undefined> => {
  const names = [...page.matchAll(blockPattern)].map(([, name]) => name ?? '');
  if (names.length === 0) return undefined;
  const tables = new Map<string, string>();
  for (const name of names) {
    const write = blocks[name];
    if (write === undefined) throw new Error(`There is no generated block "${name}"`);
    tables.set(name, await format(write(), { parser: 'markdown' }));
  }
  return page.replaceAll(
    blockPattern,
    (_, name: string) =>
      `<!-- generated:${name} -->\n\n${tables.get(name) ?? ''}\n<!-- /generated -->`,
  );
};
