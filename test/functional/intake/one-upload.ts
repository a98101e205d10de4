import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryFootageStore } from '../../../core/adapters/memory/footage-store.ts';
import { createMemoryLandingStore } from '../../../core/adapters/memory/landing-store.ts';
import { createMemoryPartUploads } from '../../../core/adapters/memory/part-uploads.ts';
import { createMemoryPolicyStore } from '../../../core/adapters/memory/policy-store.ts';
import { createMemoryTables } from '../../../core/adapters/memory/tables.ts';
import { createMemoryUploadEvents } from '../../../core/adapters/memory/upload-events.ts';
import { createMemoryUploads } from '../../../core/adapters/memory/upload-signer.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { clipPrefix, landingKey } from '../../../core/contracts/layout/objects.ts';
import type { LiveClip, PartPlan, UploadGrant } from '../../../core/domain/intake/clip.ts';
import type { SignedPart } from '../../../core/domain/intake/sign-parts.ts';
import { minuteOf } from '../../../core/domain/retention/due.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { addSeconds, type Instant } from '../../../core/domain/vocabulary/time.ts';
import {
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleConsent,
  sampleGrant,
  sampleNow,
  sampleOpening,
} from '../../support/samples.ts';

/** Parts of 4 bytes, of which the last has 2: the plan is data, so that tests need no 100 MB. */
const partBytes = 4;
const fileOf = (partCount: number): Uint8Array =>
  Uint8Array.from({ length: partCount * partBytes - 2 }, (_, index) => index + 1);

/** Enough for every test: a day has 24 hours. */
const longestFile = fileOf(30);

/** The numbers of the parts of the usual file. */
export const partNumbers: readonly number[] = [1, 2, 3];

/** The bytes of one part of a file. */
export const bodyOf = (partNumber: number, partCount: number = partNumbers.length): Uint8Array =>
  longestFile.slice(
    (partNumber - 1) * partBytes,
    partNumber === partCount ? partNumber * partBytes - 2 : partNumber * partBytes,
  );

/** What is asked for to send these parts. */
export const requestsFor = (numbers: readonly number[], partCount?: number) =>
  numbers.map((partNumber) => ({
    partNumber,
    sha256: toHex(sha256(bodyOf(partNumber, partCount))),
  }));

/** Memory adapters with one clip that is granted in parts, under the names that use cases know. */
export const createUpload = async (partCount: number = partNumbers.length) => {
  const tables = createMemoryTables();
  const clock = createVirtualClock(sampleNow);
  const landingBucket = createMemoryBucket('landing', { sha256 });
  const derived = createMemoryBucket('derived', { sha256 });
  const door = createMemoryUploads({ bucket: landingBucket, clock, sha256 });
  const clips = createMemoryClipStore(tables);
  const due = createMemoryDueIndex(tables);
  const { clip, grant, actor } = await openedIn({ tables, clips }, partCount);
  const told: string[] = [];
  const ports = {
    clips,
    due,
    clock,
    partUploads: createMemoryPartUploads(landingBucket),
    signer: door,
    landing: createMemoryLandingStore(landingBucket),
    policies: createMemoryPolicyStore(tables),
    events: createMemoryUploadEvents((clipId) => told.push(clipId)),
    limits: { uploadUrlSeconds: 900 },
  };
  landingBucket.onCreated(({ key }) => told.push(key));
  return {
    tables,
    clock,
    ports,
    clip,
    grant,
    actor,
    clipId: clip.clipId,
    /** Events and repeated events of what has landed. */
    told,
    footage: createMemoryFootageStore({ landing: landingBucket, derived }),
    send: ({ url, headers, partNumber }: SignedPart) =>
      door.putPart({ url, headers, body: bodyOf(partNumber, partCount) }),
    /** As a part of one's own choice. */
    sendOther: (signed: Pick<SignedPart, 'url' | 'headers'>, body: Uint8Array) =>
      door.putPart({ ...signed, body }),
    landed: () => landingBucket.versions(landingKey(clip.clipId)),
    openUploads: () => landingBucket.uploads(clipPrefix(clip.clipId)),
  };
};
export type Upload = Awaited<ReturnType<typeof createUpload>>;

const openedIn = async (
  {
    tables,
    clips,
  }: {
    tables: ReturnType<typeof createMemoryTables>;
    clips: ReturnType<typeof createMemoryClipStore>;
  },
  partCount: number,
): Promise<{ clip: LiveClip; grant: UploadGrant; actor: Actor }> => {
  const campaign = sampleCampaign();
  await createMemoryCampaignStore(tables).create(campaign, sampleCampaignParts());
  const { campaignId } = campaign;
  const consent = await createMemoryConsentStore(tables).give(sampleConsent({ campaignId }));
  const { contributorId } = consent;
  const reservedUntil = addSeconds(sampleNow, 3_600);
  const parts: PartPlan = {
    partBytes,
    partCount,
    arrivedBytes: 0,
    reservedUntil,
  };
  const clip = sampleClip({ campaignId, contributorId, lastUploadEndsBy: sampleNow });
  const grant = sampleGrant(clip, fileOf(partCount), { urlExpiresAt: sampleNow, parts });
  const due = { task: 'close-grant' as const, clipId: clip.clipId, dueAt: reservedUntil };
  const opened = await clips.openGrant(sampleOpening(clip, { grant, due }));
  if (opened !== 'opened') throw new Error(`No grant was opened: ${opened}`);
  return { clip, grant, actor: { actorId: contributorId, roles: ['contributor'] } };
};

/** When the sweep looks at the clip next; undefined when never. */
const nextLook = ({ tables, clipId }: Upload): Instant | undefined =>
  [...tables.due.values()]
    .flatMap((entries) => [...entries.values()])
    .filter((entry) => entry.task === 'close-grant' && entry.clipId === clipId)
    .map(({ dueAt }) => dueAt)
    .toSorted()[0];

/** Lets the time pass until then; false when the sweep never looks again. */
export const waitForLook = async (upload: Upload): Promise<boolean> => {
  const look = nextLook(upload);
  if (look === undefined) return false;
  upload.clock.advanceTo(addSeconds(look, 1));
  // What ticks in between would do is done: leaving empty minutes behind.
  await upload.ports.due.advance('close-grant', minuteOf(look));
  return true;
};

/** What a validation that finds nothing wrong does with every event. */
export const takeUp = async ({ told, ports, clipId, clock }: Upload): Promise<void> => {
  if (told.splice(0).length > 0)
    await ports.clips.move({ clipId, to: 'analyzing', at: clock.now() });
};

const sum = (values: Iterable<number>): number => [...values].reduce((total, n) => total + n, 0);

/** What an upload came to. */
export const endOf = (upload: Upload) => {
  const { tables, clipId, landed } = upload;
  const due = [...tables.due.values()].flatMap((entries) => [...entries.values()]);
  return {
    state: tables.clips.get(clipId)?.state,
    landed: landed().length,
    slotsTaken: sum([...tables.slots.values()].map(({ taken }) => taken)),
    openGrants: sum(tables.openGrants.values()),
    counted: [...new Set(tables.capCounts.values())],
    looks: due.filter(({ task }) => task === 'close-grant').length,
    erasures: due.filter(({ task }) => task === 'erase').length,
  };
};
export type UploadEnd = ReturnType<typeof endOf>;
