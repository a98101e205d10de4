import { createMemoryPulse } from '../../../core/adapters/memory/pulse.ts';
import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import type { TableChange } from '../../../core/adapters/memory/tables.ts';
import { createMemoryUploadEvents } from '../../../core/adapters/memory/upload-events.ts';
import {
  createMemoryClipWorkflow,
  createMemoryExpiryWorkflow,
} from '../../../core/adapters/memory/workflow-starts.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import type { Campaign, Scenario } from '../../../core/domain/campaigns/campaign.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import {
  analyzeLandedClip,
  type AnalysisMessage,
  type AnswerOutcome,
  type LandedClipPorts,
} from '../../../core/domain/inference/analyze-landed-clip.ts';
import { maxDeliveries } from '../../../core/domain/inference/attempt.ts';
import {
  ModerationThrottled,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import { closeGrants } from '../../../core/domain/intake/close-grants.ts';
import { registerCamera } from '../../../core/domain/intake/cameras.ts';
import { openGrant } from '../../../core/domain/intake/open-grant.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import { buryBatch, verifyAbsence } from '../../../core/domain/retention/bury-batch.ts';
import { minuteOf, type BucketId, type DueTask } from '../../../core/domain/retention/due.ts';
import { eraseBatch } from '../../../core/domain/retention/erase-batch.ts';
import { findDue, startExpiry } from '../../../core/domain/retention/find-due.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import { requestDecision } from '../../../core/domain/review/request-decision.ts';
import { resumeClip } from '../../../core/domain/review/resume-clip.ts';
import { claimReview, decideReview, type Verdict } from '../../../core/domain/review/work-queue.ts';
import { settleClip } from '../../../core/domain/rewards/settle-clip.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import { addSeconds, hourOf, type Instant } from '../../../core/domain/vocabulary/time.ts';
import { noFaults } from '../../simulation/life/rates.ts';
import { bytesOfFile } from '../../simulation/life/footage.ts';
import { goodVideo } from '../../simulation/life/people.ts';
import {
  programStart,
  simCampaign,
  simCampaignParts,
  simOperator,
  simPolicy,
} from '../../simulation/life/program.ts';
import { createWorld, type World } from '../../simulation/life/world.ts';

/** Runs one use case of the life; a test puts faults and repetitions here. */
export type RunStep = <Ports extends object, Answer>(
  useCase: string,
  ports: Ports,
  run: (ports: Ports) => Promise<Answer>,
) => Promise<Answer>;

/** What happens in one life. */
export interface Script {
  readonly scenario: Scenario;
  readonly file: 'good' | 'not-a-video' | 'breaks-off' | 'never-sent' | 'abandoned';
  /** How a reviewer answers; nobody answers when absent. */
  readonly verdict?: Verdict;
  readonly withdrawsAfter?: 'validation' | 'review' | 'award';
  /** The event of the upload is lost. */
  readonly losesEvent?: true;
}

const contributor: Actor = { actorId: 'contributor_1', roles: ['contributor'] };
const reviewer: Actor = { actorId: 'contributor_2', roles: ['reviewer'] };

/** One life under way. */
export interface Life {
  readonly world: World;
  readonly campaign: Campaign;
  readonly script: Script;
  readonly step: RunStep;
  readonly advance: (seconds: number) => void;
  readonly advanceTo: (instant: Instant) => void;
  /** What streams have told and followers have not taken yet. */
  readonly changes: TableChange[];
  readonly workflows: ClipId[];
  /** What was waited for last: still there, it was left. */
  waitedFor?: Instant;
}

/** A life that has not begun. */
export const createLife = (script: Script, step: RunStep): Life => {
  const random = createSeededRandomness(1);
  const clock = createVirtualClock(programStart);
  const schedule = { clock, pause: async () => undefined };
  const world = createWorld({ schedule, random, rates: noFaults });
  const changes: TableChange[] = [];
  world.tables.onChange((change) => {
    changes.push(change);
  });
  return {
    world,
    campaign: simCampaign(random, 4),
    script,
    step,
    advance: clock.advance,
    advanceTo: clock.advanceTo,
    changes,
    workflows: [],
  };
};

/** Lives it to its end. */
export const liveToTheEnd = async (life: Life): Promise<void> => {
  const { world, campaign, script } = life;
  await world.stores.campaigns.create(campaign, simCampaignParts);
  await world.stores.policies.set(simPolicy);
  const clipId = await begin(life);
  await upload(life, clipId);
  if (script.withdrawsAfter === 'validation') await withdraw(life, clipId);
  for (const started of life.workflows) await runWorkflow(life, started);
  if (script.withdrawsAfter === 'award') await withdraw(life, clipId);
  await followChanges(life);
  await eraseAll(life);
  await followChanges(life);
};

const body = (script: Script): Uint8Array =>
  bytesOfFile(
    script.file === 'not-a-video'
      ? 'not a video'
      : { ...goodVideo(1), breaksOff: script.file === 'breaks-off' },
  );

/** Consent, grant and PUT. */
const begin = async ({ world, campaign, script, step }: Life): Promise<ClipId> => {
  const { campaigns, consents, clips, policies, ids, clock, randomness, limits } = world.stores;
  const { cameras, waiting, paidFiles, partUploads } = world.stores;
  const consenting = { campaigns, consents, ids, clock, randomness, sha256, operator: simOperator };
  await step('give-consent', consenting, (ports) =>
    giveConsent(
      contributor,
      {
        campaignId: campaign.campaignId,
        noticeVersion: campaign.notice.version,
        language: 'en',
        purposes: ['human-review', 'model-training'],
        statesBystanders: true,
        statesAge: true,
      },
      ports,
    ),
  );
  const { cameraId } = await step('register-camera', { cameras, ids, clock }, (ports) =>
    registerCamera(contributor, { label: 'front door', area: 'US-OR' }, ports),
  );
  const bytes = body(script);
  const { clip, upload: signed } = await step(
    'open-grant',
    {
      ...{ campaigns, consents, cameras, clips, waiting, paidFiles },
      ...{ signer: world.uploads, ids, clock, limits },
    },
    (ports) =>
      openGrant(
        contributor,
        {
          campaignId: campaign.campaignId,
          category: 'package-theft',
          scenario: script.scenario,
          cameraId,
          capturedHour: hourOf(programStart),
          fileName: 'porch.mp4',
          bytes: bytes.length,
          sha256: toHex(sha256(bytes)),
          contentType: 'video/mp4',
        },
        ports,
      ),
  );
  if (script.file === 'abandoned') {
    await step('abandon-upload', { clips, policies, partUploads, clock }, (ports) =>
      abandonUpload(contributor, { clipId: clip.clipId, reason: 'upload-abandoned' }, ports),
    );
  } else if (script.file !== 'never-sent' && signed !== undefined) {
    world.uploads.put({ url: signed.url, headers: signed.headers, body: bytes });
  }
  return clip.clipId;
};

/** What the upload's event does, or, where it was lost, the sweep. */
const upload = async (life: Life, clipId: ClipId): Promise<void> => {
  const { world, script } = life;
  if (script.losesEvent === undefined && world.landing.versions('clips/').length > 0) {
    await validate(life, clipId);
  }
  for (let run = 0; run < maxRuns && waitForDue(life, 'close-grant'); run += 1) await sweep(life);
};

/**
 * Waits until something falls due, or, when it has and was left, until a killed run's lease has
 * ended; false when nothing is due at all. What ticks in between would do is done: leaving empty
 * minutes behind.
 */
const waitForDue = (life: Life, task: DueTask): boolean => {
  const { tables, stores } = life.world;
  const oldest = [...tables.due.values()]
    .flatMap((entries) => [...entries.values()])
    .filter((entry) => entry.task === task)
    .map(({ dueAt }) => dueAt)
    .toSorted()[0];
  if (oldest === undefined) return false;
  if (life.waitedFor === oldest) life.advance(1_800);
  else life.advanceTo(addSeconds(oldest, 30));
  life.waitedFor = oldest;
  void stores.due.advance(task, minuteOf(oldest));
  return true;
};

const validate = async ({ world, step, workflows }: Life, clipId: ClipId): Promise<void> => {
  const { clips, campaigns, consents, landing, probe, policies, due } = world.stores;
  const { metrics, clock } = world.stores;
  const workflow = createMemoryClipWorkflow((started) => {
    if (!workflows.includes(started)) workflows.push(started);
  });
  await step(
    'validate-upload',
    { clips, campaigns, consents, landing, probe, policies, due, workflow, metrics, clock },
    (ports) => validateUpload(clipId, ports),
  );
};

const sweep = async (life: Life): Promise<void> => {
  const { clips, landing, partUploads, due, policies, clock } = life.world.stores;
  const resent = new Set<ClipId>();
  const events = createMemoryUploadEvents((clipId) => {
    resent.add(clipId);
  });
  await life.step(
    'close-grants',
    { clips, landing, partUploads, events, due, policies, clock },
    closeGrants,
  );
  for (const clipId of resent) await validate(life, clipId);
};

/** As the queue would: a file that cannot be played is looked at twice. */
const analyzeTillAnswered = async (
  message: AnalysisMessage,
  ports: LandedClipPorts,
): Promise<AnswerOutcome> => {
  for (let delivery = 1; delivery < maxDeliveries; delivery += 1) {
    try {
      return await analyzeLandedClip(message, { delivery }, ports);
    } catch (error) {
      const comesAgain =
        error instanceof UndecodableFootage || error instanceof ModerationThrottled;
      if (!comesAgain) throw error;
    }
  }
  return analyzeLandedClip(message, { delivery: maxDeliveries }, ports);
};

/** The clip workflow's three steps. */
const runWorkflow = async (life: Life, clipId: ClipId): Promise<void> => {
  const { world, step, script } = life;
  const { stores, tokens } = world;
  const { clips, campaigns, consents, landing, policies, reviews, clock } = stores;
  const pulse = createMemoryPulse();
  const answered: string[] = [];
  const issue = () => tokens.issue(({ status }) => answered.push(status));
  const message = { clipId, taskToken: issue(), enteredAt: clock.now(), retry: 0 };
  await step(
    'analyze-clip',
    {
      ...{ ...stores.analyzer, clips, campaigns, consents, landing, policies, pulse, sha256 },
      answer: tokens.analysis,
    },
    (ports) => analyzeTillAnswered(message, ports),
  );
  if (world.tables.clips.get(clipId)?.state === 'refused') return;
  await step(
    'request-decision',
    { clips, campaigns, reviews, workflow: tokens.workflow, clock },
    // Each try of the step hands over a token of its own.
    (ports) => requestDecision({ clipId, taskToken: issue() }, ports),
  );
  await review(life, clipId);
  if (script.withdrawsAfter === 'review') await withdraw(life, clipId);
  await followChanges(life);
  const isOpen = world.tables.clips.get(clipId)?.state === 'in-review';
  if (isOpen && world.tables.reviews.get(clipId)?.decision === undefined) life.advance(86_400);
  await settle(life, clipId);
};

const review = async ({ world, step, script }: Life, clipId: ClipId): Promise<void> => {
  const { verdict } = script;
  const task = world.tables.reviews.get(clipId);
  if (verdict === undefined || task === undefined || task.decision !== undefined) return;
  const { reviews, clips, consents, clock } = world.stores;
  await step('claim-review', { reviews, clips, consents, clock }, (ports) =>
    claimReview(reviewer, clipId, ports),
  );
  await step('decide-review', { reviews, clips, consents, clock }, async (ports) => {
    try {
      return await decideReview(reviewer, clipId, verdict, ports);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'already-decided') return undefined;
      throw error;
    }
  });
};

