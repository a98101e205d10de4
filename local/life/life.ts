import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ListMultipartUploadsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { declareFile, type DeclaredFile } from '../../client/uploader/declare-file.ts';
import { uploadClip } from '../../client/uploader/upload-clip.ts';
import { verifyReceiptFile } from '../../client/verify/verify-receipt-file.ts';
import { eraseBatch, startExpiry } from '../../core/contracts/functions/index.ts';
import { functionName } from '../../core/contracts/layout/names.ts';
import { clipPrefix } from '../../core/contracts/layout/objects.ts';
import type { Json } from '../../core/domain/evidence/leaf.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { hourOf } from '../../core/domain/vocabulary/time.ts';
import { localDeployment, type CloudClients } from '../cloud/local-cloud.ts';
import type { People } from './people.ts';
import { until, type Step, type Stopwatch } from './steps.ts';

type Clip = ApiSchemas['Clip'];

/** What a life is lived with. */
export interface LifeSetting {
  readonly cloud: CloudClients;
  readonly people: People;
  readonly campaign: ApiSchemas['Campaign'];
  readonly consentId: ApiSchemas['Consent']['consentId'];
  readonly cameraId: ApiSchemas['Camera']['cameraId'];
  readonly alias: string;
}

/** A clip to take through its life. */
export interface DemoClip {
  readonly path: string;
  readonly scenario: 'real' | 'staged';
}

/** A receipt and what verifying it offline said. */
export interface CheckedReceipt {
  readonly of: 'consent' | 'award' | 'erasure';
  readonly verified: boolean;
  readonly entry: number | undefined;
  readonly treeSize: number | undefined;
  /** The same file with one byte changed; must be refused. */
  readonly tamperedRefused: boolean;
  /** What the receipt says, as it was read out of the verified file. */
  readonly document: Json;
  readonly text: string;
}

/** How a clip's life went. */
export interface Life {
  readonly file: string;
  readonly clipId: ClipId | undefined;
  /** `erased` after an award, a rejection or a refusal. */
  readonly state: string;
  readonly ending: 'awarded' | 'rejected' | 'refused';
  readonly reason?: string | undefined;
  readonly decision?: ApiSchemas['Review']['decision'] | undefined;
  readonly award?: ApiSchemas['Money'] | undefined;
  readonly balance?: readonly ApiSchemas['Money'][] | undefined;
  readonly standing?: ApiSchemas['Standing'] | undefined;
  readonly leftInBuckets: number;
  readonly receipts: readonly CheckedReceipt[];
  readonly steps: readonly Step[];
}

/** A life may end refused, but never without an end. */
const patience = { timeoutSeconds: 90 };

/** Takes one file from the grant to the tombstone, watching every step. */
export const liveLife = async (
  clip: DemoClip,
  setting: LifeSetting,
  watch: Stopwatch,
): Promise<Life> => {
  const { campaignId } = setting.campaign;
  const { acceptedClips: acceptedBefore } = await setting.people.contributor.getStanding({
    campaignId,
  });
  const clipId = await giveClip(clip, setting, watch);
  const examined = await watchValidation(clipId, setting, watch);
  const reviewed =
    examined.state === 'refused' ? undefined : await watchReview(clipId, setting, watch);
  const rewarded =
    reviewed?.clip.state === 'accepted'
      ? await watchReward(clipId, acceptedBefore, setting, watch)
      : undefined;
  const leftInBuckets = await watchErasure(clipId, setting, watch);
  const erased = await setting.people.contributor.getClip({ clipId });
  const receipts = await watch.step(
    'Receipts verified offline',
    () => checkReceipts(clipId, rewarded !== undefined, setting),
    (checked) => checked.map(receiptSentence).join('; '),
  );
  const last = reviewed?.clip ?? examined;
  return {
    file: clip.path,
    clipId,
    state: erased.state,
    ending: rewarded !== undefined ? 'awarded' : last.state === 'rejected' ? 'rejected' : 'refused',
    reason: last.reason,
    decision: reviewed?.decision,
    ...rewarded,
    leftInBuckets,
    receipts,
    steps: watch.steps,
  };
};

const giveClip = async (
  clip: DemoClip,
  { people, campaign, cameraId }: LifeSetting,
  watch: Stopwatch,
): Promise<ClipId> => {
  const file = await declareFile(clip.path);
  const grant = await watch.step(
    'Upload granted',
    () =>
      people.contributor.openGrant({
        body: grantRequest(file, clip, { campaignId: campaign.campaignId, cameraId }),
      }),
    ({ clipId }) => `${clipId}: one PUT of ${file.bytes.toLocaleString('en')} bytes`,
  );
  await watch.step(
    'Uploaded',
    async () => {
      if (grant.upload === undefined) throw new Error('The demo gives files below 100 MB');
      const sent = await uploadClip(grant.upload, { path: file.path, declaredBytes: file.bytes });
      if (sent.outcome === 'refused') {
        const { clipId } = grant;
        await people.contributor.abandonUpload({ clipId, body: { reason: sent.reason } });
      } else if (sent.outcome !== 'uploaded') throw new Error(sent.sentence);
      return sent;
    },
    (sent) => (sent.outcome === 'uploaded' ? 'stored, checksum checked by S3' : sent.sentence),
  );
  return grant.clipId as ClipId;
};

