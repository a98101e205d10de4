import { describe, expect, it } from '@jest/globals';
import { landingKey } from '../../core/contracts/layout/objects.ts';
import type { LandingStore, SignedUpload, UploadSigner } from '../../core/domain/intake/ports.ts';
import { utf8 } from '../../core/domain/vocabulary/bytes.ts';
import { addSeconds, type Instant } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleClip, sampleGrant } from '../support/samples.ts';

/** The landing bucket from both sides: who signs and reads, and who uploads. */
export interface LandingWorld {
  readonly signer: UploadSigner;
  readonly landing: LandingStore;
  /** The time by storage's clock: URLs live from their grant. */
  now(): Instant;
  /** Sends the body with the signed headers, changed if asked; the HTTP status of the answer. */
  put(
    upload: SignedUpload,
    body: Uint8Array,
    changes?: Readonly<Record<string, string>>,
  ): Promise<number>;
}

const body = utf8('not really a video, but some bytes');
const otherBody = utf8('not really a video, but same bytes');

const signed = async ({ signer, now }: LandingWorld) => {
  const clip = sampleClip();
  const grant = { ...sampleGrant(clip, body), grantedAt: now() };
  return { clip, grant, upload: await signer.sign(grant, 900) };
};

/** What signing, landing and reading keep. `make` gives an empty bucket each time. */
export const landingContract = (make: () => Promise<LandingWorld>): void => {
  describe('the landing bucket', () => {
    it('has nothing at first', async () => {
      const { landing } = await make();
      expect(await landing.head(newId('clip'))).toBeUndefined();
    });

    it('signs a PUT of exactly the grant', async () => {
      const world = await make();
      const { upload, grant } = await signed(world);
      expect(upload.method).toBe('PUT');
      expect(upload.url).toContain(landingKey(grant.clipId));
      const headers = new Map(
        Object.entries(upload.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      expect(headers.get('content-type')).toBe(grant.contentType);
      expect(headers.get('if-none-match')).toBe('*');
      expect(headers.get('x-amz-checksum-sha256')).toMatch(/^[A-Za-z0-9+/]{43}=$/);
      expect(headers.get('x-amz-sdk-checksum-algorithm')).toBe('SHA256');
    });

    it('describes what landed', async () => {
      const world = await make();
      const { clip, grant, upload } = await signed(world);
      expect(await world.put(upload, body)).toBe(200);
      const object = await world.landing.head(clip.clipId);
      expect(object).toMatchObject({
        key: landingKey(clip.clipId),
        bytes: body.length,
        contentType: grant.contentType,
        sha256: grant.sha256,
      });
      expect(object?.versionId).toBeTruthy();
      expect(object?.etag).toBeTruthy();
    });

    it('refuses other bytes of the same length', async () => {
      const world = await make();
      const { clip, upload } = await signed(world);
      expect(otherBody).toHaveLength(body.length);
      expect(await world.put(upload, otherBody)).toBeGreaterThanOrEqual(400);
      expect(await world.landing.head(clip.clipId)).toBeUndefined();
    });

    it('refuses a shorter body', async () => {
      const world = await make();
      const { clip, upload } = await signed(world);
      expect(await world.put(upload, body.slice(1))).toBeGreaterThanOrEqual(400);
      expect(await world.landing.head(clip.clipId)).toBeUndefined();
    });

    it('refuses an upload after its URL has ended', async () => {
      const world = await make();
      const clip = sampleClip();
      const grant = { ...sampleGrant(clip, body), grantedAt: addSeconds(world.now(), -120) };
      expect(await world.put(await world.signer.sign(grant, 60), body)).toBe(403);
      expect(await world.landing.head(clip.clipId)).toBeUndefined();
    });

    it.each([
      ['content-type', 'text/html'],
      ['if-none-match', ''],
      ['x-amz-checksum-sha256', `${'A'.repeat(43)}=`],
    ])('refuses another %s than was signed', async (name, value) => {
      const world = await make();
      const { clip, upload } = await signed(world);
      expect(await world.put(upload, body, { [name]: value })).toBe(403);
      expect(await world.landing.head(clip.clipId)).toBeUndefined();
    });

    it('never overwrites what landed', async () => {
      const world = await make();
      const { clip, upload } = await signed(world);
      await world.put(upload, body);
      const first = await world.landing.head(clip.clipId);
      expect(await world.put(upload, body)).toBe(412);
      expect(await world.landing.head(clip.clipId)).toEqual(first);
    });

    it('lands once for rivals', async () => {
      const world = await make();
      const { upload } = await signed(world);
      const statuses = await Promise.all([1, 2, 3].map(() => world.put(upload, body)));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    });

    it('reads ranges: the start included, the end not', async () => {
      const world = await make();
      const { clip, upload } = await signed(world);
      await world.put(upload, body);
      const object = await world.landing.head(clip.clipId);
      if (object === undefined) throw new Error('Nothing landed');
      const reader = world.landing.reader(object);
      expect(reader.bytes).toBe(body.length);
      expect([...(await reader.read(0, body.length))]).toEqual([...body]);
      expect([...(await reader.read(4, 10))]).toEqual([...body.slice(4, 10)]);
    });

    it('reads the very version it was given, or fails', async () => {
      const world = await make();
      const { clip, upload } = await signed(world);
      await world.put(upload, body);
      const object = await world.landing.head(clip.clipId);
      if (object === undefined) throw new Error('Nothing landed');
      const other = { ...object, versionId: `${object.versionId.slice(0, -1)}~` };
      await expect(world.landing.reader(other).read(0, 4)).rejects.toThrow(Error);
    });
  });
};
