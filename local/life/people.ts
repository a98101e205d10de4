import { createApiClient, type ApiClient } from '../../client/api-client.ts';
import type { Role } from '../../core/domain/vocabulary/people.ts';
import { signIn } from '../cloud/accounts.ts';
import type { CloudClients } from '../cloud/local-cloud.ts';

/** A signed-in API client for each role of the demo, and one for nobody. */
export type People = Readonly<Record<Role | 'nobody', ApiClient>>;

/** Tokens live an hour; a life takes seconds. */
export const signInEveryone = async ({ connection, pool }: CloudClients): Promise<People> => {
  const signedIn = await Promise.all(
    connection.accounts.map(async (account) => {
      const token = await signIn(pool, account);
      return [account.role, clientWith(connection.apiUrl, token)] as const;
    }),
  );
  return {
    ...(Object.fromEntries(signedIn) as Record<Role, ApiClient>),
    nobody: createApiClient({ baseUrl: connection.apiUrl }),
  };
};

/** A client that asks as whoever the token names. */
export const clientWith = (baseUrl: string, token: string): ApiClient =>
  createApiClient({ baseUrl, token: () => Promise.resolve(token) });
