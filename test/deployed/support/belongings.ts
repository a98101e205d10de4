import type { ApiSchemas } from '../../../client/api-client.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import {
  cameraOf,
  clipIdOf,
  consentTo,
  drawPattern,
  giveClip,
  grantRequest,
  inState,
  whenErased,
  type openCampaign,
} from './program.ts';
import { whenLogged } from '../../../local/life/life.ts';
import type { Person } from './session.ts';

/** One person's objects, each in a state in which some route can do something with it. */
export interface Belongings {
  readonly consentId: ApiSchemas['Consent']['consentId'];
  /** Consent to another campaign, which nothing else needs. */
  readonly consentToEnd: ApiSchemas['Consent']['consentId'];
  /** The consent before it to the same campaign, which was withdrawn. */
  readonly consentEnded: ApiSchemas['Consent']['consentId'];
  readonly cameraId: ApiSchemas['Camera']['cameraId'];
  readonly cameraToRetire: ApiSchemas['Camera']['cameraId'];
  /** The act of the clip that waits for a reviewer. */
  readonly actId: ApiSchemas['Act']['actId'];
  /** Waits for a reviewer. */
  readonly inReview: ClipId;
  /** Waits for a reviewer, and nobody claims it. */
  readonly unclaimed: ClipId;
  /** Awarded, then erased; every receipt is ready. */
  readonly gone: ClipId;
  /** Granted; nothing was uploaded. */
  readonly granted: ClipId;
  readonly toWithdraw: ClipId;
}

type Draft = Awaited<ReturnType<typeof openCampaign>>;

/** Takes a person to where every route finds an object of theirs. */
export const acquire = async (
  person: Person,
  { draft, other }: { draft: Draft; other: Draft },
  { folder, seed }: { folder: string; seed: number },
): Promise<Belongings> => {
  const { consentId } = await consentTo(draft, person);
  const { consentId: consentEnded } = await consentTo(other, person);
  await person.client.withdrawConsent({ consentId: consentEnded, body: {} });
  const { consentId: consentToEnd } = await consentTo(other, person);
  const [cameraId, cameraToRetire] = [await cameraOf(person), await cameraOf(person, 'shed')];
  const files = await Promise.all([0, 1, 2, 3, 4].map((at) => drawPattern(folder, seed + at)));
  const give = async (at: number, scenario: 'real' | 'staged') =>
    giveClip(draft, person, files[at] ?? '', { scenario });
  const [gone, inReview, unclaimed] = await Promise.all([
    give(0, 'real'),
    give(1, 'staged'),
    give(2, 'staged'),
  ]);
  await inState(person, gone, 'accepted', 'erasing', 'erased');
  await Promise.all([inReview, unclaimed].map((clipId) => inState(person, clipId, 'in-review')));
  await whenErased([{ person, clipId: gone }]);
  const { client } = person;
  await whenLogged(() => client.getConsentReceipt({ consentId }));
  await whenLogged(() => client.getWithdrawalReceipt({ consentId: consentEnded }));
  await whenLogged(() => client.getAwardReceipt({ clipId: gone }));
  await whenLogged(() => client.getErasureReceipt({ clipId: gone }));
  const open = async (at: number) => {
    const body = await grantRequest(draft, person, files[at] ?? '');
    return clipIdOf(await client.openGrant({ body }));
  };
  const [granted, toWithdraw] = await Promise.all([open(3), open(4)]);
  const { actId } = await client.getClip({ clipId: inReview });
  if (actId === undefined) throw new Error(`Clip ${inReview} names no act`);
  return {
    ...{ consentId, consentToEnd, consentEnded, cameraId, cameraToRetire, actId },
    ...{ inReview, unclaimed, gone, granted, toWithdraw },
  };
};