/** A camera of its own each time, so that the demo never runs into the cap of one. */
const grantRequest = (
  { fileName, bytes, sha256, contentType }: DeclaredFile,
  { scenario }: DemoClip,
  ids: Pick<ApiSchemas['GrantRequest'], 'campaignId' | 'cameraId'>,
): ApiSchemas['GrantRequest'] => ({
  ...ids,
  category: 'package-theft',
  scenario,
  capturedHour: hourOf(new Date().toISOString()),
  fileName,
  bytes,
  sha256,
  // Unknown content goes under the name's promise: validation judges by what is inside.
  contentType: contentType ?? 'video/mp4',
});

const watchValidation = async (
  clipId: ClipId,
  { people }: LifeSetting,
  watch: Stopwatch,
): Promise<Clip> => {
  const validated = await watch.step(
    'Validated',
    () => reached(people, clipId, (clip) => clip.state !== 'granted'),
    (clip) => refusalSentence(clip) ?? mediaSentence(clip),
  );
  if (validated.state === 'refused') return validated;
  return watch.step(
    'Analyzed and moderated',
    () => reached(people, clipId, (clip) => clip.state !== 'analyzing'),
    (clip) => refusalSentence(clip) ?? analysisSentence(clip),
  );
};

const watchReview = async (clipId: ClipId, { people }: LifeSetting, watch: Stopwatch) => {
  const decision = await watch.step(
    'Decided',
    async () => {
      const task = await until('a review task', () => reviewOf(people, clipId), patience);
      if (task.decision !== undefined) return task.decision;
      return decideAsReviewer(people, clipId);
    },
    (made) => `${made?.outcome} by ${made?.by}`,
  );
  const clip = await watch.step(
    'Settled',
    () => reached(people, clipId, ({ state }) => state !== 'in-review'),
    ({ state }) => state,
  );
  return { decision, clip };
};

const reviewOf = async (people: People, clipId: ClipId) => {
  try {
    return await people.reviewer.getReview({ clipId });
  } catch (error) {
    if (isProblem(error, 'not-in-review')) return undefined;
    throw error;
  }
};

/** Works the queue as a person would: list, claim, decide; and answers twice, to see it refused. */
const decideAsReviewer = async (people: People, clipId: ClipId) => {
  await until(
    'the clip in the queue',
    async () => {
      const { reviews } = await people.reviewer.listReviews({ limit: 100 });
      return reviews.find((review) => review.clipId === clipId);
    },
    patience,
  );
  await people.reviewer.claimReview({ clipId });
  const answer = { clipId, body: { outcome: 'accepted' as const } };
  const { decision } = await people.reviewer.decideReview(answer);
  try {
    await people.reviewer.decideReview(answer);
  } catch (error) {
    if (isProblem(error, 'already-decided')) return decision;
    throw error;
  }
  throw new Error('A second answer to a decided clip was taken');
};

const watchReward = (
  clipId: ClipId,
  acceptedBefore: number,
  { people, campaign, alias }: LifeSetting,
  watch: Stopwatch,
) =>
  watch.step(
    'Awarded and ranked',
    async () => {
      const { reward } = await people.contributor.getAward({ clipId });
      const { balances } = await people.contributor.getEarnings();
      const { campaignId } = campaign;
      const standing = await until(
        'the Honor Wall',
        async () => {
          const told = await people.contributor.getStanding({ campaignId });
          return told.acceptedClips > acceptedBefore ? told : undefined;
        },
        patience,
      );
      return { award: reward, balance: balances, standing };
    },
    ({ award, balance, standing }) =>
      `${moneyText(award)} awarded, balance ${balance.map(moneyText).join(' + ')}; ` +
      `${alias} is number ${standing.rank} with ${clipCount(standing.acceptedClips)}`,
  );

/** Ticks the expiry as its schedule would every minute, until the tombstone stands. */
const watchErasure = async (
  clipId: ClipId,
  { people, cloud }: LifeSetting,
  watch: Stopwatch,
): Promise<number> => {
  const tick = () =>
    cloud.lambda.send(
      new InvokeCommand({
        FunctionName: functionName(localDeployment, startExpiry),
        Payload: '{}',
      }),
    );
  await watch.step(
    'Erased after its period',
    () =>
      until(
        'the erasure',
        async () => {
          await tick();
          return erasureOf(people, clipId);
        },
        { ...patience, everyMilliseconds: 1_000 },
      ),
    (erasure) =>
      `${erasure.versionsListed} versions destroyed, absent at ${erasure.liveAbsentAt}, ` +
      `backups clear by ${erasure.backupsClearBy}`,
  );
  return watch.step(
    'Buckets listed by hand',
    () => listLeft(clipId, cloud),
    (left) => `${left} versions or uploads of the clip in any bucket`,
  );
};

