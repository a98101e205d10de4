import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type {
  LandingStore,
  PartToSign,
  PartUploads,
  SignedUpload,
  UploadSigner,
} from '../../core/domain/intake/ports.ts';
import { addSeconds, type Instant } from '../../core/domain/vocabulary/time.ts';
import { sampleClip, sampleGrant } from '../support/samples.ts';

/** The landing bucket of who uploads in parts. */
export interface PartWorld {
  readonly signer: UploadSigner;
  readonly landing: LandingStore;
  readonly partUploads: PartUploads;
  /** The time by storage's clock. */
  now(): Instant;
  /** Sends a part with the signed headers, changed if asked; the HTTP status of the answer. */
  putPart(
    upload: SignedUpload,
    body: Uint8Array,
    changes?: Readonly<Record<string, string>>,
  ): Promise<number>;
}

/** S3 takes no smaller part but the last. */
const partBytes = 5 * 1_024 * 1_024;

const bodyOf = (partNumber: number): Uint8Array =>
  new Uint8Array(partNumber === 3 ? 1_000 : partBytes).fill(partNumber);

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const begin = async (world: PartWorld) => {
  const clip = sampleClip();
  const grant = sampleGrant(clip, bodyOf(1));
  const { clipId } = clip;
  const uploadId = await world.partUploads.begin(grant);
  const sign = (partNumber: number, changes: Partial<PartToSign> = {}, validSeconds = 900) => {
    const body = bodyOf(partNumber);
    const part = { clipId, uploadId, partNumber, bytes: body.length, sha256: sha256Of(body) };
    return world.signer.signPart({ ...part, ...changes }, { at: world.now(), validSeconds });
  };
  const send = async (partNumber: number) =>
    world.putPart(await sign(partNumber), bodyOf(partNumber));
  const arrived = async () => (await world.partUploads.list(clipId, uploadId)) ?? [];
  const complete = async () => world.partUploads.complete(clipId, uploadId, await arrived());
  return { clipId, grant, uploadId, sign, send, arrived, complete };
};

