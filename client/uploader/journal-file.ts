import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { JournaledUpload, UploadJournal, UploadKey } from './core/journal.ts';
import { categories } from '../generated/choices.ts';

const target = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: z.string(),
});

const journaledUpload = z.object({
  scope: z.string(),
  campaignId: z.string(),
  sha256: z.string(),
  clipId: z.string(),
  actId: z.string(),
  category: z.enum(categories),
  grantedAt: z.string(),
  landed: z.boolean(),
  upload: target.optional(),
  parts: z.object({ partBytes: z.int().positive(), partCount: z.int().positive() }).optional(),
});

const hashedFile = z.object({
  path: z.string(),
  bytes: z.number(),
  modifiedMilliseconds: z.number(),
  sha256: z.string(),
});

const journalShape = z.object({
  version: z.literal(1),
  hashes: z.array(hashedFile),
  uploads: z.array(journaledUpload),
});
type Journal = z.infer<typeof journalShape>;

/** Of each kind; about 500 bytes an entry, so that the file stays below 10 MB. The oldest go. */
const maxEntries = 10_000;

/** The journal is there and cannot be read or written. */
class JournalUnusable extends Error {
  override readonly name = 'JournalUnusable';
}

/**
 * A journal in one file, readable by its owner only. Each write replaces the whole file, and
 * waits for other programs that write it; a damaged file counts as empty. Throws `JournalUnusable`.
 */
export const openJournalFile = (file: string): UploadJournal => {
  const change = changeOf(file);
  const sameKey = (one: UploadKey) => (other: UploadKey) =>
    one.scope === other.scope && one.campaignId === other.campaignId && one.sha256 === other.sha256;
  return {
    knownHash: async ({ path, bytes, modifiedMilliseconds }) => {
      const { hashes } = await readJournal(file);
      return hashes.find(
        (known) =>
          known.path === path &&
          known.bytes === bytes &&
          known.modifiedMilliseconds === modifiedMilliseconds,
      )?.sha256;
    },
    rememberHash: ({ path, bytes, modifiedMilliseconds }, sha256) =>
      change((journal) => ({
        ...journal,
        hashes: [
          ...journal.hashes.filter((known) => known.path !== path),
          { path, bytes, modifiedMilliseconds, sha256 },
        ].slice(-maxEntries),
      })),
    find: async (key) => {
      const { uploads } = await readJournal(file);
      return uploadOf(uploads.find(sameKey(key)));
    },
    latest: async (scope, campaignId) => {
      const { uploads } = await readJournal(file);
      return uploadOf(
        uploads.findLast((known) => known.scope === scope && known.campaignId === campaignId),
      );
    },
    remember: (upload) =>
      change((journal) => {
        const others = journal.uploads.filter((known) => !sameKey(upload)(known));
        const { upload: link, ...rest } = upload;
        // The link is a bearer's right: kept only while it can be of use.
        const kept = upload.landed || link === undefined ? rest : { ...rest, upload: { ...link } };
        const uploads = [...others, kept as Journal['uploads'][number]].slice(-maxEntries);
        return { ...journal, uploads };
      }),
    forget: (key) =>
      change((journal) => ({
        ...journal,
        uploads: journal.uploads.filter((known) => !sameKey(key)(known)),
      })),
  };
};

/** zod makes an absent field of an optional one `undefined`; nobody reads the difference here. */
const uploadOf = (found: Journal['uploads'][number] | undefined): JournaledUpload | undefined =>
  found as JournaledUpload | undefined;

/** Changes of one program go one after the other; those of several are kept apart by a lock. */
const changeOf = (file: string) => {
  let last: Promise<unknown> = Promise.resolve();
  return (change: (journal: Journal) => Journal): Promise<void> => {
    const mine = last.then(() =>
      locked(file, async () => writeJournal(file, change(await readJournal(file)))),
    );
    last = mine.catch(() => undefined);
    return mine;
  };
};

const readJournal = async (file: string): Promise<Journal> => {
  const empty: Journal = { version: 1, hashes: [], uploads: [] };
  try {
    return journalShape.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? empty;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return empty;
    throw unusable(file, error);
  }
};

const writeJournal = async (file: string, journal: Journal): Promise<void> => {
  const draft = `${file}.${process.pid}`;
  try {
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(journal));
      // A crash of the machine must not leave an empty file under the name.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    throw unusable(file, error);
  }
};

/** A write takes milliseconds: an older lock was left by a crash. */
const staleLockMilliseconds = 5_000;
const lockPauseMilliseconds = 20;
/** 500 × 20 ms: twice as long as a lock can be honoured. */
const maxLockTries = 500;

const locked = async (file: string, work: () => Promise<void>): Promise<void> => {
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw unusable(file, error);
  });
  for (let tries = 1; !(await tookLock(lock, file)); tries += 1) {
    if (tries === maxLockTries) throw unusable(file, new Error('another program holds it'));
    await wait(lockPauseMilliseconds);
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
};

const tookLock = async (lock: string, file: string): Promise<boolean> => {
  try {
    await writeFile(lock, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unusable(file, error);
  }
  const seen = await stat(lock).catch(() => undefined);
  if (seen !== undefined && Date.now() - seen.mtimeMs > staleLockMilliseconds) {
    await rm(lock, { force: true });
  }
  return false;
};

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

const unusable = (file: string, cause: unknown): JournalUnusable => {
  const why =
    typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : '';
  return new JournalUnusable(
    `The journal of uploads ${file} cannot be used (${String(why)}). Give --journal FILE.`,
    { cause },
  );
};
