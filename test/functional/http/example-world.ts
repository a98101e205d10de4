import { examples } from '../../../core/contracts/generate/http-examples.ts';
import type { RouteAccess } from '../../../core/contracts/http/route-contract.ts';
import { analysisKey } from '../../../core/contracts/layout/objects.ts';
import { routes, type OperationId } from '../../../core/contracts/http/routes.ts';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import { claimLeaseSeconds } from '../../../core/domain/review/review.ts';
import { utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { bodyOf, type IdPrefix, type IdSource } from '../../../core/domain/vocabulary/ids.ts';
import { roles } from '../../../core/domain/vocabulary/people.ts';
import { addSeconds, type Instant } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  recordSampleAnalysis,
  sampleAnalysis,
  sampleAward,
  sampleClip,
  sampleConsent,
  sampleFindings,
  sampleIntent,
  sampleOpening,
  sampleTask,
  sampleTombstone,
} from '../../support/samples.ts';
import { leavesFrom } from '../evidence/log-world.ts';
import { openHttpWorld, type Caller } from './world.ts';

type World = ReturnType<typeof openHttpWorld>;

/** Brings a world into a state. */
type Scene = (world: World) => Promise<void>;

/** What the examples say, read by their own shapes. */
const told = {
  campaign: routes.getCampaign.success.response.parse(examples.getCampaign.response),
  consent: routes.getConsent.success.response.parse(examples.getConsent.response),
  camera: routes.registerCamera.success.response.parse(examples.registerCamera.response),
  grantRequest: routes.openGrant.request.parse(examples.openGrant.request),
  grant: routes.openGrant.success.response.parse(examples.openGrant.response),
  partsRequest: routes.signParts.request.parse(examples.signParts.request),
  parts: routes.listParts.success.response.parse(examples.listParts.response),
  clip: routes.getClip.success.response.parse(examples.getClip.response),
  detail: routes.getReview.success.response.parse(examples.getReview.response),
  review: routes.decideReview.success.response.parse(examples.decideReview.response),
  view: routes.viewFootage.success.response.parse(examples.viewFootage.response),
  award: routes.getAward.success.response.parse(examples.getAward.response),
  standing: routes.getStanding.success.response.parse(examples.getStanding.response),
  erasure: routes.getErasure.success.response.parse(examples.getErasure.response),
  schedule: routes.putRetentionRule.success.response.parse(examples.putRetentionRule.response),
  queues: routes.listQueues.success.response.parse(examples.listQueues.response).queues,
  redriven: routes.redriveQueue.success.response.parse(examples.redriveQueue.response),
};
const { clipId, campaignId } = told.clip;
const owner = 'ann';
const contributorId = `contributor_${owner}` as const;

/** What the sample examples begin with: nothing of it is in them. */
const sampleFile = utf8('foo');

/** Everybody whom a route's access names, each in that one role; nobody, for a public one. */
export const callersOf = (access: RouteAccess): readonly (Caller | undefined)[] =>
  access === 'public'
    ? [undefined]
    : roles.flatMap((role) => {
        const reach = access[role];
        return reach === undefined
          ? []
          : [{ subject: reach === 'own' ? owner : role, roles: [role] }];
      });

/** Calls a route with the parameters and the body of its example, as they are. */
export const callExample = (
  world: World,
  operation: OperationId,
  caller: Caller | undefined,
): ReturnType<World['ask']> => {
  const { parameters, request } = examples[operation];
  return world.ask(operation, caller, {
    ...(parameters === undefined ? {} : { parameters }),
    ...(request === undefined ? {} : { body: request }),
  });
};

/** The first thing of a kind gets the id that the examples give it. */
const idsOfExamples = (further: IdSource): IdSource => {
  const named = new Map<IdPrefix, `${string}_${string}`>([
    ['consent', told.consent.consentId],
    ['camera', told.camera.cameraId],
    ['clip', told.grant.clipId],
    ['act', told.grant.actId],
    ['view', told.view.viewId],
  ]);
  return {
    next: (prefix) => {
      const id = named.get(prefix);
      named.delete(prefix);
      return id === undefined ? further.next(prefix) : `${prefix}_${bodyOf(id)}`;
    },
  };
};

const inOrder =
  (...scenes: readonly Scene[]): Scene =>
  async (world) => {
    for (const scene of scenes) await scene(world);
  };

/** The clock stands at an instant of the examples. */
const at =
  (instant: Instant | undefined): Scene =>
  async ({ ports }) => {
    if (instant === undefined) throw new Error('The example names no such instant');
    ports.clock.advanceTo(instant);
  };

