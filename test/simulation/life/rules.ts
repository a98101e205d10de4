import { keyText } from '../../../core/adapters/memory/tables.ts';
import { programItems, slotShards } from '../../../core/contracts/layout/items.ts';
import { clipPrefix, landingKey } from '../../../core/contracts/layout/objects.ts';
import { verifyCheckpoint } from '../../../core/domain/evidence/checkpoint.ts';
import { entryOf } from '../../../core/domain/evidence/entry.ts';
import { emptyEdge, growTree, rootOfEdge } from '../../../core/domain/evidence/tree-edge.ts';
import { isLive, type Clip } from '../../../core/domain/intake/clip.ts';
import { legsOf, type Award } from '../../../core/domain/rewards/ledger.ts';
import { equalBytes } from '../../../core/domain/vocabulary/bytes.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { privateMark } from './people.ts';
import { limits } from './program.ts';
import { ruleOfProgress, type Program } from './running.ts';
import { simOrigin, type World } from './world.ts';

/** Follows what is written and checks what only the very moment shows. */
export const watchRules = (program: Program): void => {
  const { world, facts } = program;
  world.tables.onChange((change) => {
    if (change.table !== 'reviews') facts.leaves.set(change.leaf.leafId, change.leaf);
    if (change.table === 'ledger') onAward(program, change.key);
    if (change.table === 'erasures') onTombstone(program, change.key as ClipId);
  });
};

const onAward = (program: Program, clipId: ClipId): void => {
  const { world, facts } = program;
  const { tables } = world;
  const award = tables.awards.get(clipId);
  const clip = tables.clips.get(clipId);
  if (award === undefined || clip === undefined) {
    program.violate(1, `An award of ${clipId} was told of and is not there`);
    return;
  }
  if (facts.awards.has(clipId)) program.violate(1, `${clipId} was awarded twice`);
  facts.awards.set(clipId, award);
  const { contributorId, reward } = award;
  const account = `${contributorId} ${reward.currency}`;
  facts.earned.set(account, (facts.earned.get(account) ?? 0) + reward.amountMinor);
  facts.touched.add(clipId);
  const net = legsOf(award).reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  if (net !== 0) program.violate(2, `The award of ${clipId} nets to ${net}`);
  const inForce = tables.consentsInForce.get(
    keyText(programItems.consentInForce(contributorId, clip.campaignId)),
  );
  if (inForce?.epoch !== clip.consentEpoch) {
    program.violate(8, `${clipId} was awarded after its consent was withdrawn`);
  }
  if (clip.at.withdrawn !== undefined) {
    program.violate(8, `${clipId} was awarded after it was withdrawn`);
  }
};

const onTombstone = (program: Program, clipId: ClipId): void => {
  program.facts.buried.add(clipId);
  program.facts.touched.add(clipId);
  for (const left of leftOf(program.world, clipId)) {
    program.violate(9, `A tombstone of ${clipId} was written while ${left} was there`);
  }
};

/** Everything of a clip that storage still has, but its stub. */
const leftOf = ({ tables, landing, derived }: World, clipId: ClipId): readonly string[] => {
  const left: string[] = [];
  const prefix = clipPrefix(clipId);
  for (const bucket of [landing, derived]) {
    left.push(...bucket.versions(prefix).map(({ key }) => `${bucket.name} ${key}`));
    left.push(...bucket.uploads(prefix).map(({ key }) => `an upload to ${bucket.name} ${key}`));
  }
  for (const name of [
    'grants',
    'media',
    'analyses',
    'reviews',
    'reviewTokens',
    'footageViews',
  ] as const) {
    if (tables[name].has(clipId)) left.push(`an item of ${name}`);
  }
  return left;
};

/** Checks what changed in the last step. */
export const checkStep = (program: Program): void => {
  const { facts } = program;
  for (const clipId of facts.touched) checkClip(program, clipId);
  facts.touched.clear();
  if (facts.slotsChanged) checkLimits(program);
  facts.slotsChanged = false;
};

