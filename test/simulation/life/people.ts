import { StorageRefusal } from '../../../core/adapters/memory/buckets.ts';
import { landingKey } from '../../../core/contracts/layout/objects.ts';
import type { Category, Scenario } from '../../../core/domain/campaigns/campaign.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import { withdrawConsent } from '../../../core/domain/campaigns/withdraw-consent.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import { registerCamera } from '../../../core/domain/intake/cameras.ts';
import { openGrant } from '../../../core/domain/intake/open-grant.ts';
import type { SignedUpload } from '../../../core/domain/intake/ports.ts';
import { followWithdrawals } from '../../../core/domain/retention/follow-withdrawals.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { CameraId, ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import { hourOf } from '../../../core/domain/vocabulary/time.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { bytesOfFile, decodedSeconds, type SimVideo } from './footage.ts';
import { programStart, simOperator } from './program.ts';
import type { Program } from './running.ts';

/** What one contributor means to do with one clip. */
export interface LifePlan {
  readonly actor: Actor;
  readonly cameraLabel: string;
  readonly category: Category;
  readonly scenario: Scenario;
  readonly startsAfterSeconds: number;
  readonly file: SimVideo | string;
  readonly upload: 'once' | 'never' | 'other-bytes' | 'shorter' | 'late' | 'abandoned';
  /** Seconds after the grant at which the signed URL is used again. */
  readonly replaysAfterSeconds: readonly number[];
  /** Seconds after the grant at which the clip is taken back. */
  readonly withdrawsAfterSeconds?: number;
  /** Seconds after the grant at which the whole consent is taken back. */
  readonly endsConsentAfterSeconds?: number;
}

/** A mark that no queue, state or key may ever carry. */
export const privateMark = 'PRIVATE';

const maxClientAttempts = 8;

/** Sweeps that one withdrawal may take: most take one, killed ones a few more. */
const maxSweeps = 60;

/** A client that repeats what failed; undefined when refused, or when it gave up. */
export const persist = async <Answer>(
  program: Program,
  useCase: string,
  run: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  for (let attempt = 0; attempt < maxClientAttempts; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Refusal) {
        program.tally(`${useCase}: refused ${error.code}`);
        return undefined;
      }
      program.onExpected(error);
      await program.schedule.pause(1 + attempt * 5);
    }
  }
  program.tally(`${useCase}: given up`);
  return undefined;
};

/** As the function's contract has it. */
export const httpTimeoutSeconds = 20;

