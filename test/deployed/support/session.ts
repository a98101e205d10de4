import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  AdminRemoveUserFromGroupCommand,
  AdminAddUserToGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { ApiClient } from '../../../client/api-client.ts';
import type { FunctionContract } from '../../../core/contracts/functions/function-contract.ts';
import { functionName } from '../../../core/contracts/layout/names.ts';
import type { ContributorId } from '../../../core/domain/vocabulary/ids.ts';
import { roles, type Role } from '../../../core/domain/vocabulary/people.ts';
import { createAccount, signIn } from '../../../local/cloud/accounts.ts';
import {
  clientsOf,
  localDeployment,
  type LocalConnection,
} from '../../../local/cloud/local-cloud.ts';
import { clientWith } from '../../../local/life/people.ts';
import { connectionFile } from './places.ts';

/** The deployment under test. */
export const cloud = clientsOf(JSON.parse(readFileSync(connectionFile, 'utf8')) as LocalConnection);

/** Somebody who exists for one test file only. */
export interface Person {
  readonly email: string;
  readonly password: string;
  readonly contributorId: ContributorId;
  readonly token: string;
  readonly client: ApiClient;
}

/** Creates an account in these groups and signs in. */
export const newPerson = async (...groups: readonly Role[]): Promise<Person> => {
  const account = {
    email: `${randomBytes(8).toString('hex')}@example.com`,
    password: `Test-${randomBytes(9).toString('base64url')}-7a`,
  };
  await createAccount(cloud.pool, account, groups);
  return signedIn(account);
};

/** The same person with these groups and no others: a token carries those of its own sign-in. */
export const withGroups = async (
  { email, password }: Person,
  groups: readonly Role[],
): Promise<Person> => {
  const who = { UserPoolId: cloud.pool.userPoolId, Username: email };
  for (const GroupName of roles) {
    const change = groups.includes(GroupName)
      ? new AdminAddUserToGroupCommand({ ...who, GroupName })
      : new AdminRemoveUserFromGroupCommand({ ...who, GroupName });
    await cloud.pool.cognito.send(change as AdminAddUserToGroupCommand);
  }
  return signedIn({ email, password });
};

const signedIn = async (account: { email: string; password: string }): Promise<Person> => {
  const token = await signIn(cloud.pool, account);
  const client = clientWith(cloud.connection.apiUrl, token);
  return { ...account, contributorId: `contributor_${subjectOf(token)}`, token, client };
};

const subjectOf = (token: string): string => {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { sub: string }).sub;
};

/** What a function answered to a payload, as whoever triggers it would get it. */
export const invoke = async (
  contract: Pick<FunctionContract, 'stage' | 'name'>,
  payload: object = {},
): Promise<unknown> => {
  const { FunctionError, Payload } = await cloud.lambda.send(
    new InvokeCommand({
      FunctionName: functionName(localDeployment, contract),
      Payload: JSON.stringify(payload),
    }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(`${contract.name}: ${FunctionError} ${text}`);
  return JSON.parse(text);
};
