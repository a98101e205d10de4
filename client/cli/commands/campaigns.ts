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
import { plain, table } from '../table.ts';
import { UsageFailure } from '../terminal.ts';
import { moneyWords, timeWords } from '../words.ts';

type Campaign = ApiSchemas['Campaign'];

/** `campaigns list`, `show`, `create`, `draft`, `change`, `pause`, `resume`, `close`. */
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
        'JSON of the form CampaignDraft in client/openapi.json; - is standard input',
        '-',
      ),
    'platform',
    createCampaign,
  );
  bind(
    onCampaign(
      'draft',
      'a campaign as "campaigns change" takes it, in JSON: to be edited and sent back (platform)',
    ),
    'platform',
    draftCampaign,
  );
  bind(
    onCampaign(
      'change',
      'change a campaign (platform); clips already granted keep their terms',
    ).argument(
      '[file]',
      'what "campaigns draft" prints, edited: the whole campaign as it shall be, JSON of the ' +
        'form CampaignChange in client/openapi.json; - is standard input',
      '-',
    ),
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
  const { campaigns } = document;
  const text = campaigns.length === 0 ? 'No campaigns.\n' : campaigns.map(listed).join('\n');
  return { document, text };
};

/** A title may fill two lines and an id takes half of one: neither is a column. */
const listed = ({ title, campaignId, status, closesAt, terms }: Campaign): string => {
  const rows = terms.map((term) => [
    term.category,
    moneyWords(term.reward),
    term.stillWanted,
    term.wanted,
    term.capPerCamera,
  ]);
  return (
    `${plain(title)}\n${campaignId}: ${status}, until ${timeWords(closesAt).slice(0, 10)}\n` +
    table(['category', 'pays', 'still needed', 'of', 'a camera'], rows)
  );
};

const createCampaign = async ({ api, args, terminal }: CommandContext<object>): Promise<Shown> => {
  // The service checks the form and names every field that is wrong.
  const body = (await readJson(argumentAt(args, 0), terminal)) as ApiSchemas['CampaignDraft'];
  return shown(await (await api()).createCampaign({ body }));
};

/** Prints JSON with and without `--json`: what it prints is a file for `campaigns change`. */
const draftCampaign = async ({ api, args }: CommandContext<object>): Promise<Shown> => {
  const document = await (await api()).getCampaignDraft({ campaignId: argumentAt(args, 0) });
  return { document, text: `${JSON.stringify(document, undefined, 2)}\n` };
};

/** Every field of a change, so that the one who forgot some is told where to find them all. */
const changeFields: Readonly<Record<keyof ApiSchemas['CampaignChange'], true>> = {
  version: true,
  title: true,
  brief: true,
  opensAt: true,
  closesAt: true,
  regions: true,
  budget: true,
  terms: true,
  footage: true,
  review: true,
  notice: true,
};

const changeCampaign = async ({ api, args, terminal }: CommandContext<object>): Promise<Shown> => {
  const campaignId = argumentAt(args, 0);
  const given = await readJson(argumentAt(args, 1), terminal);
  const missing = Object.keys(changeFields).filter(
    (field) => typeof given !== 'object' || given === null || !(field in given),
  );
  if (missing.length > 0) {
    throw new UsageFailure(
      `A change says the whole campaign, and this lacks: ${missing.join(', ')}. Print all of it ` +
        `with "clipledger campaigns draft ${campaignId}", edit that, and give it back.`,
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
