import type { Command } from 'commander';
import type { ApiSchemas } from '../../api-client.ts';
import { describeCampaign } from '../campaign-words.ts';
import {
  argumentAt,
  confirm,
  idArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { readJson } from '../read-json.ts';
import { table } from '../table.ts';
import { UsageFailure } from '../terminal.ts';
import { moneyWords, timeWords } from '../words.ts';

type Campaign = ApiSchemas['Campaign'];

/** `campaigns list`, `show`, `create`, `change`, `pause`, `resume`, `close`. */
export const addCampaignCommands = (program: Command, bind: Bind): void => {
  const campaigns = program.command('campaigns').description('see what is wanted; run campaigns');
  const onCampaign = (name: string, description: string): Command =>
    campaigns
      .command(name)
      .description(description)
      .argument('<campaign>', 'campaign id', idArgument('campaign'));
  bind(
    campaigns.command('list', { isDefault: true }).description('all campaigns'),
    'nobody',
    listCampaigns,
  );
  bind(
    onCampaign('show', 'one campaign: what is wanted, at what rate, of what form'),
    'nobody',
    async ({ api, args }) =>
      shown(await (await api()).getCampaign({ campaignId: argumentAt(args, 0) })),
  );
  bind(
    campaigns
      .command('create')
      .description('open a campaign (platform)')
      .argument(
        '[file]',
        'JSON of the form CampaignDraft in client/openapi.json; - for input',
        '-',
      ),
    'platform',
    createCampaign,
  );
  bind(
    onCampaign(
      'change',
      'change a campaign (platform); clips already granted keep their terms',
    ).argument('[file]', 'JSON of the form CampaignChange in client/openapi.json', '-'),
    'platform',
    changeCampaign,
  );
  bind(onCampaign('pause', 'take no clips for now (platform)'), 'platform', setStatus('paused'));
  bind(onCampaign('resume', 'take clips again (platform)'), 'platform', setStatus('open'));
  bind<{ readonly yes?: boolean }>(
    onCampaign('close', 'take no clips for ever (platform)').option(
      '--yes',
      'close it without being asked',
    ),
    'platform',
    async (context) => {
      const { terminal, options } = context;
      const question = 'A closed campaign cannot be opened again. Close it?';
      await confirm(terminal, question, { given: options.yes, otherwise: 'It was not closed.' });
      return setStatus('closed')(context);
    },
  );
};

const shown = (document: Campaign): Shown => ({ document, text: describeCampaign(document) });

const listCampaigns = async ({ api }: CommandContext<object>): Promise<Shown> => {
  const document = await (await api()).listCampaigns();
  const rows = document.campaigns.flatMap((campaign) =>
    campaign.terms.map((term) => [
      campaign.campaignId,
      campaign.title,
      campaign.status,
      term.category,
      moneyWords(term.reward),
      term.stillWanted,
      term.wanted,
      term.capPerCamera,
      timeWords(campaign.closesAt).slice(0, 10),
    ]),
  );
  const head = ['campaign', 'title', 'is', 'category', 'pays', 'left', 'of', 'a camera', 'until'];
  return { document, text: rows.length === 0 ? 'No campaigns.\n' : table(head, rows) };
};

const createCampaign = async ({ api, args, terminal }: CommandContext<object>): Promise<Shown> => {
  // The service checks the form and names every field that is wrong.
  const body = (await readJson(argumentAt(args, 0), terminal)) as ApiSchemas['CampaignDraft'];
  return shown(await (await api()).createCampaign({ body }));
};

const changeCampaign = async ({ api, args, terminal }: CommandContext<object>): Promise<Shown> => {
  const campaignId = argumentAt(args, 0);
  const given = await readJson(argumentAt(args, 1), terminal);
  if (typeof given !== 'object' || given === null || !('version' in given)) {
    throw new UsageFailure(
      'Say which version is changed: "version", as "campaigns show" tells it. Another change ' +
        'meanwhile is found by it.',
    );
  }
  const body = given as ApiSchemas['CampaignChange'];
  return shown(await (await api()).changeCampaign({ campaignId, body }));
};

const setStatus =
  (status: Campaign['status']) =>
  async ({ api, args }: CommandContext<object>): Promise<Shown> => {
    const campaignId = argumentAt(args, 0);
    return shown(await (await api()).setCampaignStatus({ campaignId, body: { status } }));
  };