const erasureOf = async (people: People, clipId: ClipId) => {
  try {
    const erasure = await people.contributor.getErasure({ clipId });
    return erasure.state === 'erased' ? erasure : undefined;
  } catch (error) {
    if (isProblem(error, 'not-found')) return undefined;
    throw error;
  }
};

/** What storage itself says is left of a clip, not by our own adapters. */
export const listLeft = async (
  clipId: ClipId,
  { environmentOf, s3 }: CloudClients,
): Promise<number> => {
  const names = await environmentOf(eraseBatch);
  const counts = await Promise.all(
    [names['BUCKET_LANDING'], names['BUCKET_DERIVED']].map(async (Bucket) => {
      const Prefix = clipPrefix(clipId);
      const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
      const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
      return (
        (listed.Versions?.length ?? 0) +
        (listed.DeleteMarkers?.length ?? 0) +
        (uploads.Uploads?.length ?? 0)
      );
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

const checkReceipts = async (
  clipId: ClipId,
  awarded: boolean,
  { people, consentId, cloud }: LifeSetting,
): Promise<readonly CheckedReceipt[]> => {
  const { contributor } = people;
  const { connection } = cloud;
  const checked = [
    check(
      'consent',
      await whenLogged(() => contributor.getConsentReceipt({ consentId })),
      connection,
    ),
  ];
  if (awarded) {
    const { text } = await whenLogged(() => contributor.getAwardReceipt({ clipId }));
    checked.push(check('award', { text }, connection));
  }
  const { text } = await whenLogged(() => contributor.getErasureReceipt({ clipId }));
  return [...checked, check('erasure', { text }, connection)];
};

/** A receipt once the log has taken its leaf up: a second or two. */
export const whenLogged = (ask: () => Promise<ApiSchemas['Receipt']>) =>
  until(
    'a receipt',
    async () => {
      try {
        return await ask();
      } catch (error) {
        if (isProblem(error, 'receipt-not-ready')) return undefined;
        throw error;
      }
    },
    patience,
  );

const check = (
  of: CheckedReceipt['of'],
  { text }: { readonly text: string },
  { evidence }: CloudClients['connection'],
): CheckedReceipt => {
  const verdict = verifyReceiptFile(text, evidence);
  const middle = Math.floor(text.length / 2);
  const changed = text[middle] === 'A' ? 'B' : 'A';
  const tampered = text.slice(0, middle) + changed + text.slice(middle + 1);
  return {
    of,
    verified: verdict.ok,
    entry: verdict.ok ? verdict.index : undefined,
    treeSize: verdict.ok ? verdict.treeSize : undefined,
    tamperedRefused: !verifyReceiptFile(tampered, evidence).ok,
    document: verdict.ok ? verdict.document : null,
    text,
  };
};

const reached = (people: People, clipId: ClipId, isThere: (clip: Clip) => boolean) =>
  until(
    'the clip to move on',
    async () => {
      const clip = await people.contributor.getClip({ clipId });
      return isThere(clip) ? clip : undefined;
    },
    patience,
  );

const receiptSentence = ({ of, verified, entry, treeSize, tamperedRefused }: CheckedReceipt) =>
  verified && tamperedRefused
    ? `${of}: entry ${entry} of ${treeSize}, verified`
    : `${of}: NOT verified`;

const refusalSentence = ({ state, reason, reasonSentence }: Clip): string | undefined =>
  state === 'refused' ? `refused, ${reason}: ${reasonSentence}` : undefined;

const mediaSentence = ({ media, state }: Clip): string =>
  media === undefined
    ? state
    : `${media.container} ${media.codec} ${media.width}×${media.height}, ` +
      `${media.durationSeconds.toFixed(1)} s`;

const analysisSentence = ({ analysis, state }: Clip): string =>
  analysis === undefined
    ? state
    : `${analysis.sampledFrames} frames, brightness ${Math.round(analysis.meanBrightness)}, ` +
      `peak motion ${(analysis.peakMotion * 100).toFixed(1)} %, ${analysis.momentCount} moments, ` +
      `${analysis.chosenFrameCount} frames kept, moderation ${analysis.moderationStatus}`;

const clipCount = (count: number): string => (count === 1 ? '1 clip' : `${count} clips`);

/** `2.00 USD`. */
export const moneyText = ({ amountMinor, currency }: ApiSchemas['Money']): string =>
  `${(amountMinor / 100).toFixed(2)} ${currency}`;