const checkClip = (program: Program, clipId: ClipId): void => {
  const { world, facts } = program;
  const { tables } = world;
  const award = tables.awards.get(clipId);
  if (award !== facts.awards.get(clipId)) program.violate(2, `The award of ${clipId} changed`);
  if (award !== undefined) checkBalance(program, award);
  const landed = world.landing.versions(landingKey(clipId));
  if (landed.length > 1) program.violate(5, `${clipId} was overwritten`);
  const decision = tables.reviews.get(clipId)?.decision;
  if (decision?.outcome === 'rejected' && decision.by !== 'reviewer') {
    program.violate(7, `${clipId} was rejected by ${decision.by}`);
  }
  if (facts.buried.has(clipId)) {
    for (const left of leftOf(world, clipId)) {
      program.violate(9, `${left} of ${clipId} is there after its tombstone`);
    }
  }
};

const checkBalance = ({ world, facts, violate }: Program, { contributorId, reward }: Award) => {
  const { currency } = reward;
  const balance = world.tables.balances.get(contributorId)?.get(currency)?.amountMinor ?? 0;
  const earned = facts.earned.get(`${contributorId} ${currency}`) ?? 0;
  if (balance !== earned) {
    violate(2, `${contributorId} is owed ${balance} ${currency} and earned ${earned}`);
  }
};

/** Slots taken of each category. */
const takenOf = ({ world, campaign }: Program): ReadonlyMap<string, number> => {
  const taken = new Map<string, number>();
  for (const { category } of campaign.terms) {
    let sum = 0;
    for (let shard = 0; shard < slotShards; shard += 1) {
      const key = keyText(programItems.slots(campaign.campaignId, category, shard));
      sum += world.tables.slots.get(key)?.taken ?? 0;
    }
    taken.set(category, sum);
  }
  return taken;
};

const checkLimits = (program: Program): void => {
  const { world, campaign, violate } = program;
  const taken = takenOf(program);
  for (const { category, wanted } of campaign.terms) {
    const slots = taken.get(category) ?? 0;
    if (slots > wanted || slots < 0) violate(3, `${slots} of ${wanted} ${category} are taken`);
  }
  const caps = Math.max(...campaign.terms.map((terms) => terms.capPerContributor));
  const cameraCaps = Math.max(...campaign.terms.map((terms) => terms.capPerCamera));
  for (const [cap, held] of world.tables.capCounts) {
    const most = cap.includes('CAMERA#') ? cameraCaps : caps;
    if (held > most || held < 0) violate(3, `${cap} holds ${held}`);
  }
  for (const [contributorId, open] of world.tables.openGrants) {
    if (open > limits.maxOpenGrants || open < 0) violate(3, `${contributorId} has ${open} open`);
  }
};

const allowedNames = new Set([
  'clipId',
  'taskToken',
  'enteredAt',
  'retry',
  'leafId',
  'kind',
  'day',
  'commitment',
  'outcome',
  'decisionSeconds',
  'bucket',
  'buckets',
  'erasing',
  'overdue',
  'absent',
  'present',
  'buried',
]);

/** What a body of a queue or the state of a workflow must not carry, and does. */
export const checkBody = (body: unknown): readonly string[] => {
  if (typeof body === 'string') return body.includes(privateMark) ? ['a private text'] : [];
  if (Array.isArray(body)) return body.flatMap(checkBody);
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => [
    ...(allowedNames.has(name) ? [] : [`the field ${name}`]),
    ...checkBody(value),
  ]);
};

/** Checks what must hold once nothing is left to happen. */
export const checkAtRest = async (program: Program): Promise<void> => {
  for (const clip of program.world.tables.clips.values()) checkEnd(program, clip);
  checkCounters(program);
  checkWall(program);
  await checkLog(program);
};

/** Flagged clips wait for a person; of the restricted queue, which a later stage brings. */
const waitsFlagged = ({ world }: Program, { clipId, state }: Clip): boolean =>
  state === 'in-review' && (world.tables.reviews.get(clipId)?.flags.length ?? 0) > 0;