const settle = async ({ world, step }: Life, clipId: ClipId): Promise<void> => {
  const { clips, paidFiles, reviews, ledger, policies, due, clock, randomness } = world.stores;
  await step(
    'settle-clip',
    { clips, paidFiles, reviews, ledger, policies, due, clock, randomness, sha256 },
    (ports) => settleClip(clipId, ports),
  );
};

const withdraw = async ({ world, step }: Life, clipId: ClipId): Promise<void> => {
  const { clips, policies, clock } = world.stores;
  await step('withdraw-clip', { clips, policies, clock }, (ports) =>
    withdrawClip(contributor, clipId, ports),
  );
};

/** Everything that follows tables: the workflow's resumption, the wall, the evidence log. */
const followChanges = async ({ world, step, changes }: Life): Promise<void> => {
  const { reviews, wall } = world.stores;
  const leaves: Leaf[] = [];
  for (const change of changes.splice(0)) {
    if (change.table === 'reviews') {
      await step('resume-clip', { reviews, workflow: world.tokens.workflow }, (ports) =>
        resumeClip(change.key, ports),
      );
    } else leaves.push(change.leaf);
    if (change.table === 'ledger') {
      await step('project-awards', { wall }, (ports) => ports.wall.count(change.award));
    }
  }
  if (leaves.length > 0) {
    await step('append-leaves', world.log, (ports) => appendLeaves(leaves, ports));
  }
};

