import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The tables that a clip's changes touch, by their names; those that the function is granted. */
export interface ClipTables {
  readonly clips: string;
  /** Needed to open grants and to give slots back. */
  readonly programs?: string;
  /** Needed by every change that makes something due. */
  readonly retention?: string;
}

/** A table's name. Throws where a function tries a change whose table it was not given. */
export const tableOf = (tables: ClipTables, name: keyof ClipTables): string => {
  const table = tables[name];
  if (table === undefined) throw new Error(`This function was not given the table "${name}"`);
  return table;
};

/** What a clip's changes need. */
export interface ClipPorts {
  readonly documents: DynamoDBDocumentClient;
  readonly tables: ClipTables;
  /** Draws 0 (included) to 1 (excluded). */
  readonly draw: () => number;
}
