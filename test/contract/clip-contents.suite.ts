import { describe, expect, it } from '@jest/globals';
import type { LiveClip, UploadGrant } from '../../core/domain/intake/clip.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleGrant, sampleNow, sampleOpening } from '../support/samples.ts';
import {
  clipOf,
  consentTo,
  opened,
  programOf,
  unpaidEnds,
  walk,
  type ClipStores,
  type Program,
} from './clip-program.ts';

/** What every `ClipStore` keeps of files: who gave which, and how far those in parts are. */
export const clipContentsContract = (make: () => Promise<ClipStores>): void => {
  describe('a store of clips', () => {
    claimsContract(make);
    freedClaimsContract(make);
    erasedClaimsContract(make);
    compositesContract(make);
    reservationsContract(make);
  });
};

const body = new Uint8Array(100).fill(1);

/** An opening for one and the same file. */
const sameFile = (program: Program, clip: LiveClip = clipOf(program)) =>
  sampleOpening(clip, { grant: sampleGrant(clip, body) });

const claimsContract = (make: () => Promise<ClipStores>): void => {
  describe('a file', () => {
    it('is given once, by whoever comes first, to whatever campaign', async () => {
      const program = await programOf(make);
      const first = sameFile(program);
      expect(await program.clips.openGrant(first)).toBe('opened');
      expect(await program.clips.openGrant(first)).toBe('opened');
      expect(await program.clips.openGrant(sameFile(program))).toBe('already-given');
      const elsewhere = await programOf(async () => program);
      const late = sameFile(elsewhere);
      expect(await program.clips.openGrant(late)).toBe('already-given');
      expect(await program.clips.find(late.clip.clipId)).toBeUndefined();
    });

    it('is one person’s of many at once', async () => {
      const program = await programOf(make);
      const people = await Promise.all(
        Array.from({ length: 6 }, () => consentTo(program, program.campaignId)),
      );
      const outcomes = await Promise.all(
        people.map((contributorId) =>
          program.clips.openGrant(sameFile({ ...program, contributorId })),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'already-given')).toHaveLength(5);
    });
  });
};

const freedClaimsContract = (make: () => Promise<ClipStores>): void => {
  describe('a file that was given', () => {
    const judged = unpaidEnds.filter((way) => way.at(-1) === 'rejected');
    const unjudged = unpaidEnds.filter((way) => way.at(-1) !== 'rejected');

    it.each(unjudged.map((way) => ({ way, name: way.join(' → ') })))(
      'can be given again after $name, once',
      async ({ way }) => {
        const program = await programOf(make);
        const first = sameFile(program);
        await program.clips.openGrant(first);
        await walk(program, first.clip.clipId, way);
        const second = sameFile(program);
        expect(await program.clips.openGrant(second)).toBe('opened');
        await walk(program, first.clip.clipId, ['erasing']);
        await program.clips.eraseDetails(first.clip.clipId);
        expect(await program.clips.openGrant(sameFile(program))).toBe('already-given');
        expect(await program.clips.countDetails(second.clip.clipId)).toBe(2);
      },
    );

    it.each([
      ...judged.map((way) => ({ way, name: way.join(' → ') })),
      { way: ['analyzing', 'in-review', 'rejected', 'withdrawn'] as const, name: 'both' },
      { way: ['analyzing', 'in-review', 'accepted'] as const, name: 'an award' },
      {
        way: ['analyzing', 'in-review', 'accepted', 'withdrawn'] as const,
        name: 'paid, taken back',
      },
    ])('cannot be given again after $name until it is erased', async ({ way }) => {
      const program = await programOf(make);
      const first = sameFile(program);
      await program.clips.openGrant(first);
      await walk(program, first.clip.clipId, way);
      expect(await program.clips.openGrant(sameFile(program))).toBe('already-given');
      await walk(program, first.clip.clipId, ['erasing']);
      expect(await program.clips.openGrant(sameFile(program))).toBe('already-given');
      await program.clips.eraseDetails(first.clip.clipId);
      expect(await program.clips.openGrant(sameFile(program))).toBe('opened');
    });
  });
};

const erasedClaimsContract = (make: () => Promise<ClipStores>): void => {
  describe('the claim on a file', () => {
    it('is a detail of the clip, whether it is freed or not', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      expect(await program.clips.countDetails(clipId)).toBe(2);
      await walk(program, clipId, ['expired']);
      expect(await program.clips.countDetails(clipId)).toBe(2);
      await program.clips.eraseDetails(clipId);
      expect(await program.clips.countDetails(clipId)).toBe(0);
    });
  });
};

/** The grant of a file in parts. */
const inParts = (clip: LiveClip, changes: Partial<UploadGrant> = {}): UploadGrant =>
  sampleGrant(clip, undefined, {
    bytes: 40_000_000,
    urlExpiresAt: sampleNow,
    parts: {
      partBytes: 16_777_216,
      partCount: 3,
      arrivedBytes: 0,
      reservedUntil: addSeconds(sampleNow, 3_600),
    },
    ...changes,
  });

