import type { Command } from 'commander';
import type { ApiClient, ApiSchemas } from '../../api-client.ts';
import {
  argumentAt,
  confirm,
  idArgument,
  integerArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { describeClip } from '../clip-words.ts';
import { followClip } from '../follow.ts';
import { facts, table } from '../table.ts';
import { UsageFailure } from '../terminal.ts';
import { timeWords } from '../words.ts';
import { describeConsent } from './consent.ts';

interface FollowOptions {
  readonly follow?: boolean;
  readonly timeout: number;
}

interface WithdrawOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** `status`, `clips`, `withdraw`, `erasure`. */
export const addClipCommands = (program: Command, bind: Bind): void => {
  bind<FollowOptions>(
    program
      .command('status')
      .description('where a clip stands, step by step; without an id, where all of yours stand')
      .argument('[clip]', 'clip id', idArgument('clip'))
      .option('--follow', 'wait until it has come to an end')
      .option('--timeout <seconds>', 'follow at most so long', integerArgument(1, 86_400), 600),
    'contributor',
    showStatus,
  );
  bind<{ readonly limit: number }>(
    program
      .command('clips')
      .description('your clips, newest first')
      .option('--limit <count>', 'at most so many', integerArgument(1, 10_000), 100),
    'contributor',
    async ({ api, options }) => {
      const clips = await allClips(await api(), options.limit);
      return { document: { clips }, text: clipTable(clips) };
    },
  );
  bind<WithdrawOptions>(
    program
      .command('withdraw')
      .description('take back a clip, or everything; money already awarded stays yours')
      .argument('[clip]', 'clip id', idArgument('clip'))
      .option('--all', 'withdraw every consent, and with it every clip')
      .option('--yes', 'withdraw everything without being asked'),
    'contributor',
    withdraw,
  );
  bind(
    program
      .command('erasure')
      .description('how far the erasure of a clip is')
      .argument('<clip>', 'clip id', idArgument('clip')),
    'contributor',
    async ({ api, args }) => {
      const document = await (await api()).getErasure({ clipId: argumentAt(args, 0) });
      return { document, text: describeErasure(document) };
    },
  );
};

/** Clips of a listing without an id: what fits a screen or two. */
const listedClips = 100;

const showStatus = async ({
  api,
  args,
  options,
  terminal,
}: CommandContext<FollowOptions>): Promise<Shown> => {
  const [clipId] = args;
  if (clipId === undefined) {
    if (options.follow === true) throw new UsageFailure('Name the clip that is to be followed.');
    const clips = await allClips(await api(), listedClips);
    return { document: { clips }, text: clipTable(clips) };
  }
  const document = await followClip(await api(), clipId, {
    terminal,
    timeoutSeconds: options.follow === true ? options.timeout : 0,
    onState: ({ state }) => {
      if (options.follow === true && terminal.watched) terminal.note(`${state}\n`);
    },
  });
  return { document, text: describeClip(document) };
};

const withdraw = async (context: CommandContext<WithdrawOptions>): Promise<Shown> => {
  const { api, args, options, terminal } = context;
  const [clipId] = args;
  if ((clipId === undefined) !== (options.all === true)) {
    throw new UsageFailure('Name the clip to take back, or give --all to take back everything.');
  }
  const client = await api();
  if (clipId !== undefined) {
    const document = await client.withdrawClip({ clipId });
    return { document, text: describeClip(document) };
  }
  const { consents } = await client.listConsents();
  const inForce = consents.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  await confirm(
    terminal,
    `Withdraw all ${inForce.length} consents in force, and every clip under them?`,
    { given: options.yes, otherwise: 'Nothing was withdrawn.' },
  );
  const withdrawn: ApiSchemas['Consent'][] = [];
  for (const { consentId } of inForce) {
    terminal.signal.throwIfAborted();
    withdrawn.push(await client.withdrawConsent({ consentId, body: {} }));
  }
  const lines = withdrawn.map((consent) => describeConsent(consent));
  const text = lines.length === 0 ? 'No consent was in force.\n' : lines.join('\n');
  return { document: { consents: withdrawn }, text };
};

/** The API's largest page. */
const pageSize = 100;

const allClips = async (api: ApiClient, limit: number): Promise<readonly ApiSchemas['Clip'][]> => {
  const clips: ApiSchemas['Clip'][] = [];
  let cursor: string | undefined;
  // Pages may come back short, even empty; each is asked for once, so `limit` pages are enough.
  for (let page = 0; page < limit && clips.length < limit; page += 1) {
    const answer = await api.listClips({
      limit: Math.min(pageSize, limit - clips.length),
      ...(cursor === undefined ? {} : { cursor }),
    });
    clips.push(...answer.clips);
    cursor = answer.cursor;
    if (cursor === undefined) break;
  }
  return clips;
};

const clipTable = (clips: readonly ApiSchemas['Clip'][]): string =>
  clips.length === 0
    ? 'No clips.\n'
    : table(
        ['clip', 'state', 'category', 'scenario', 'given (UTC)', 'reason'],
        clips.map((clip) => [
          clip.clipId,
          clip.state,
          clip.category,
          clip.scenario,
          clip.at['granted'] === undefined ? '' : timeWords(clip.at['granted']),
          clip.reason,
        ]),
      );

const describeErasure = (erasure: ApiSchemas['Erasure']): string => {
  const { remaining, liveAbsentAt, backupsClearBy } = erasure;
  return facts([
    ['clip', erasure.clipId],
    ['erasure', erasure.erasureId],
    ['state', erasure.state],
    ['begun', timeWords(erasure.intendedAt)],
    ['listed and deleted', `${erasure.versionsListed} versions, ${erasure.uploadsListed} uploads`],
    ['absence looked for', `not before ${timeWords(erasure.verifyNotBefore)}`],
    [
      'still there',
      remaining === undefined
        ? undefined
        : `${remaining.versions} versions, ${remaining.uploads} uploads, ${remaining.items} items`,
    ],
    ['in the way', remaining?.obstacle],
    ['observed absent', liveAbsentAt === undefined ? undefined : timeWords(liveAbsentAt)],
    ['backups clear by', backupsClearBy === undefined ? undefined : timeWords(backupsClearBy)],
  ]);
};
