import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The tables that a clip's changes touch, by their names. */
export interface ClipTables {
  readonly clips: string;
  readonly programs: string;
  readonly retention: string;
}

/** What a clip's changes need. */
export interface ClipPorts {
  readonly documents: DynamoDBDocumentClient;
  readonly tables: ClipTables;
  /** Draws 0 (included) to 1 (excluded). */
  readonly draw: () => number;
}