const openedInParts = async (program: Program): Promise<UploadGrant> => {
  const clip = clipOf(program);
  const grant = inParts(clip);
  expect(await program.clips.openGrant(sampleOpening(clip, { grant }))).toBe('opened');
  expect(await program.clips.findGrant(clip.clipId)).toEqual(grant);
  return grant;
};

const compositesContract = (make: () => Promise<ClipStores>): void => {
  describe('the checksum over all parts of a file', () => {
    const sum = 'LCa0a2j/xo+5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=-3';

    it('is claimed by one clip, any number of times', async () => {
      const program = await programOf(make);
      const { clipId } = await openedInParts(program);
      const other = await openedInParts(program);
      expect(await program.clips.claimComposite(clipId, sum)).toBe('claimed');
      expect(await program.clips.claimComposite(clipId, sum)).toBe('claimed');
      expect((await program.clips.findGrant(clipId))?.parts?.compositeSha256).toBe(sum);
      expect(await program.clips.claimComposite(other.clipId, sum)).toBe('taken');
      expect((await program.clips.findGrant(other.clipId))?.parts?.compositeSha256).toBeUndefined();
    });

    it('is freed and erased with the clip’s other claim', async () => {
      const program = await programOf(make);
      const { clipId } = await openedInParts(program);
      await program.clips.claimComposite(clipId, sum);
      expect(await program.clips.countDetails(clipId)).toBe(3);
      await walk(program, clipId, ['refused']);
      const other = await openedInParts(program);
      expect(await program.clips.claimComposite(other.clipId, sum)).toBe('claimed');
      await walk(program, clipId, ['erasing']);
      await program.clips.eraseDetails(clipId);
      expect(await program.clips.countDetails(clipId)).toBe(0);
      const third = await openedInParts(program);
      expect(await program.clips.claimComposite(third.clipId, sum)).toBe('taken');
    });

    it('is not claimed any more by a clip that has ended', async () => {
      const program = await programOf(make);
      const { clipId } = await openedInParts(program);
      await walk(program, clipId, ['expired']);
      await program.clips.claimComposite(clipId, sum);
      expect((await program.clips.findGrant(clipId))?.parts?.compositeSha256).toBeUndefined();
      const other = await openedInParts(program);
      expect(await program.clips.claimComposite(other.clipId, sum)).toBe('claimed');
    });
  });
};

const reservationsContract = (make: () => Promise<ClipStores>): void => {
  describe('an upload in parts', () => {
    it('keeps the first name that storage gave it, while it is granted', async () => {
      const program = await programOf(make);
      const { clipId } = await openedInParts(program);
      const names = ['one', 'two', 'three'];
      const kept = await Promise.all(
        names.map((name) => program.clips.recordUploadId(clipId, name)),
      );
      expect(new Set(kept).size).toBe(1);
      expect(names).toContain(kept[0]);
      expect((await program.clips.findGrant(clipId))?.parts?.uploadId).toBe(kept[0]);
      await walk(program, clipId, ['expired']);
      expect(await program.clips.recordUploadId(clipId, 'four')).toBeUndefined();
    });

    it('of no clip, and of a file in one piece, has no name', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      expect(await program.clips.recordUploadId(clipId, 'one')).toBeUndefined();
      expect(await program.clips.recordUploadId(newId('clip'), 'one')).toBeUndefined();
    });

    it('is renewed forwards only, whatever crosses', async () => {
      const program = await programOf(make);
      const { clipId } = await openedInParts(program);
      const renewalAt = (seconds: number, arrivedBytes: number) => ({
        clipId,
        arrivedBytes,
        reservedUntil: addSeconds(sampleNow, 3_600 + seconds),
        urlExpiresAt: addSeconds(sampleNow, seconds),
        lastUploadEndsBy: addSeconds(sampleNow, 4_000 + seconds),
      });
      const outcomes = await Promise.all(
        [300, 900, 600, -50].map((seconds) =>
          program.clips.renewReservation(renewalAt(seconds, 1_000 + seconds)),
        ),
      );
      expect(new Set(outcomes)).toEqual(new Set(['renewed']));
      const [clip, grant] = await Promise.all([
        program.clips.find(clipId),
        program.clips.findGrant(clipId),
      ]);
      const last = renewalAt(900, 1_900);
      expect(clip?.lastUploadEndsBy).toBe(last.lastUploadEndsBy);
      expect(grant?.urlExpiresAt).toBe(last.urlExpiresAt);
      expect(grant?.parts).toMatchObject({
        arrivedBytes: last.arrivedBytes,
        reservedUntil: last.reservedUntil,
        partCount: 3,
      });
      await walk(program, clipId, ['expired']);
      expect(await program.clips.renewReservation(renewalAt(2_000, 9))).toBe('stale');
      expect((await program.clips.find(clipId))?.lastUploadEndsBy).toBe(last.lastUploadEndsBy);
    });
  });
};
