import { access, constants, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AnalyzeRequest } from './arguments.ts';
import { Complaint } from './complaint.ts';

const isSameFile = async (one: string, other: string): Promise<boolean> => {
  const [first, second] = await Promise.all(
    [one, other].map((path) => realpath(path).catch(() => path)),
  );
  return first === second;
};

/** Before minutes of work: that the output can be written, and is not the clip itself. */
const checkOutput = async (option: string, output: string, clip: string): Promise<void> => {
  if (await isSameFile(output, clip)) {
    throw new Complaint(`${option} would overwrite the clip ${clip}; name another file.`);
  }
  const status = await stat(output).catch(() => undefined);
  if (status?.isDirectory() === true) {
    throw new Complaint(`${option}: ${output} is a folder; name a file.`);
  }
  const folder = dirname(output);
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) throw new Complaint(`${option}: the folder ${folder} is not there to write in.`);
};

/** Throws `Complaint` where a file is missing or a place cannot be written to. */
export const checkPlaces = async (request: AnalyzeRequest): Promise<void> => {
  const { path, htmlPath, redactedPath } = request;
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) throw new Complaint(`There is no file at ${path}.`);
  if (!status.isFile()) throw new Complaint(`${path} is no file; name a video file.`);
  if (htmlPath !== undefined) await checkOutput('--html', htmlPath, path);
  if (redactedPath !== undefined) await checkOutput('--redact', redactedPath, path);
  if (htmlPath === undefined || redactedPath === undefined) return;
  if (await isSameFile(htmlPath, redactedPath)) {
    throw new Complaint('--html and --redact name the same file; name two.');
  }
};
