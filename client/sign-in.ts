import * as z from 'zod';
import { ApiProblem, unreachable } from './api-problem.ts';
import type { Connection } from './connection.ts';

/** A signed-in person's access token and when it ends. */
export interface SignedIn {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMilliseconds: number;
}

/** Which pool of which region; an endpoint where that is not AWS. */
export type UserPoolAddress = Pick<Connection, 'region' | 'userPoolClientId' | 'endpointUrl'>;

/** What signing in needs of the world. */
export interface SignInPorts {
  readonly fetch?: typeof globalThis.fetch;
  readonly nowMilliseconds: () => number;
}

const result = z.object({
  AuthenticationResult: z
    .object({ AccessToken: z.string().min(1), ExpiresIn: z.number().positive() })
    .optional(),
  ChallengeName: z.string().optional(),
});
const fault = z.object({ __type: z.string(), message: z.string().optional() });

/**
 * Signs in by password (Cognito's USER_PASSWORD_AUTH), without an SDK: one call of its JSON
 * protocol, which needs no AWS credentials. Throws `ApiProblem`.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
export const signIn = async (
  pool: UserPoolAddress,
  { email, password }: { readonly email: string; readonly password: string },
  { fetch = globalThis.fetch, nowMilliseconds }: SignInPorts,
): Promise<SignedIn> => {
  const url = pool.endpointUrl ?? `https://cognito-idp.${pool.region}.amazonaws.com/`;
  const response = await call(fetch, url, {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: pool.userPoolClientId,
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refused(response.status, fault.safeParse(body).data, email);
  const { AuthenticationResult, ChallengeName } = result.parse(body);
  if (AuthenticationResult === undefined) {
    const what = ChallengeName ?? 'nothing';
    throw problem(200, `Signing in as ${email} asks for more than a password: ${what}.`);
  }
  const { AccessToken: accessToken, ExpiresIn: seconds } = AuthenticationResult;
  return { accessToken, expiresAtMilliseconds: nowMilliseconds() + seconds * 1_000 };
};

const call = async (
  fetch: typeof globalThis.fetch,
  url: string,
  body: object,
): Promise<Response> => {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (cause) {
    throw unreachable(url, cause);
  }
};

const refused = (
  status: number,
  told: z.infer<typeof fault> | undefined,
  email: string,
): ApiProblem => {
  const type = told?.__type.split('#').at(-1);
  if (type === 'NotAuthorizedException' || type === 'UserNotFoundException') {
    return problem(status, `No account ${email} with this password.`);
  }
  const why = told?.message ?? type ?? `status ${status}`;
  return problem(status, `Signing in as ${email} was refused: ${why}`);
};

const problem = (status: number, detail: string): ApiProblem =>
  new ApiProblem({ status, code: 'not-signed-in', title: 'Not signed in', detail });

const claims = z.object({
  sub: z.string().min(1),
  'cognito:groups': z.array(z.string()).default([]),
  exp: z.number().optional(),
});

/** Who a token says one is. Not verified: the service does that. Throws `ApiProblem`. */
export const readToken = (
  token: string,
): { readonly sub: string; readonly roles: readonly string[]; readonly expiresAt?: string } => {
  const read = claims.safeParse(payloadOf(token));
  if (!read.success) throw problem(0, 'The access token is no JSON web token. Sign in again.');
  const { sub, exp, 'cognito:groups': groups } = read.data;
  return {
    sub,
    roles: groups,
    ...(exp === undefined ? {} : { expiresAt: new Date(exp * 1_000).toISOString() }),
  };
};

const payloadOf = (token: string): unknown => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
