import type { Command } from 'commander';
import { readToken } from '../../sign-in.ts';
import type { Bind, CommandContext, Shown } from '../command.ts';
import { facts } from '../table.ts';
import { timeWords } from '../words.ts';

/** `login` and `whoami`. */
export const addAccountCommands = (program: Command, bind: Bind): void => {
  bind(
    program.command('login').description('sign in anew and keep the token beside the connection'),
    'contributor',
    async (context) => describe(context, await context.signInAgain()),
  );
  bind(
    program.command('whoami').description('show who asks, in which roles, and until when'),
    'contributor',
    async (context) => describe(context, await context.token()),
  );
};

const describe = async ({ who }: CommandContext<object>, token: string): Promise<Shown> => {
  const { sub, roles, expiresAt } = readToken(token);
  const document = {
    account: await who(),
    contributorId: `contributor_${sub}`,
    roles,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const text = facts([
    ['account', document.account],
    ['contributor', document.contributorId],
    ['roles', roles.join(', ')],
    ['signed in until', expiresAt === undefined ? undefined : `${timeWords(expiresAt)} UTC`],
  ]);
  return { document, text };
};
