import type { Clip } from '../../../core/domain/intake/clip.ts';
import type { Life } from './one-life.ts';

/** What one clip came to. */
export interface ClipEnd {
  readonly way: string;
  readonly awards: number;
  readonly tombstones: number;
  readonly leaves: readonly string[];
}

/** What a life came to: everything that a repetition or a crash must not change. */
export interface LifeEnd {
  /** Of each clip that went further than its grant. */
  readonly clips: readonly ClipEnd[];
  /** Of each clip whose grant nobody used: a crashed client asks for another one. */
  readonly unused: readonly ClipEnd[];
  readonly owed: readonly string[];
  readonly countedOnWall: number;
  readonly consentLeaves: number;
  /** Objects, uploads and items that are left of any clip, but stubs. */
  readonly left: readonly string[];
  readonly slotsTaken: number;
  readonly capsHeld: number;
  readonly clipsInActs: number;
  readonly contentsClaimed: number;
  readonly paidFiles: number;
  readonly openGrants: number;
  readonly due: number;
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, n) => total + n, 0);

/** Looks at everything a life left behind. */
export const endOf = async (life: Life): Promise<LifeEnd> => {
  const { tables } = life.world;
  const { sequence } = life.world.log;
  const logged = await sequence.range(0, await sequence.size());
  const ends = [...tables.clips.values()].map((clip) => ({
    clip,
    end: endOfClip(
      clip,
      life,
      logged.map(({ leafId }) => leafId),
    ),
  }));
  const isUnused = ({ at, reason }: Clip): boolean =>
    at.expired !== undefined || reason !== undefined;
  const balances = [...tables.balances.values()].flatMap((each) => [...each.values()]);
  return {
    clips: ends.filter(({ clip }) => !isUnused(clip)).map(({ end }) => end),
    unused: ends.filter(({ clip }) => isUnused(clip)).map(({ end }) => end),
    owed: balances.map(({ amountMinor, currency }) => `${amountMinor} ${currency}`),
    countedOnWall: sum([...tables.wallScores.values()].flatMap((scores) => [...scores.values()])),
    consentLeaves: logged.filter(({ kind }) => kind === 'consent-given').length,
    left: leftOf(life),
    slotsTaken: sum([...tables.slots.values()].map(({ taken }) => taken)),
    // A clip counts for its contributor and for its camera.
    capsHeld: sum(tables.capCounts.values()) / 2,
    clipsInActs: sum([...tables.acts.values()].map(({ clips }) => clips.length)),
    contentsClaimed: tables.contents.size,
    paidFiles: tables.paidFiles.size,
    openGrants: sum(tables.openGrants.values()),
    due: sum([...tables.due.values()].map((entries) => entries.size)),
  };
};

const endOfClip = (
  { clipId, at }: Clip,
  { world: { tables } }: Life,
  logged: readonly string[],
): ClipEnd => {
  const body = clipId.slice('clip_'.length);
  return {
    way: Object.keys(at).join(' → '),
    awards: tables.awards.has(clipId) ? 1 : 0,
    tombstones: tables.tombstones.has(clipId) ? 1 : 0,
    leaves: logged
      .filter((leafId) => leafId.endsWith(body))
      .map((leafId) => leafId.slice(0, -body.length - 1))
      .toSorted(),
  };
};

const leftOf = ({ world: { tables, landing, derived } }: Life): readonly string[] => {
  const items = [
    'grants',
    'media',
    'analyses',
    'analysisTasks',
    'reviews',
    'reviewTokens',
    'footageViews',
  ] as const;
  return [
    ...[landing, derived].flatMap((bucket) => [
      ...bucket.versions('clips/').map(({ key }) => `${bucket.name} ${key}`),
      ...bucket.uploads('clips/').map(({ key }) => `an upload to ${bucket.name} ${key}`),
    ]),
    ...items.flatMap((name) => [...tables[name].keys()].map((clipId) => `${name} of ${clipId}`)),
  ];
};