/** Another route's example was called: what examples show follows from each other. */
const after =
  (operation: OperationId): Scene =>
  async (world) => {
    const { access, success } = routes[operation];
    const { status, document } = await callExample(world, operation, callersOf(access)[0]);
    if (status === success.status) return;
    throw new Error(`The example of ${operation} answers ${status}: ${JSON.stringify(document)}`);
  };

const nothing: Scene = async () => undefined;
const opened = inOrder(at(told.campaign.opensAt), after('createCampaign'));
const consented = inOrder(opened, at(told.consent.givenAt), after('giveConsent'));
const registered = inOrder(consented, at(told.camera.registeredAt), after('registerCamera'));
const readyToGrant = inOrder(registered, at(told.clip.at.granted));
const granted = inOrder(readyToGrant, after('openGrant'));

/** Others have given what is wanted no more, by the example. */
const givenByOthers = inOrder(opened, async ({ ports: { clips, consents } }) => {
  for (const { category, wanted, stillWanted } of told.campaign.terms) {
    for (let count = stillWanted; count < wanted; count += 1) {
      const person = { campaignId, contributorId: newId('contributor') };
      await consents.give(sampleConsent(person));
      const { declared, ...other } = sampleClip(person);
      await clips.openGrant(sampleOpening({ ...other, declared: { ...declared, category } }));
    }
  }
});

/** A file of as many parts as the example has, of which none was signed yet. */
const grantedInParts = inOrder(readyToGrant, async ({ ask }) => {
  const body = { ...told.grantRequest, bytes: told.parts.partBytes * told.parts.partCount };
  await ask('openGrant', { subject: owner, roles: ['contributor'] }, { body });
});

/** The first part arrived: in storage's eyes, any bytes of the hash that the example declares. */
const partArrived: Scene = async ({ ports }) => {
  const [part] = told.partsRequest.parts;
  const uploadId = (await ports.clips.findGrant(clipId))?.parts?.uploadId;
  if (part === undefined || uploadId === undefined) throw new Error('No upload was begun');
  const validity = { at: ports.clock.now(), validSeconds: 60 };
  const sent = { ...part, clipId, uploadId, bytes: sampleFile.length };
  const { url, headers } = await ports.signer.signPart(sent, validity);
  ports.signer.putPart({ url, headers, body: sampleFile });
};

/** The plan is of that one part alone, so that no 300 MB have to be sent before joining them. */
const plannedSmall: Scene = async ({ ports: { tables } }) => {
  const grant = tables.grants.get(clipId);
  if (grant?.parts === undefined) throw new Error('Not a grant in parts');
  const parts = { ...grant.parts, partBytes: sampleFile.length, partCount: 1 };
  tables.grants.set(clipId, { ...grant, bytes: sampleFile.length, parts });
};

/** What the analyzer stored, with what the example shows of it. */
const keepFindings = async (derived: World['ports']['derived']): Promise<void> => {
  const { evidence } = told.detail;
  if (evidence === undefined) throw new Error('The example shows no evidence');
  const { events, motion, moments } = evidence;
  const findings = { ...sampleFindings, events, motion, moments };
  derived.put(analysisKey(clipId), utf8(JSON.stringify(findings)), {
    contentType: 'application/json',
  });
};

/** The machine has looked and asks a person. */
const inReview = inOrder(granted, async ({ ports: { clips, reviews, clock, derived } }) => {
  const { media, analysis, at: entered } = told.clip;
  const { openedAt, deadlineAt, referredBecause } = told.review;
  if (media === undefined || analysis === undefined) throw new Error('The example was not seen');
  const moveAt = (instant = '') => {
    clock.advanceTo(instant);
    return { clipId, at: clock.now() };
  };
  await clips.recordMedia(clipId, media);
  await clips.move({ ...moveAt(entered.analyzing), to: 'analyzing' });
  await recordSampleAnalysis(clips, clipId, { ...sampleAnalysis, ...analysis });
  await keepFindings(derived);
  await clips.move({ ...moveAt(entered['in-review']), to: 'in-review' });
  const task = { clipId, campaignId, contributorId, openedAt, deadlineAt, referredBecause };
  await reviews.open(sampleTask(task), 'token');
});
const claimable = inOrder(
  inReview,
  at(addSeconds(told.review.claimedUntil ?? '', -claimLeaseSeconds)),
);
const claimed = inOrder(claimable, after('claimReview'));
const decidable = inOrder(claimed, at(told.review.decision?.decidedAt));

