import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Connection } from '../connection.ts';
import { isMissingFile } from '../missing-file.ts';
import { signIn, type SignedIn } from '../sign-in.ts';
import { CliFailure, type Terminal } from './terminal.ts';

const sessionShape = z.record(
  z.string(),
  z.object({ accessToken: z.string(), expiresAtMilliseconds: z.number() }),
);
type Session = z.infer<typeof sessionShape>;

/** A token that ends within this is not used: a call may still be on its way then. */
const spareMilliseconds = 60_000;

/** Someone who signs in by password. */
export interface Credentials {
  readonly email: string;
  readonly password: () => Promise<string>;
}

/**
 * Signs in, or uses the token of an earlier sign-in that is still good. Tokens are kept beside the
 * connection file, readable by their owner only.
 */
export const signedIn = async (
  { connection, connectionFile }: { connection: Connection; connectionFile: string },
  { email, password }: Credentials,
  { terminal, fresh = false }: { terminal: Terminal; fresh?: boolean },
): Promise<SignedIn> => {
  const file = join(dirname(connectionFile), 'session.json');
  // A new pool has other keys, so that an old token is worth nothing there.
  const key = `${connection.userPoolId}/${email}`;
  const session = await readSession(file);
  const known = session[key];
  const now = terminal.nowMilliseconds();
  if (!fresh && known !== undefined && known.expiresAtMilliseconds > now + spareMilliseconds) {
    return known;
  }
  const { nowMilliseconds } = terminal;
  const made = await signIn(connection, { email, password: await password() }, { nowMilliseconds });
  const alive = Object.entries(session).filter(([, token]) => token.expiresAtMilliseconds > now);
  await writeSession(file, { ...Object.fromEntries(alive), [key]: made });
  return made;
};

const readSession = async (file: string): Promise<Session> => {
  try {
    return sessionShape.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? {};
  } catch (error) {
    // None yet, or a damaged one: signing in again makes a new one.
    if (error instanceof SyntaxError || isMissingFile(error)) return {};
    throw new CliFailure(`${file} cannot be read. Remove it and sign in again.`, { cause: error });
  }
};

const writeSession = async (file: string, session: Session): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(session), { mode: 0o600 });
  await rename(draft, file);
};
