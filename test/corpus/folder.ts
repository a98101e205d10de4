import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JudgedLine } from './checks.ts';
import { oracleOf } from './oracle.ts';
import { surveyFile } from './survey.ts';

/** Files that real cameras and muxers wrote: beside the project and not part of it. */
export const corpusFolder = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', '..', 'shared', 'corpus'],
);

/** Whether the corpus is at hand. */
export const hasCorpus = (): boolean => existsSync(corpusFolder);

/** Files that describe the others. */
const aboutTheCorpus = /(^|\/)(README\.md|labels\.json|LICENSE[^/]*)$/;

/** All files below a folder, in one order, by their paths from it with `/`. */
export const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !aboutTheCorpus.test(file))
    .toSorted();
};

/** Validates every file of a folder and asks ffprobe, or what is known of it, about each. */
export const surveyFolder = async (
  folder: string,
): Promise<{ readonly oracle: string; readonly lines: readonly JudgedLine[] }> => {
  const { name, oracle } = await oracleOf(folder);
  const files = await filesBelow(folder);
  // The first file of each kind is slow, because its code is compiled: that is not the file's.
  for (const file of files.slice(0, warmUpFiles)) await surveyFile(folder, file);
  const lines: JudgedLine[] = [];
  for (const file of files) {
    const first = await surveyFile(folder, file);
    // A collection of garbage may fall on any file: what is slow is looked at again.
    const line = first.cpuMilliseconds > slowMilliseconds ? await surveyFile(folder, file) : first;
    lines.push({ ...line, label: await oracle(file) });
  }
  return { oracle: name, lines };
};

const warmUpFiles = 100;
const slowMilliseconds = 25;
