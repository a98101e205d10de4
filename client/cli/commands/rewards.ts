import type { Command } from 'commander';
import { argumentAt, idArgument, type Bind, type CommandContext, type Shown } from '../command.ts';
import { facts, table } from '../table.ts';
import { UsageFailure } from '../terminal.ts';
import { moneyWords, timeWords } from '../words.ts';

interface ProfileOptions {
  readonly alias?: string;
  readonly listed?: boolean;
  readonly hidden?: boolean;
}

/** `earnings`, `award`, `wall`, `standing`, `profile`. */
export const addRewardCommands = (program: Command, bind: Bind): void => {
  bind(
    program.command('earnings').description('what you have earned and not yet been paid'),
    'contributor',
    async ({ api }) => {
      const document = await (await api()).getEarnings();
      const lines = document.balances.map((balance) => `${moneyWords(balance)}\n`);
      return { document, text: lines.length === 0 ? 'Nothing earned yet.\n' : lines.join('') };
    },
  );
  bind(
    program
      .command('award')
      .description('what a clip has earned')
      .argument('<clip>', 'clip id', idArgument('clip')),
    'contributor',
    async ({ api, args }) => {
      const document = await (await api()).getAward({ clipId: argumentAt(args, 0) });
      const text = facts([
        ['award', document.awardId],
        ['earned', moneyWords(document.reward)],
        ['on', `${timeWords(document.awardedAt)} UTC`],
      ]);
      return { document, text };
    },
  );
  bind(
    program
      .command('wall')
      .description('the top of a campaign’s Honor Wall')
      .argument('<campaign>', 'campaign id', idArgument('campaign')),
    'nobody',
    async ({ api, args }) => {
      const document = await (await api()).getHonorWall({ campaignId: argumentAt(args, 0) });
      const rows = document.lines.map(({ rank, alias, acceptedClips }) => [
        rank,
        alias,
        acceptedClips,
      ]);
      const text = rows.length === 0 ? 'Nobody yet.\n' : table(['rank', 'alias', 'clips'], rows);
      return { document, text };
    },
  );
  bind(
    program
      .command('standing')
      .description('your own score and rank in a campaign')
      .argument('<campaign>', 'campaign id', idArgument('campaign')),
    'contributor',
    async ({ api, args }) => {
      const document = await (await api()).getStanding({ campaignId: argumentAt(args, 0) });
      const text = facts([
        ['accepted clips', document.acceptedClips],
        ['rank', document.rank ?? (document.listed ? 'none yet' : 'hidden')],
        ['alias', document.alias],
      ]);
      return { document, text };
    },
  );
  bind<ProfileOptions>(
    program
      .command('profile')
      .description('appear on the Honor Wall under an alias, or hide')
      .option('--alias <alias>', 'the name that others see')
      .option('--listed', 'appear')
      .option('--hidden', 'hide'),
    'contributor',
    putProfile,
  );
};

const putProfile = async ({ api, options }: CommandContext<ProfileOptions>): Promise<Shown> => {
  const { alias, listed, hidden } = options;
  if (listed === hidden) throw new UsageFailure('Give --listed or --hidden.');
  if (listed === true && alias === undefined) {
    throw new UsageFailure('Give --alias with the name that others shall see.');
  }
  const body = { listed: listed === true, alias: alias ?? '' };
  const document = await (await api()).putWallProfile({ body });
  const text = document.listed
    ? `You appear on the Honor Wall as "${document.alias}".\n`
    : 'You are hidden from the Honor Wall.\n';
  return { document, text };
};