const awarded = inOrder(decidable, after('decideReview'), async ({ ports: { ledger } }) => {
  const { reward, awardedAt } = told.award;
  const award = sampleAward({ clipId, campaignId, contributorId }, { reward, awardedAt });
  await ledger.award(award, { consentEpoch: 1, trainingExcluded: false });
});

const onTheWall = inOrder(opened, after('putWallProfile'), async ({ ports: { wall } }) => {
  for (let count = 0; count < told.standing.acceptedClips; count += 1) {
    await wall.count({ clipId: newId('clip'), campaignId, contributorId });
  }
});

const erased: Scene = async ({ ports: { erasures } }) => {
  const { intendedAt, verifyNotBefore, versionsListed, uploadsListed } = told.erasure;
  const times = { intendedAt, verifyNotBefore, versionsListed, uploadsListed };
  const intent = await erasures.intend(sampleIntent({ clipId, contributorId, ...times }));
  await erasures.bury(sampleTombstone(intent, told.erasure.liveAbsentAt));
};

/** Compliance has set rules before: the example's version is the next one. */
const ruledBefore = inOrder(async ({ ports: { policies } }) => {
  for (let version = 1; version < told.schedule.version; version += 1) {
    await policies.set({ ...(await policies.current()), version });
  }
}, at(told.schedule.effectiveAt));

const putAside: Scene = async ({ ports: { queues } }) => {
  const { queue, moved } = told.redriven;
  for (let count = 0; count < moved; count += 1) {
    queues[queue].putAside({ body: '{}', attributes: {} });
  }
};

/** Nobody takes messages in memory, so the counts of a queue that is worked on are told to it. */
const busy: Scene = async ({ ports: { queues } }) => {
  for (const { queue, ...counts } of told.queues) {
    Object.assign(queues[queue], { counts: async () => counts });
  }
};

/** A scene whose every leaf has reached the log. */
const logged =
  (scene: Scene): Scene =>
  async (world) => {
    const leaves: Leaf[] = [];
    world.ports.tables.onChange((change) => {
      if ('leaf' in change) leaves.push(change.leaf);
    });
    await scene(world);
    await appendLeaves(leaves, world.log);
  };

/** A tile is whole with 256 leaves; the example names a whole one. */
const wholeTile: Scene = async ({ log }) => {
  await appendLeaves(leavesFrom(0, 256), log);
};

const withdrawable = at('2026-12-19T08:00:00.000Z');

/** The state in which each route's example can be called. */
export const scenes: Readonly<Record<OperationId, Scene>> = {
  listCampaigns: givenByOthers,
  getCampaign: givenByOthers,
  createCampaign: at(told.campaign.opensAt),
  getCampaignDraft: opened,
  changeCampaign: opened,
  setCampaignStatus: opened,
  getNotice: opened,
  giveConsent: inOrder(opened, at(told.consent.givenAt)),
  listConsents: consented,
  getConsent: consented,
  withdrawConsent: inOrder(consented, withdrawable),
  registerCamera: at(told.camera.registeredAt),
  listCameras: registered,
  retireCamera: inOrder(registered, at('2027-01-02T08:00:00.000Z')),
  getAct: granted,
  openGrant: readyToGrant,
  signParts: grantedInParts,
  listParts: inOrder(grantedInParts, after('signParts'), partArrived),
  completeUpload: inOrder(grantedInParts, plannedSmall, after('signParts'), partArrived),
  listClips: inReview,
  getClip: inReview,
  abandonUpload: granted,
  listReviews: inReview,
  getReview: inReview,
  viewFootage: inOrder(claimed, at(told.view.viewedAt)),
  claimReview: claimable,
  decideReview: decidable,
  getEarnings: awarded,
  getAward: awarded,
  getHonorWall: onTheWall,
  getStanding: onTheWall,
  putWallProfile: nothing,
  withdrawClip: inOrder(inReview, withdrawable),
  getErasure: erased,
  getRetentionSchedule: inOrder(ruledBefore, after('putRetentionRule')),
  putRetentionRule: ruledBefore,
  getConsentReceipt: logged(consented),
  getWithdrawalReceipt: logged(inOrder(consented, after('withdrawConsent'))),
  getAwardReceipt: logged(awarded),
  getErasureReceipt: logged(erased),
  getEvidenceKey: nothing,
  getCheckpoint: logged(consented),
  getTile: wholeTile,
  listQueues: busy,
  redriveQueue: putAside,
};

/** A world over memory in which a route's example can be called. Close it. */
export const openExampleWorld = async (operation: OperationId): Promise<World> => {
  const world = openHttpWorld();
  Object.assign(world.ports, { ids: idsOfExamples(world.ports.ids) });
  await scenes[operation](world);
  return world;
};