/** What uploads in parts keep. `make` gives an empty bucket each time. */
export const partUploadsContract = (make: () => Promise<PartWorld>): void => {
  describe('an upload in parts', () => {
    it('has nothing at first, and lists what has arrived by number', async () => {
      const world = await make();
      const { send, arrived } = await begin(world);
      expect(await arrived()).toEqual([]);
      expect([await send(3), await send(1)]).toEqual([200, 200]);
      expect(await arrived()).toEqual(
        [1, 3].map((partNumber) => {
          const body = bodyOf(partNumber);
          return { partNumber, bytes: body.length, sha256: sha256Of(body) };
        }),
      );
    });

    it('lists a part once that is sent again', async () => {
      const world = await make();
      const { send, arrived } = await begin(world);
      await send(3);
      expect(await send(3)).toBe(200);
      expect(await arrived()).toHaveLength(1);
    });

    it('refuses other bytes, fewer bytes, and another checksum than was signed', async () => {
      const world = await make();
      const { sign, arrived } = await begin(world);
      const signed = await sign(3);
      const body = bodyOf(3);
      const other = body.map((byte) => byte + 1);
      const otherSum = createHash('sha256').update(other).digest('base64');
      expect(await world.putPart(signed, other)).toBeGreaterThanOrEqual(400);
      expect(await world.putPart(signed, body.slice(1))).toBeGreaterThanOrEqual(400);
      const changed = { 'x-amz-checksum-sha256': otherSum };
      expect(await world.putPart(signed, other, changed)).toBe(403);
      expect(await arrived()).toEqual([]);
    });

    it('refuses a part after its URL has ended', async () => {
      const world = await make();
      const { clipId, uploadId, arrived } = await begin(world);
      const body = bodyOf(3);
      const part = { clipId, uploadId, partNumber: 3, bytes: body.length, sha256: sha256Of(body) };
      const at = addSeconds(world.now(), -120);
      const ended = await world.signer.signPart(part, { at, validSeconds: 60 });
      expect(await world.putPart(ended, body)).toBe(403);
      expect(await arrived()).toEqual([]);
    });

    it('becomes one object, with its type and the checksum of its parts’ checksums', async () => {
      const world = await make();
      const { clipId, grant, send, complete } = await begin(world);
      for (const partNumber of [1, 2, 3]) await send(partNumber);
      expect(await world.landing.head(clipId)).toBeUndefined();
      expect(await complete()).toBe('landed');
      const sums = [1, 2, 3].map((n) => createHash('sha256').update(bodyOf(n)).digest());
      const composite = createHash('sha256').update(Buffer.concat(sums)).digest('base64');
      const landed = await world.landing.head(clipId);
      expect(landed).toMatchObject({
        bytes: 2 * partBytes + 1_000,
        contentType: grant.contentType,
        compositeSha256: `${composite}-3`,
      });
      expect(landed?.sha256).toBeUndefined();
    });

    it('is known no more once it was joined', async () => {
      const world = await make();
      const { clipId, uploadId, sign, send, arrived, complete } = await begin(world);
      await send(3);
      const parts = await arrived();
      expect(await complete()).toBe('landed');
      const first = await world.landing.head(clipId);
      expect(await world.partUploads.list(clipId, uploadId)).toBeUndefined();
      expect(await world.partUploads.complete(clipId, uploadId, parts)).toBe('gone');
      expect(await world.putPart(await sign(3), bodyOf(3))).toBe(404);
      await world.partUploads.abort(clipId, uploadId);
      expect(await world.landing.head(clipId)).toEqual(first);
    });

    it('never lands over what has landed', async () => {
      const world = await make();
      const { clipId, grant, send, complete } = await begin(world);
      const rivalId = await world.partUploads.begin(grant);
      await send(3);
      await complete();
      const first = await world.landing.head(clipId);
      const body = bodyOf(1);
      const part = { clipId, uploadId: rivalId, partNumber: 1, bytes: body.length };
      const signed = await world.signer.signPart(
        { ...part, sha256: sha256Of(body) },
        { at: world.now(), validSeconds: 60 },
      );
      expect(await world.putPart(signed, body)).toBe(200);
      const arrived = (await world.partUploads.list(clipId, rivalId)) ?? [];
      expect(await world.partUploads.complete(clipId, rivalId, arrived)).toBe('landed');
      expect(await world.landing.head(clipId)).toEqual(first);
    });

    it('is not joined of other parts than have arrived', async () => {
      const world = await make();
      const { clipId, uploadId, send, arrived } = await begin(world);
      await send(3);
      const [part] = await arrived();
      if (part === undefined) throw new Error('Nothing has arrived');
      for (const changes of [{ partNumber: 2 }, { bytes: 999 }, { sha256: '0'.repeat(64) }]) {
        const other = [{ ...part, ...changes }];
        expect(await world.partUploads.complete(clipId, uploadId, other)).toBe('parts-differ');
      }
      expect(await world.landing.head(clipId)).toBeUndefined();
    });

    it('is destroyed with its parts when it is aborted; twice is fine', async () => {
      const world = await make();
      const { clipId, uploadId, sign, send, complete } = await begin(world);
      await send(3);
      await world.partUploads.abort(clipId, uploadId);
      await world.partUploads.abort(clipId, uploadId);
      expect(await world.partUploads.list(clipId, uploadId)).toBeUndefined();
      expect(await complete()).toBe('gone');
      expect(await world.putPart(await sign(3), bodyOf(3))).toBe(404);
      expect(await world.landing.head(clipId)).toBeUndefined();
    });

    it('has each part signed for 15 minutes at most', async () => {
      const { sign } = await begin(await make());
      for (const seconds of [0, 901, 1.5]) {
        await expect(sign(1, {}, seconds)).rejects.toThrow(RangeError);
      }
    });
  });
};
