import { Argument, Option, type Command } from 'commander';
import type { ApiSchemas } from '../../api-client.ts';
import { footageVariants, rejectionReasons, viewReasons } from '../../generated/choices.ts';
import {
  argumentAt,
  idArgument,
  integerArgument,
  type Bind,
  type CommandContext,
  type Shown,
} from '../command.ts';
import { analysisWords, mediaWords } from '../clip-words.ts';
import { evidenceWords } from '../evidence-words.ts';
import { facts, table } from '../table.ts';
import { UsageFailure } from '../terminal.ts';
import { timeWords } from '../words.ts';

interface DecideOptions {
  readonly reason?: (typeof rejectionReasons)[number];
}

interface ViewOptions {
  readonly variant: (typeof footageVariants)[number];
  readonly reason: (typeof viewReasons)[number];
}

/** `review list`, `show`, `view`, `claim`, `decide`. */
export const addReviewCommands = (program: Command, bind: Bind): void => {
  const review = program.command('review').description('work the reviewers’ queue (reviewer)');
  bind<{ readonly limit: number }>(
    review
      .command('list', { isDefault: true })
      .description('clips that wait, oldest deadline first')
      .option('--limit <count>', 'at most so many', integerArgument(1, 100), 25),
    'reviewer',
    async ({ api, options }) => {
      const document = await (await api()).listReviews({ limit: options.limit });
      return { document, text: reviewTable(document.reviews) };
    },
  );
  const onClip = (name: string, description: string): Command =>
    review.command(name).description(description).argument('<clip>', 'clip id', idArgument('clip'));
  bind(onClip('show', 'one clip with what the machine saw'), 'reviewer', async ({ api, args }) => {
    const document = await (await api()).getReview({ clipId: argumentAt(args, 0) });
    return { document, text: describeDetail(document) };
  });
  bind<ViewOptions>(
    onClip('view', 'a link to the footage of a claimed clip; each look is logged')
      .addOption(
        new Option('--variant <variant>', 'which footage')
          .choices(footageVariants)
          .default('redacted'),
      )
      .addOption(
        new Option('--reason <reason>', 'why it has to be seen')
          .choices(viewReasons)
          .makeOptionMandatory(),
      ),
    'reviewer',
    async ({ api, args, options: { variant, reason } }) => {
      const clipId = argumentAt(args, 0);
      const document = await (await api()).viewFootage({ clipId, body: { variant, reason } });
      const { link, validSeconds } = document;
      return { document, text: `${link}\nThe link lives ${validSeconds} seconds.\n` };
    },
  );
  bind(onClip('claim', 'take a clip for a quarter of an hour'), 'reviewer', async (context) => {
    const { api, args } = context;
    const document = await (await api()).claimReview({ clipId: argumentAt(args, 0) });
    return { document, text: describeReview(document) };
  });
  bind<DecideOptions>(
    onClip('decide', 'accept a claimed clip, or reject it with a reason')
      .addArgument(new Argument('<verdict>').choices(['accept', 'reject']))
      .addOption(new Option('--reason <reason>', 'why it is rejected').choices(rejectionReasons)),
    'reviewer',
    decide,
  );
};

const decide = async ({ api, args, options }: CommandContext<DecideOptions>): Promise<Shown> => {
  const clipId = argumentAt(args, 0);
  const rejects = argumentAt(args, 1) === 'reject';
  if (rejects && options.reason === undefined) {
    throw new UsageFailure(`A rejection needs --reason: ${rejectionReasons.join(', ')}.`);
  }
  const body: ApiSchemas['Verdict'] =
    rejects && options.reason !== undefined
      ? { outcome: 'rejected', reason: options.reason }
      : { outcome: 'accepted' };
  const document = await (await api()).decideReview({ clipId, body });
  return { document, text: describeReview(document) };
};

const reviewTable = (reviews: readonly ApiSchemas['Review'][]): string =>
  reviews.length === 0
    ? 'Nothing waits.\n'
    : table(
        ['clip', 'deadline (UTC)', 'claimed until', 'referred because'],
        reviews.map((review) => [
          review.clipId,
          timeWords(review.deadlineAt),
          review.claimedUntil === undefined ? '' : timeWords(review.claimedUntil),
          review.referredBecause.join(' '),
        ]),
      );

const describeReview = (review: ApiSchemas['Review']): string => {
  const { claimedUntil, decision } = review;
  return facts([
    ['clip', review.clipId],
    ['deadline', timeWords(review.deadlineAt)],
    ['referred because', review.referredBecause.join(' ')],
    ['claimed until', claimedUntil === undefined ? undefined : timeWords(claimedUntil)],
    ['decided', decision === undefined ? undefined : `${decision.outcome} by ${decision.by}`],
    ['reason', decision?.reason],
  ]);
};

const describeDetail = (review: ApiSchemas['ReviewDetail']): string => {
  const { media, analysis, category, scenario } = review;
  return [
    describeReview(review),
    facts([
      ['given as', category === undefined ? undefined : `${category}, ${scenario ?? ''}`],
      ['media', media === undefined ? undefined : mediaWords(media)],
      ['analysis', analysis === undefined ? undefined : analysisWords(analysis)],
    ]),
    review.evidence === undefined ? '' : evidenceWords(review.evidence),
    review.notShown === undefined ? '' : notShownWords(review.clipId, review.notShown),
    review.redactedCopyLink === undefined ? '' : `redacted copy  ${review.redactedCopyLink}\n`,
    ...review.frameLinks.map((link, index) => `frame ${index}  ${link}\n`),
  ].join('');
};

const notShownBecause = {
  'no-copy': 'there is no redacted copy',
  'redaction-in-doubt': 'the redaction is in doubt',
  moderation: 'moderation found something that may disturb',
} as const;

const notShownWords = (
  clipId: string,
  why: NonNullable<ApiSchemas['ReviewDetail']['notShown']>,
): string =>
  `Nothing is shown unasked: ${notShownBecause[why]}.\n` +
  `Claim the clip, then: clipledger review view ${clipId} --reason REASON\n`;
