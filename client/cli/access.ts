import { readFile } from 'node:fs/promises';
import { createApiClient, type ApiClient } from '../api-client.ts';
import { connectionShape, type Account, type Connection } from '../connection.ts';
import { roles } from '../generated/choices.ts';
import { readToken } from '../sign-in.ts';
import { acceptLanguageOf, languageOf } from './language.ts';
import { signedIn, type Credentials } from './session.ts';
import { CliFailure, UsageFailure, type Terminal } from './terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  /** A role, or an account's address. */
  readonly as?: string;
  readonly json?: boolean;
  readonly connection?: string;
}

/** Whom a command asks as, unless `--as` says otherwise. `nobody` calls without a sign-in. */
export type DefaultRole = Account['role'] | 'nobody';

/** How a command reaches the service. */
export interface Access {
  /** The API's client; throws `CliFailure` where no address is known. */
  api(): Promise<ApiClient>;
  /** Where the API is. */
  address(): Promise<string>;
  /** The token in use; throws where nobody is signed in. */
  token(): Promise<string>;
  /** Signs in anew, whatever was kept. */
  signInAgain(): Promise<string>;
  /** Throws `CliFailure` without a connection file. */
  connection(): Promise<Connection>;
  /** Whoever asks: the account's address, or what the given token says. */
  who(): Promise<string>;
}

/**
 * Opens the way to the service. `CLIPLEDGER_API` and `CLIPLEDGER_TOKEN` win over the connection
 * file, for use without one.
 */
export const openAccess = (
  terminal: Terminal,
  options: GlobalOptions,
  role: DefaultRole,
): Access => {
  const { CLIPLEDGER_API: givenApi, CLIPLEDGER_TOKEN: givenToken } = terminal.environment;
  const connectionFile = options.connection ?? terminal.connectionFile;
  const connection = once(() => readConnection(connectionFile));
  const credentials = async (): Promise<Credentials> =>
    credentialsOf(await connection(), options.as ?? role, terminal);
  const token = async (fresh = false): Promise<string> => {
    if (givenToken !== undefined) return givenToken;
    const place = { connection: await connection(), connectionFile };
    return (await signedIn(place, await credentials(), { terminal, fresh })).accessToken;
  };
  const address = async (): Promise<string> => givenApi ?? (await connection()).apiUrl;
  const anonymous = role === 'nobody' && options.as === undefined;
  return {
    api: once(async () =>
      createApiClient({
        baseUrl: await address(),
        language: acceptLanguageOf(languageOf(terminal.environment)),
        token: () => (anonymous ? Promise.resolve(undefined) : token()),
      }),
    ),
    address,
    token: () => token(),
    signInAgain: () => token(true),
    connection,
    who: async () =>
      givenToken === undefined ? (await credentials()).email : readToken(givenToken).sub,
  };
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

/** Reads a connection file. Throws `CliFailure` when there is none or it is of another form. */
export const readConnection = async (file: string): Promise<Connection> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageFailure(
      `There is no connection file at ${file}. Run "npm start" first, or give --connection FILE.`,
      { cause },
    );
  }
  const read = connectionShape.safeParse(parsed(text));
  if (read.success) return read.data;
  const where = read.error.issues.map(({ path }) => path.join('.') || 'all of it').join(', ');
  throw new CliFailure(`The connection file ${file} is damaged (${where}). Run "npm start" again.`);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const credentialsOf = (connection: Connection, as: string, terminal: Terminal): Credentials => {
  const account = connection.accounts.find(({ role, email }) => role === as || email === as);
  if (account !== undefined) {
    return { email: account.email, password: () => Promise.resolve(account.password) };
  }
  if (roles.some((role) => role === as) || !as.includes('@')) {
    const known = connection.accounts.map(({ role, email }) => `${role} (${email})`).join(', ');
    throw new UsageFailure(
      `The connection file has no account for "${as}". Give --as with an address` +
        (known === '' ? '.' : `, or one of: ${known}.`),
    );
  }
  return { email: as, password: () => askPassword(as, terminal) };
};

const askPassword = async (email: string, { environment, ask }: Terminal): Promise<string> => {
  const given = environment['CLIPLEDGER_PASSWORD'];
  if (given !== undefined) return given;
  if (ask === undefined) {
    throw new UsageFailure(`Put the password of ${email} into CLIPLEDGER_PASSWORD.`);
  }
  return ask(`Password of ${email}: `, { secret: true });
};