const checkEnd = (program: Program, clip: Clip): void => {
  const { world, facts, violate, tally } = program;
  const { clipId, state, at } = clip;
  tally(`ended: ${wayOf(clip)}`);
  checkClip(program, clipId);
  const wasAccepted = at.accepted !== undefined;
  if (wasAccepted !== world.tables.awards.has(clipId)) {
    violate(
      1,
      `${clipId} was ${wasAccepted ? 'accepted without' : 'not accepted and has'} an award`,
    );
  }
  if (facts.landed.has(clipId) && at.expired !== undefined && !facts.abandoned.has(clipId)) {
    violate(6, `${clipId} landed and was taken for lost`);
  }
  if (waitsFlagged(program, clip)) return;
  if (state !== 'erased') {
    violate(ruleOfProgress, `${clipId} ended as ${state}`);
    return;
  }
  if (!facts.buried.has(clipId)) violate(9, `${clipId} is erased without a tombstone`);
  for (const left of leftOf(world, clipId)) violate(9, `${left} of ${clipId} is left`);
};

/** The way a clip went, for the figures. */
const wayOf = ({ at, trainingExcluded }: Clip): string => {
  const states = Object.entries(at)
    .toSorted(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([state]) => state);
  return `${states.join(' → ')}${trainingExcluded === true ? ' (by silence)' : ''}`;
};

const holdsSlot = ({ state, at }: Clip): boolean =>
  ['granted', 'analyzing', 'in-review'].includes(state) || at.accepted !== undefined;

/** Counters must be what the clips' states imply. */
const checkCounters = (program: Program): void => {
  const { world, violate } = program;
  const clips = [...world.tables.clips.values()];
  const holding = clips.filter(holdsSlot).length;
  const taken = [...takenOf(program).values()].reduce((sum, slots) => sum + slots, 0);
  if (taken !== holding) violate(3, `${taken} slots are taken by ${holding} clips`);
  const caps = [...world.tables.capCounts.values()].reduce((sum, held) => sum + held, 0);
  // Each clip counts for its contributor and for its camera.
  if (caps !== 2 * holding) violate(3, `Caps count ${caps} for ${holding} clips`);
  const inActs = [...world.tables.acts.values()].reduce((sum, act) => sum + act.clips.length, 0);
  if (inActs !== holding) violate(3, `Acts hold ${inActs} clips of ${holding}`);
  const open = [...world.tables.openGrants.values()].reduce((sum, grants) => sum + grants, 0);
  const granted = clips.filter(({ state }) => state === 'granted').length;
  if (open !== granted) violate(3, `${open} grants are open of ${granted} clips`);
  for (const clip of clips) {
    if (isLive(clip) && clip.state === 'erased') violate(9, `${clip.clipId} still has its event`);
  }
};

/** The wall counts each award once. */
const checkWall = ({ world, facts, campaign, violate }: Program): void => {
  const scores = world.tables.wallScores.get(campaign.campaignId) ?? new Map();
  const counted = [...scores.values()].reduce((sum: number, score: number) => sum + score, 0);
  if (counted !== facts.awards.size) {
    violate(1, `The wall counts ${counted} of ${facts.awards.size} awards`);
  }
};

/** Every leaf stands in the log once; the signed root is of these leaves and no others. */
const checkLog = async ({ world, facts, violate, tally }: Program): Promise<void> => {
  const { sequence, tiles, signer, sha256, verifyEd25519 } = world.log;
  const size = await sequence.size();
  const leaves = await sequence.range(0, size);
  const logged = new Map(leaves.map((leaf) => [leaf.leafId, leaf]));
  if (logged.size !== size) violate(11, `${size - logged.size} leaves stand twice`);
  if (size !== facts.leaves.size) violate(11, `${size} leaves are logged of ${facts.leaves.size}`);
  for (const [leafId, { commitment }] of facts.leaves) {
    if (logged.get(leafId)?.commitment !== commitment) violate(11, `${leafId} is not logged`);
  }
  tally('leaves logged');
  const key = { origin: simOrigin, publicKey: await signer.publicKey() };
  const text = (await tiles.readCheckpoint())?.text ?? '';
  const verdict = verifyCheckpoint(text, key, { sha256, verifyEd25519 });
  if (!verdict.ok) {
    if (size > 0) violate(11, `The checkpoint is ${verdict.why}`);
    return;
  }
  const { checkpoint } = verdict;
  const root = rootOfEdge(growTree(emptyEdge, leaves.map(entryOf), sha256).edge, sha256);
  if (checkpoint.size !== size || !equalBytes(checkpoint.root, root)) {
    violate(11, `The checkpoint over ${checkpoint.size} leaves is not of the ${size} leaves`);
  }
};