const consent = ({ world, invoke, campaign }: Program, actor: Actor) => {
  const { campaigns, consents, ids, clock, randomness, sha256: hash } = world.stores;
  return invoke(
    { useCase: 'give-consent', timeoutSeconds: httpTimeoutSeconds },
    { campaigns, consents, ids, clock, randomness, sha256: hash, operator: simOperator },
    (ports) =>
      giveConsent(
        actor,
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
};

/** The same label gives the same camera. */
const camera = ({ world, invoke }: Program, { actor, cameraLabel }: LifePlan) => {
  const { cameras, ids, clock } = world.stores;
  return invoke(
    { useCase: 'register-camera', timeoutSeconds: httpTimeoutSeconds },
    { cameras, ids, clock },
    (ports) => registerCamera(actor, { label: cameraLabel, area: 'US-OR' }, ports),
  );
};

const grant = ({ world, invoke, campaign }: Program, plan: LifePlan, cameraId: CameraId) => {
  const { campaigns, consents, cameras, clips, waiting, paidFiles } = world.stores;
  const { ids, clock, limits } = world.stores;
  const body = bytesOfFile(plan.file);
  const { category, scenario } = plan;
  return invoke(
    { useCase: 'open-grant', timeoutSeconds: httpTimeoutSeconds },
    {
      ...{ campaigns, consents, cameras, clips, waiting, paidFiles },
      ...{ signer: world.uploads, ids, clock, limits },
    },
    (ports) =>
      openGrant(
        plan.actor,
        {
          campaignId: campaign.campaignId,
          category,
          scenario,
          cameraId,
          capturedHour: hourOf(programStart),
          fileName: `${privateMark} porch.mp4`,
          bytes: body.length,
          sha256: toHex(sha256(body)),
          contentType: 'video/mp4',
        },
        ports,
      ),
  );
};

/** One clip from consent on, as its contributor lives it. */
export const liveOneLife = async (program: Program, plan: LifePlan): Promise<void> => {
  const { schedule } = program;
  await schedule.pause(plan.startsAfterSeconds);
  const given = await persist(program, 'give-consent', () => consent(program, plan.actor));
  if (given === undefined) return;
  const registered = await persist(program, 'register-camera', () => camera(program, plan));
  if (registered === undefined) return;
  const { cameraId } = registered;
  const granted = await persist(program, 'open-grant', () => grant(program, plan, cameraId));
  if (granted?.upload === undefined) return;
  const { clip, upload } = granted;
  program.tally('lives granted');
  for (const seconds of plan.replaysAfterSeconds) {
    schedule.after(seconds, () => {
      put(program, { clipId: clip.clipId, upload, body: bytesOfFile(plan.file) });
    });
  }
  if (plan.withdrawsAfterSeconds !== undefined) {
    schedule.after(
      plan.withdrawsAfterSeconds,
      () => void withdraw(program, plan.actor, clip.clipId),
    );
  }
  if (plan.endsConsentAfterSeconds !== undefined) {
    schedule.after(plan.endsConsentAfterSeconds, () => void endConsent(program, plan));
  }
  await uploadAsPlanned(program, plan, { clipId: clip.clipId, upload });
};

interface Put {
  readonly clipId: ClipId;
  readonly upload: SignedUpload;
  readonly body: Uint8Array;
}

/** One PUT; whether storage took it. */
const put = (program: Program, { clipId, upload, body }: Put): boolean => {
  const { world, tally, random, rates } = program;
  try {
    world.uploads.put({ url: upload.url, headers: upload.headers, body });
    program.facts.landed.add(clipId);
    program.onEffect('uploads.put', [clipId], undefined);
    return !random.chance(rates.call * 10);
  } catch (error) {
    if (!(error instanceof StorageRefusal)) throw error;
    tally(`PUT: ${error.code}`);
    return false;
  }
};

const uploadAsPlanned = async (
  program: Program,
  plan: LifePlan,
  { clipId, upload }: { clipId: ClipId; upload: SignedUpload },
): Promise<void> => {
  const { schedule, random } = program;
  const body = bytesOfFile(plan.file);
  await schedule.pause(random.fraction() * 120);
  switch (plan.upload) {
    case 'never':
      return;
    case 'abandoned':
      await abandon(program, plan, clipId);
      return;
    case 'late':
      await schedule.pause(600);
      put(program, { clipId, upload, body });
      return;
    case 'shorter':
    case 'other-bytes': {
      const other = plan.upload === 'shorter' ? body.slice(1) : body.toReversed();
      put(program, { clipId, upload, body: other });
      if (random.chance(0.5)) await abandon(program, plan, clipId);
      return;
    }
    case 'once':
      if (!put(program, { clipId, upload, body })) put(program, { clipId, upload, body });
      if (random.chance(0.03)) program.world.landing.beginUpload(landingKey(clipId));
  }
};

const abandon = async (program: Program, { actor }: LifePlan, clipId: ClipId): Promise<void> => {
  const { clips, policies, partUploads, clock } = program.world.stores;
  program.facts.abandoned.add(clipId);
  await persist(program, 'abandon-upload', () =>
    program.invoke(
      { useCase: 'abandon-upload', timeoutSeconds: httpTimeoutSeconds },
      { clips, policies, partUploads, clock },
      (ports) => abandonUpload(actor, { clipId, reason: 'upload-abandoned' }, ports),
    ),
  );
};

const withdraw = async (program: Program, actor: Actor, clipId: ClipId): Promise<void> => {
  const { clips, policies, clock } = program.world.stores;
  await persist(program, 'withdraw-clip', () =>
    program.invoke(
      { useCase: 'withdraw-clip', timeoutSeconds: httpTimeoutSeconds },
      { clips, policies, clock },
      (ports) => withdrawClip(actor, clipId, ports),
    ),
  );
};

/** Its owner takes a clip back at this very moment. */
export const withdrawNow = async (program: Program, clipId: ClipId): Promise<void> => {
  const clip = program.world.tables.clips.get(clipId);
  if (clip === undefined) return;
  await withdraw(program, { actorId: clip.contributorId, roles: ['contributor'] }, clipId);
};

/** Ends the consent of a person: one write that bumps the epoch; their clips follow by sweeps. */
const endConsent = async (program: Program, { actor }: LifePlan): Promise<void> => {
  const { consents, ids, clock, randomness, sha256: hash } = program.world.stores;
  const current = await consents.inForce(actor.actorId, program.campaign.campaignId);
  if (current === undefined) return;
  const { consentId } = current;
  const ended = await persist(program, 'withdraw-consent', () =>
    program.invoke(
      { useCase: 'withdraw-consent', timeoutSeconds: httpTimeoutSeconds },
      { consents, ids, clock, randomness, sha256: hash, operator: simOperator },
      (ports) => withdrawConsent(actor, { consentId }, ports),
    ),
  );
  if (ended?.withdrawnAt === undefined) return;
  program.facts.consentEnded.add(actor.actorId);
  program.tally('consents ended');
  await followWithdrawn(program);
};

/** The schedule's sweeps, minute by minute, until no withdrawal is open. */
const followWithdrawn = async (program: Program): Promise<void> => {
  const { clips, policies, clock, withdrawals } = program.world.stores;
  for (let sweep = 0; sweep < maxSweeps; sweep += 1) {
    await program.schedule.pause(60);
    if (program.world.tables.openWithdrawals.size === 0) return;
    await program
      .invoke(
        { useCase: 'follow-withdrawals', timeoutSeconds: 60 },
        { clips, policies, clock, withdrawals },
        (ports) => followWithdrawals(ports),
      )
      .catch(program.onExpected);
  }
  program.onStuck('follow-withdrawals', 'Withdrawals stay open');
};

/** A video that fits the campaign. */
export const goodVideo = (serial: number): SimVideo => ({
  serial,
  durationSeconds: decodedSeconds,
  width: 1_920,
  height: 1_080,
  moves: true,
  moderationConfidence: 0,
  breaksOff: false,
});
