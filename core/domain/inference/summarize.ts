import { categories, type Category } from '../campaigns/campaign.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { Analysis, AnalysisSummary } from './analysis.ts';
import { categoryOf } from './baseline/events.ts';
import { coveredBy } from './quality/intervals.ts';

/** Matches told beside a clip: a reviewer compares with the best, not with all. */
const maxSummarizedMatches = 3;

const highest = (values: readonly number[]): number =>
  values.reduce((one, other) => Math.max(one, other), 0);

/** Score of the strongest event for each category; 0 where there is no evidence. */
const categoryScoresOf = ({ events }: Analysis): Readonly<Record<Category, number>> => {
  const scoreOf = (category: Category): number =>
    highest(events.filter(({ kind }) => categoryOf[kind] === category).map(({ score }) => score));
  return Object.fromEntries(
    categories.map((category) => [category, scoreOf(category)]),
  ) as Readonly<Record<Category, number>>;
};

/** A second that is both dark and frozen is one unusable second, not two. */
const unusableShareOf = ({ quality, frames }: Analysis): number => {
  const { black, frozen, blurred, obstructed } = quality;
  const unusable = coveredBy([...black, ...frozen, ...blurred, ...obstructed]);
  if (frames.coveredSeconds <= 0) return 0;
  return Number(Math.min(1, unusable / frames.coveredSeconds).toFixed(4));
};

/** What the workflow and the review rule need of an analysis. `at`: when it was made. */
export const summarize = (
  analysis: Analysis,
  { declaredSha256, at }: { readonly declaredSha256: string; readonly at: Instant },
): AnalysisSummary => ({
  analyzer: `${analysis.analyzer.name}@${analysis.analyzer.version}`,
  sampledFrames: analysis.frames.sampled,
  coveredSeconds: analysis.frames.coveredSeconds,
  meanBrightness: analysis.quality.brightness.mean,
  peakMotion: highest(analysis.motion),
  momentCount: analysis.moments.length,
  categoryScores: categoryScoresOf(analysis),
  unusableShare: unusableShareOf(analysis),
  chosenFrameCount: analysis.chosenFrames.length,
  moderationStatus: analysis.moderation.status,
  moderationVerdict: analysis.moderation.verdict,
  topModerationConfidence: highest(analysis.moderation.labels.map(({ confidence }) => confidence)),
  footageMatches: analysis.footageMatches
    .toSorted((one, other) => other.score - one.score)
    .slice(0, maxSummarizedMatches)
    .map(({ clipId, sameAct, score }) => ({ clipId, sameAct, score })),
  redactionShowable: analysis.redaction.showable,
  redactionMeans: analysis.redaction.means,
  matchesDeclaredSha256: analysis.fileSha256 === declaredSha256,
  analyzedAt: at,
});
