import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Connection } from '../../client/connection.ts';
import { signIn as passwordSignIn } from '../../client/sign-in.ts';
import { roles, type Role } from '../../core/domain/vocabulary/people.ts';
import { localRegion } from '../emulator/emulator.ts';

/** A demo account: one for each role, on the local cloud only. */
export type DemoAccount = Connection['accounts'][number];

/** Where accounts live. */
export interface UserPool {
  readonly cognito: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly endpointUrl: string;
}

/** One account a role. The passwords are made for this state folder and kept in it. */
export const createDemoAccounts = async (
  pool: UserPool,
  newPassword: () => string,
  known: readonly DemoAccount[],
): Promise<readonly DemoAccount[]> => {
  const accounts: DemoAccount[] = [];
  for (const role of roles) {
    const password = known.find((account) => account.role === role)?.password ?? newPassword();
    const account = { role, email: `${role}@example.com`, password };
    await createAccount(pool, account, [role]);
    accounts.push(account);
  }
  return accounts;
};

/** Creates an account in groups, or gives an existing one this password and these groups. */
export const createAccount = async (
  { cognito, userPoolId }: UserPool,
  { email, password }: { email: string; password: string },
  groups: readonly Role[],
): Promise<void> => {
  const who = { UserPoolId: userPoolId, Username: email };
  if (!(await exists(cognito, who))) {
    await cognito.send(
      new AdminCreateUserCommand({
        ...who,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
  }
  await cognito.send(
    new AdminSetUserPasswordCommand({ ...who, Password: password, Permanent: true }),
  );
  for (const GroupName of groups) {
    await cognito.send(new AdminAddUserToGroupCommand({ ...who, GroupName }));
  }
};

const exists = async (
  cognito: CognitoIdentityProviderClient,
  who: { UserPoolId: string; Username: string },
): Promise<boolean> => {
  try {
    await cognito.send(new AdminGetUserCommand(who));
    return true;
  } catch (error) {
    if (error instanceof UserNotFoundException) return false;
    throw error;
  }
};

/** Signs in as any client would; returns the token that the API's authorizer takes. */
export const signIn = async (
  { userPoolClientId, endpointUrl }: UserPool,
  account: { email: string; password: string },
): Promise<string> => {
  const address = { region: localRegion, userPoolClientId, endpointUrl };
  const { accessToken } = await passwordSignIn(address, account, { nowMilliseconds: Date.now });
  return accessToken;
};
