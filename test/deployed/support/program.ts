import { randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { isProblem, type ApiSchemas } from '../../../client/api-client.ts';
import { declareFile } from '../../../client/uploader/declare-file.ts';
import { uploadClip, type UploadOutcome } from '../../../client/uploader/upload-clip.ts';
import { startExpiry } from '../../../core/contracts/functions/index.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { hourOf } from '../../../core/domain/vocabulary/time.ts';
import { modelCampaign } from '../../../local/life/campaign.ts';
import { signInEveryone } from '../../../local/life/people.ts';
import { until } from '../../../local/life/steps.ts';
import { ffmpeg } from '../../functional/inference/ffmpeg-for-tests.ts';
import { cloud, invoke, type Person } from './session.ts';

/** How long anything may take that others on this machine may delay. */
export const patience = { timeoutSeconds: 90 };

/** For `jest.setTimeout`: a whole life beside other work. */
export const wholeLifeMilliseconds = 180_000;

/** The demo accounts, one a role. */
export const demoPeople = await signInEveryone(cloud);

type Draft = ApiSchemas['CampaignDraft'];

/**
 * A campaign of a file's own. Its rule accepts whatever is declared real, and sends what is
 * declared staged to a person.
 */
export const openCampaign = async (changes: Partial<Draft> = {}): Promise<Draft> => {
  const model = modelCampaign(Date.now());
  const draft = {
    ...model,
    campaignId: `campaign_${ulid()}` as const,
    review: { ...model.review, minPeakMotion: 0, minMomentCount: 0 },
    ...changes,
  };
  await demoPeople.platform.createCampaign({ body: draft });
  return draft;
};

/** Consents to everything that the campaign needs. */
export const consentTo = (campaign: Draft, { client }: Person): Promise<ApiSchemas['Consent']> =>
  client.giveConsent({
    body: {
      campaignId: idOf(campaign),
      noticeVersion: campaign.notice.version,
      language: 'en',
      purposes: ['human-review', 'model-training'],
      statesBystanders: true,
      statesAge: true,
    },
  });

/** A camera of the person's own; the same label gives the same. */
export const cameraOf = async (
  { client }: Person,
  label = 'front door',
): Promise<ApiSchemas['Camera']['cameraId']> => {
  const { cameraId } = await client.registerCamera({ body: { label, area: 'US-OR' } });
  return cameraId;
};

/** The id that `openCampaign` gave. */
export const idOf = ({ campaignId }: Pick<Draft, 'campaignId'>) => {
  if (campaignId === undefined) throw new Error('The campaign was drafted without an id');
  return campaignId;
};

/** A box that readers skip: files of the same film with another one are two files. */
export const freeBox = (): Buffer => {
  const content = randomBytes(16);
  const head = Buffer.alloc(8, 'free', 'latin1');
  head.writeUInt32BE(head.length + content.length);
  return Buffer.concat([head, content]);
};

/** Two seconds of a moving pattern. No two calls give the same file: each is given once. */
export const drawPattern = async (folder: string, seed: number): Promise<string> => {
  const path = join(folder, `pattern-${seed}.mp4`);
  const picture = `testsrc2=size=320x180:rate=10:duration=2,noise=alls=9:all_seed=${seed}`;
  await ffmpeg('-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', '-g', '10', path);
  await appendFile(path, freeBox());
  return path;
};

/** What a person can ask for a file that is declared as it is. */
export const grantRequest = async (
  campaign: Draft,
  person: Person,
  path: string,
  changes: Partial<ApiSchemas['GrantRequest']> = {},
): Promise<ApiSchemas['GrantRequest']> => {
  const { fileName, bytes, sha256, contentType = 'video/mp4' } = await declareFile(path);
  return {
    campaignId: idOf(campaign),
    category: 'package-theft',
    scenario: 'real',
    cameraId: changes.cameraId ?? (await cameraOf(person)),
    capturedHour: hourOf(new Date().toISOString()),
    ...{ fileName, bytes, sha256, contentType },
    ...changes,
  };
};

/** The API's document says that it is text; the domain knows more. */
export const clipIdOf = ({ clipId }: Pick<ApiSchemas['Grant'], 'clipId'>): ClipId =>
  clipId as ClipId;

/** Sends the file at `path` under a grant; `declaredBytes` is what the grant was asked for. */
export const send = (
  grant: ApiSchemas['Grant'],
  path: string,
  declaredBytes: number,
): Promise<UploadOutcome> => uploadClip(putOf(grant), { path, declaredBytes });

/** The one PUT of a grant below 100 MB. */
export const putOf = ({ clipId, upload }: ApiSchemas['Grant']): ApiSchemas['SignedUpload'] => {
  if (upload === undefined) throw new Error(`Clip ${clipId} is to be given in parts`);
  return upload;
};

/** Asks for a grant and sends the file. */
export const giveClip = async (
  campaign: Draft,
  person: Person,
  path: string,
  changes: Partial<ApiSchemas['GrantRequest']> = {},
): Promise<ClipId> => {
  const body = await grantRequest(campaign, person, path, changes);
  const grant = await person.client.openGrant({ body });
  const sent = await send(grant, path, body.bytes);
  if (sent.outcome !== 'uploaded') throw new Error(`${path}: ${sent.sentence}`);
  return clipIdOf(grant);
};

/** The clip once it is in one of these states. */
export const inState = (
  { client }: Person,
  clipId: ClipId,
  ...states: readonly ApiSchemas['Clip']['state'][]
): Promise<ApiSchemas['Clip']> =>
  until(
    `clip ${clipId} in ${states.join(' or ')}`,
    async () => {
      const clip = await client.getClip({ clipId });
      return states.includes(clip.state) ? clip : undefined;
    },
    patience,
  );

/** A clip and whose it is. */
export interface OwnClip {
  readonly person: Person;
  readonly clipId: ClipId;
}

/**
 * The erasures once every tombstone stands. Ticks the expiry, as its schedule does every minute,
 * once for all of them.
 */
export const whenErased = (clips: readonly OwnClip[]): Promise<readonly ApiSchemas['Erasure'][]> =>
  until(
    `tombstones of ${clips.map(({ clipId }) => clipId).join(', ')}`,
    async () => {
      await invoke(startExpiry);
      const found: ApiSchemas['Erasure'][] = [];
      for (const clip of clips) {
        const erasure = await erasureOf(clip);
        if (erasure?.state !== 'erased') return undefined;
        found.push(erasure);
      }
      return found;
    },
    { ...patience, everyMilliseconds: 1_000 },
  );

const erasureOf = async ({ person, clipId }: OwnClip) => {
  try {
    return await person.client.getErasure({ clipId });
  } catch (error) {
    if (isProblem(error, 'not-found')) return undefined;
    throw error;
  }
};