/** Rounds of sweeps and of erasures at most: a killed run's lease ends before the next one. */
const maxRuns = 12;

const eraseAll = async (life: Life): Promise<void> => {
  const { due, clock } = life.world.stores;
  for (let run = 0; run < maxRuns && waitForDue(life, 'erase'); run += 1) {
    let isStarted = false;
    const workflow = createMemoryExpiryWorkflow(() => {
      isStarted = true;
    });
    await life.step('start-expiry', { due, clock, workflow }, startExpiry);
    if (!isStarted) continue;
    const { buckets } = await life.step('find-due', { due, clock }, (ports) =>
      findDue('expiry-of-this-life', ports),
    );
    for (const bucket of buckets) await eraseBucket(life, bucket);
  }
};

const eraseBucket = async ({ world, step }: Life, bucket: BucketId): Promise<void> => {
  const {
    fingerprints,
    clips,
    reviews,
    footage,
    erasures,
    due,
    policies,
    clock,
    randomness,
    clockSkewSeconds,
  } = world.stores;
  const looking = { fingerprints, clips, reviews, footage, erasures, due, clock };
  const { workflow } = world.tokens;
  await step('erase-batch', { ...looking, workflow, policies, clockSkewSeconds }, (ports) =>
    eraseBatch(bucket, ports),
  );
  await step('verify-absence', looking, (ports) => verifyAbsence(bucket, ports));
  await step('write-tombstones', { ...looking, randomness, sha256 }, (ports) =>
    buryBatch(bucket, ports),
  );
};
