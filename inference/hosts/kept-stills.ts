import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes of stills kept of one clip: 600 samples (5 minutes) of 80 kB are 48 MB. Stills beyond are
 * removed as they come, and decoded again if they are chosen.
 */
const maxKeptBytes = 48 * 1024 * 1024;

/** Beside the footage, so that it goes with the footage. Unfinished until its decoding ended. */
const folderOf = (footagePath: string): string => `${footagePath}.stills`;
const unfinishedOf = (footagePath: string): string => `${footagePath}.stills-unfinished`;

/** What ffmpeg shall name the files, inside the folder: the number is the sample's. */
export const stillPattern = '%d.jpg';
const nameOf = (sample: number): string => `${sample}.jpg`;

/** A folder that fills while its footage is decoded. */
export interface StillsInTheMaking {
  readonly folder: string;
  /** Counts a sample's still that must be written by now; removes it when there are too many. */
  count(sample: number): Promise<void>;
  /** All were written. */
  finish(): Promise<void>;
}

/** Begins anew for this footage. */
export const startKeepingStills = async (footagePath: string): Promise<StillsInTheMaking> => {
  const [finished, folder] = [folderOf(footagePath), unfinishedOf(footagePath)];
  await rm(finished, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  let keptBytes = 0;
  return {
    folder,
    async count(sample) {
      const file = join(folder, nameOf(sample));
      const size = (await stat(file).catch(() => undefined))?.size ?? 0;
      if (keptBytes + size > maxKeptBytes) await rm(file, { force: true });
      else keptBytes += size;
    },
    finish: () => rename(folder, finished),
  };
};

/** The kept stills of these samples; undefined when one is not kept. */
export const readKeptStills = async (
  footagePath: string,
  samples: readonly number[],
): Promise<readonly Uint8Array[] | undefined> => {
  const folder = folderOf(footagePath);
  const names = new Set(await readdir(folder).catch(() => []));
  if (!samples.every((sample) => names.has(nameOf(sample)))) return undefined;
  return Promise.all(samples.map((sample) => readFile(join(folder, nameOf(sample)))));
};
