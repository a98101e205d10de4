import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { ApiSchemas } from '../../api-client.ts';
import { purposes } from '../../generated/choices.ts';
import { argumentAt, idArgument, type Bind, type CommandContext, type Shown } from '../command.ts';
import { facts, plain, table } from '../table.ts';
import { CliFailure } from '../terminal.ts';
import { byteWords, moneyWords, timeWords } from '../words.ts';

type Campaign = ApiSchemas['Campaign'];

/** `campaigns …` and `consent`. */
export const addCampaignCommands = (program: Command, bind: Bind): void => {
  const campaigns = program.command('campaigns').description('see what is wanted; open a campaign');
  bind(
    campaigns.command('list', { isDefault: true }).description('all campaigns'),
    'nobody',
    listCampaigns,
  );
  bind(
    campaigns
      .command('show')
      .description('one campaign with its notice')
      .argument('<campaign>', 'campaign id', idArgument('campaign')),
    'nobody',
    async ({ api, args }) => {
      const campaignId = argumentAt(args, 0);
      const document = await (await api()).getCampaign({ campaignId });
      return { document, text: describeCampaign(document) };
    },
  );
  bind(
    campaigns
      .command('create')
      .description('open a campaign (platform)')
      .argument('<file>', 'JSON file of the form CampaignDraft in client/openapi.json'),
    'platform',
    createCampaign,
  );
  bind<ConsentOptions>(
    program
      .command('consent')
      .description('consent to the notice of a campaign, purpose by purpose')
      .argument('<campaign>', 'campaign id', idArgument('campaign'))
      .addOption(
        new Option('--purpose <purpose...>', 'what the clips may be used for')
          .choices(purposes)
          .default(['human-review', 'model-training']),
      )
      .option('--yes', 'agree without being asked'),
    'contributor',
    giveConsent,
  );
};

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

const describeCampaign = (campaign: Campaign): string => {
  const { footage, notice } = campaign;
  const terms = campaign.terms.map((term) => [
    term.category,
    moneyWords(term.reward),
    term.stillWanted,
    term.wanted,
    term.capPerCamera,
  ]);
  return [
    `${plain(campaign.title)}\n${plain(campaign.brief)}\n`,
    facts([
      ['campaign', campaign.campaignId],
      ['status', campaign.status],
      ['open', `${timeWords(campaign.opensAt)} to ${timeWords(campaign.closesAt)} UTC`],
      ['files', footage.contentTypes.join(', ')],
      ['length', `${footage.minDurationSeconds} to ${footage.maxDurationSeconds} s`],
      ['size', `at most ${byteWords(footage.maxBytes)}`],
    ]),
    table(['category', 'pays', 'left', 'of', 'a camera'], terms),
    describeNotice(notice),
  ].join('\n');
};

const describeNotice = (notice: Campaign['notice']): string =>
  [
    `Notice ${notice.version} (${notice.language})`,
    plain(notice.text),
    `- ${plain(notice.bystanderStatement)}`,
    `- ${plain(notice.ageStatement)}\n`,
  ].join('\n');

const createCampaign = async ({ api, args }: CommandContext<object>): Promise<Shown> => {
  const file = argumentAt(args, 0);
  let body: ApiSchemas['CampaignDraft'];
  try {
    // The service checks the form and names every field that is wrong.
    body = JSON.parse(await readFile(file, 'utf8')) as ApiSchemas['CampaignDraft'];
  } catch (cause) {
    throw new CliFailure(`${file} is not a readable JSON file.`, { cause });
  }
  const document = await (await api()).createCampaign({ body });
  return { document, text: describeCampaign(document) };
};

interface ConsentOptions {
  readonly purpose: (typeof purposes)[number][];
  readonly yes?: boolean;
}

const giveConsent = async ({
  api,
  args,
  options,
  terminal,
}: CommandContext<ConsentOptions>): Promise<Shown> => {
  const client = await api();
  const campaignId = argumentAt(args, 0);
  const { notice, title } = await client.getCampaign({ campaignId });
  // Consent is informed: the words stand before the question, and before the answer in scripts.
  terminal.note(`${plain(title)}\n${describeNotice(notice)}\n`);
  const agreeing = `Agree to ${options.purpose.join(', ')}?`;
  if (options.yes !== true) {
    if (terminal.ask === undefined) {
      throw new CliFailure(`${agreeing} Nobody can be asked here: give --yes to agree.`);
    }
    const answer = await terminal.ask(`${agreeing} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliFailure('Nothing was agreed to.');
  }
  const document = await client.giveConsent({
    body: { campaignId, noticeVersion: notice.version, purposes: options.purpose },
  });
  const text = facts([
    ['consent', document.consentId],
    ['notice', document.noticeVersion],
    ['purposes', document.purposes.join(', ')],
    ['given', timeWords(document.givenAt)],
  ]);
  return { document, text };
};
