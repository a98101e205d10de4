import { readFile } from 'node:fs/promises';
import { isMissingFile } from '../missing-file.ts';
import { UsageFailure, type Terminal } from './terminal.ts';

/** Reads a JSON document from a file, or from standard input for `-`. Throws `UsageFailure`. */
export const readJson = async (file: string, { readInput }: Terminal): Promise<unknown> => {
  const from = file === '-' ? 'Standard input' : file;
  try {
    return JSON.parse(await textOf(file, readInput)) as unknown;
  } catch (cause) {
    if (cause instanceof UsageFailure) throw cause;
    if (isMissingFile(cause)) throw new UsageFailure(`There is no file ${file}.`, { cause });
    const why = cause instanceof SyntaxError ? `: ${cause.message}` : '';
    throw new UsageFailure(`${from} is not a readable JSON document${why}.`, { cause });
  }
};

const textOf = async (file: string, readInput: Terminal['readInput']): Promise<string> => {
  if (file !== '-') return readFile(file, 'utf8');
  if (readInput !== undefined) return readInput();
  throw new UsageFailure('Give a JSON file, or pipe one into standard input.');
};
