import type { Command } from 'commander';
import type { ApiClient, ApiSchemas } from '../../api-client.ts';
import {
  argumentAt,
  idArgument,
  integerArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { describeClip } from '../clip-words.ts';
import { followClip } from '../follow.ts';
import { facts, table } from '../table.ts';
import { timeWords } from '../words.ts';

interface FollowOptions {
  readonly follow?: boolean;
  readonly timeout: number;
}

/** `status`, `clips`, `withdraw`, `erasure`. */
export const addClipCommands = (program: Command, bind: Bind): void => {
  bind<FollowOptions>(
    program
      .command('status')
      .description('where a clip stands: each step with its time, what was seen and decided')
      .argument('<clip>', 'clip id', idArgument('clip'))
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
  bind(
    program
      .command('withdraw')
      .description('take a clip back; money already awarded stays yours')
      .argument('<clip>', 'clip id', idArgument('clip')),
    'contributor',
    async ({ api, args }) => {
      const document = await (await api()).withdrawClip({ clipId: argumentAt(args, 0) });
      return { document, text: describeClip(document) };
    },
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

const showStatus = async ({
  api,
  args,
  options,
  terminal,
}: CommandContext<FollowOptions>): Promise<Shown> => {
  const document = await followClip(await api(), argumentAt(args, 0), {
    terminal,
    timeoutSeconds: options.follow === true ? options.timeout : 0,
    onState: ({ state }) => {
      if (options.follow === true && terminal.watched) terminal.note(`${state}\n`);
    },
  });
  return { document, text: describeClip(document) };
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
