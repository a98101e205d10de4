import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ApiClient, ApiSchemas } from '../../api-client.ts';
import { purposes } from '../../generated/choices.ts';
import {
  argumentAt,
  confirm,
  idArgument,
  isId,
  isYes,
  textArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { inLanguage, languageOf } from '../language.ts';
import { facts, plain } from '../table.ts';
import { CliFailure, UsageFailure, type Terminal } from '../terminal.ts';
import { timeWords } from '../words.ts';

type Purpose = (typeof purposes)[number];
type Consent = ApiSchemas['Consent'];
type Notice = ApiSchemas['ConsentNotice'];
type NoticeText = Notice['texts'][number];

interface NoticeOptions {
  readonly language?: string;
}

interface GiveOptions extends NoticeOptions {
  readonly purpose?: Purpose[];
  readonly yes?: boolean;
}

interface WithdrawOptions {
  readonly purpose?: Purpose[];
  readonly yes?: boolean;
}

/** What each purpose means, in a sentence, and whether clips can be given without it. */
const purposeWords: Readonly<Record<Purpose, { readonly needed: boolean; readonly what: string }>> =
  {
    'human-review': { needed: true, what: 'people look at your clips to decide on them' },
    'model-training': { needed: true, what: 'detection models are trained on your clips' },
    'redacted-publication': {
      needed: false,
      what: 'your clips may be published, with faces and plates made unrecognizable',
    },
  };

const neededPurposes = purposes.filter((purpose) => purposeWords[purpose].needed);

/** `consent show`, `give`, `list`, `withdraw`; `consent <campaign>` gives, too. */
export const addConsentCommands = (program: Command, bind: Bind): void => {
  const consent = program.command('consent').description('what your clips may be used for');
  const languageOption = (): Option =>
    new Option(
      '--language <language>',
      'of the notice, such as en or fr (default: yours)',
    ).argParser(
      textArgument(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/, 'A language like en or fr-CA.'),
    );
  bind<NoticeOptions>(
    consent
      .command('show')
      .description('the notice of a campaign, or a consent that was given')
      .argument('<id>', 'campaign id or consent id', campaignOrConsent)
      .addOption(languageOption()),
    'contributor',
    showConsent,
  );
  bind<GiveOptions>(
    consent
      .command('give', { isDefault: true })
      .description('consent to the notice of a campaign, purpose by purpose')
      .argument('<campaign>', 'campaign id', idArgument('campaign'))
      .addOption(languageOption())
      .addOption(purposeOption('these purposes, and no others (default: those that are needed)'))
      .option('--yes', 'agree, and make both statements of the notice, without being asked'),
    'contributor',
    giveConsent,
  );
  bind(
    consent.command('list').description('what you have consented to'),
    'contributor',
    async ({ api }) => {
      const document = await (await api()).listConsents();
      return { document, text: consentTexts(document.consents) };
    },
  );
  bind<WithdrawOptions>(
    consent
      .command('withdraw')
      .description('take consent back; stops everything under it at once')
      .argument('<id>', 'consent id or campaign id', campaignOrConsent)
      .addOption(purposeOption('only these purposes (default: all)'))
      .option('--yes', 'withdraw without being asked'),
    'contributor',
    withdrawConsent,
  );
};

const purposeOption = (text: string): Option =>
  new Option('--purpose <purpose...>', text).choices(purposes);

const campaignOrConsent = (text: string): string => {
  if (isId('campaign', text) || isId('consent', text)) return text;
  throw new InvalidArgumentError('An id like campaign_01J9Z3… or consent_01J9Z3… is expected.');
};

/** The notice in force and its text in the person's language. */
const readNotice = async (
  api: ApiClient,
  campaignId: string,
  { options, terminal }: CommandContext<NoticeOptions>,
): Promise<{ campaign: ApiSchemas['Campaign']; notice: Notice; text: NoticeText }> => {
  const campaign = await api.getCampaign({ campaignId });
  const notice = await api.getNotice({ campaignId, noticeVersion: campaign.notice.version });
  const languages = notice.texts.map(({ language }) => language).join(', ');
  const wanted = options.language ?? languageOf(terminal.environment);
  const text = inLanguage(notice.texts, wanted);
  if (text === undefined) throw new CliFailure('The notice has no text.');
  // Asked for by name, another language would be agreed to by mistake.
  if (options.language !== undefined && !isSameLanguage(text.language, options.language)) {
    throw new UsageFailure(`The notice is not in ${options.language}, but in: ${languages}.`);
  }
  return { campaign, notice, text };
};

const isSameLanguage = (one: string, other: string): boolean =>
  one.toLowerCase().split('-')[0] === other.toLowerCase().split('-')[0];

const describeNotice = ({ version, minimumAgeYears }: Notice, text: NoticeText): string =>
  [
    `Notice ${plain(version)} (${text.language}), from ${minimumAgeYears} years of age`,
    plain(text.text),
    `- ${plain(text.bystanderStatement)}`,
    `- ${plain(text.ageStatement)}\n`,
  ].join('\n');

const purposeLines = (): string =>
  purposes
    .map((purpose) => {
      const { needed, what } = purposeWords[purpose];
      return `  ${purpose}: ${what}${needed ? ' (needed to give clips)' : ' (as you like)'}\n`;
    })
    .join('');

const showConsent = async (context: CommandContext<NoticeOptions>): Promise<Shown> => {
  const { api, args } = context;
  const id = argumentAt(args, 0);
  const client = await api();
  if (isId('consent', id)) {
    const document = await client.getConsent({ consentId: id });
    return { document, text: describeConsent(document) };
  }
  const { campaign, notice, text } = await readNotice(client, id, context);
  return {
    document: notice,
    text: `${plain(campaign.title)}\n${describeNotice(notice, text)}\nPurposes\n${purposeLines()}`,
  };
};

const giveConsent = async (context: CommandContext<GiveOptions>): Promise<Shown> => {
  const { api, args, options, terminal } = context;
  const client = await api();
  const campaignId = argumentAt(args, 0);
  const { campaign, notice, text } = await readNotice(client, campaignId, context);
  // Consent is informed: the words stand before the question, and before the answer in scripts.
  terminal.note(`${plain(campaign.title)}\n${describeNotice(notice, text)}\n`);
  const agreed = await agreeToPurposes(terminal, options);
  await makeStatements(terminal, text, options);
  const document = await client.giveConsent({
    body: {
      campaignId,
      noticeVersion: notice.version,
      language: text.language,
      purposes: [...agreed],
      statesBystanders: true,
      statesAge: true,
    },
  });
  return { document, text: describeConsent(document) };
};

const nothingAgreed = 'Nothing was agreed to.';

/** Purpose by purpose: those that are needed together, the others each by itself. */
const agreeToPurposes = async (
  terminal: Terminal,
  { purpose: named, yes }: GiveOptions,
): Promise<readonly Purpose[]> => {
  const asked = named ?? neededPurposes;
  if (yes === true) {
    terminal.note(`Agreed to with --yes: ${asked.join(', ')}.\n`);
    return asked;
  }
  terminal.note(`Purposes\n${purposeLines()}`);
  await confirm(terminal, `Agree to ${asked.join(', ')}?`, {
    given: yes,
    otherwise: nothingAgreed,
  });
  const agreed = [...asked];
  const optional = named === undefined ? purposes.filter((each) => !asked.includes(each)) : [];
  for (const purpose of optional) {
    const question = `As you like, it changes nothing else: agree to ${purpose}?`;
    if (isYes((await terminal.ask?.(`${question} [y/N] `)) ?? '')) agreed.push(purpose);
  }
  return agreed;
};

/** Each statement is made by itself, in its own words. */
const makeStatements = async (
  terminal: Terminal,
  { bystanderStatement, ageStatement }: NoticeText,
  { yes }: GiveOptions,
): Promise<void> => {
  for (const statement of [bystanderStatement, ageStatement]) {
    if (yes === true) terminal.note(`Stated with --yes: ${plain(statement)}\n`);
    await confirm(terminal, `Do you state this? "${plain(statement)}"`, {
      given: yes,
      otherwise: nothingAgreed,
    });
  }
};

const withdrawConsent = async ({
  api,
  args,
  options,
  terminal,
}: CommandContext<WithdrawOptions>): Promise<Shown> => {
  const client = await api();
  const { consentId } = await consentToWithdraw(client, argumentAt(args, 0));
  const { purpose, yes } = options;
  const what = purpose === undefined ? 'all purposes' : purpose.join(', ');
  const ends = purpose === undefined || purpose.some((each) => purposeWords[each].needed);
  const effect = ends
    ? ' Every clip under it is withdrawn; money already awarded stays yours.'
    : '';
  await confirm(terminal, `Withdraw consent to ${what}?${effect}`, {
    given: yes,
    otherwise: 'Nothing was withdrawn.',
  });
  const body = purpose === undefined ? {} : { purposes: purpose };
  const document = await client.withdrawConsent({ consentId, body });
  return { document, text: describeConsent(document) };
};

/** By its own id, or by its campaign's. */
const consentToWithdraw = async (
  api: ApiClient,
  id: string,
): Promise<Pick<Consent, 'consentId'>> => {
  if (isId('consent', id)) return { consentId: id };
  const { consents } = await api.listConsents();
  const found = consents.find(
    ({ campaignId, withdrawnAt }) => campaignId === id && withdrawnAt === undefined,
  );
  if (found === undefined) throw new CliFailure(`You have no consent in force for ${id}.`);
  return found;
};

/** One consent for a person. */
export const describeConsent = (consent: Consent): string =>
  facts([
    ['consent', consent.consentId],
    ['campaign', consent.campaignId],
    ['notice', `${consent.noticeVersion} (${consent.language})`],
    ['purposes', consent.purposes.length === 0 ? 'none' : consent.purposes.join(', ')],
    ['given', timeWords(consent.givenAt)],
    ['withdrawn', consent.withdrawnAt === undefined ? undefined : timeWords(consent.withdrawnAt)],
  ]);

const consentTexts = (consents: readonly Consent[]): string =>
  consents.length === 0 ? 'No consents.\n' : consents.map(describeConsent).join('\n');
