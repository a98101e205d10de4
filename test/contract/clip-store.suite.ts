import { describe, expect, it } from '@jest/globals';
import {
  clipStates,
  mayMove,
  type ClipState,
  type LiveClip,
} from '../../core/domain/intake/clip.ts';
import { bucketOfEntry, type DueEntry } from '../../core/domain/retention/due.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import {
  newId,
  recordSampleAnalysis,
  sampleAnalysis,
  sampleAttempt,
  sampleMedia,
  sampleNow,
  sampleOpening,
} from '../support/samples.ts';
import {
  capped,
  clipOf,
  consentTo,
  opened,
  programOf,
  takenOf,
  unpaidEnds,
  walk,
  type ClipStores,
} from './clip-program.ts';

/** Legal ways to every state. */
const ways: Readonly<Record<ClipState, readonly ClipState[]>> = {
  granted: [],
  refused: ['refused'],
  expired: ['expired'],
  analyzing: ['analyzing'],
  'in-review': ['analyzing', 'in-review'],
  accepted: ['analyzing', 'in-review', 'accepted'],
  rejected: ['analyzing', 'in-review', 'rejected'],
  withdrawn: ['withdrawn'],
  erasing: ['refused', 'erasing'],
  erased: ['refused', 'erasing', 'erased'],
};

/** What is due for the entry's clip in the entry's bucket, which other clips may share. */
const listDue = async ({ due }: ClipStores, entry: DueEntry): Promise<readonly DueEntry[]> => {
  const listed = await due.list(bucketOfEntry(entry), addSeconds(entry.dueAt, 60), 100);
  return listed.filter(({ clipId }) => clipId === entry.clipId);
};

const eraseDue = (clipId: ClipId): DueEntry => ({
  task: 'erase',
  clipId,
  dueAt: addSeconds(sampleNow, 3_600),
});

/** What every `ClipStore` keeps. `make` gives empty stores each time. */
export const clipStoreContract = (make: () => Promise<ClipStores>): void => {
  describe('a store of clips', () => {
    openingContract(make);
    limitsContract(make);
    movesContract(make);
    slotsContract(make);
    detailsContract(make);
    listingContract(make);
  });
};

const openingContract = (make: () => Promise<ClipStores>): void => {
  describe('opening a grant', () => {
    it('stores clip and grant, and writes when to look for the upload', async () => {
      const program = await programOf(make);
      const clip = clipOf(program);
      const opening = sampleOpening(clip);
      expect(await program.clips.find(clip.clipId)).toBeUndefined();
      expect(await program.clips.findGrant(clip.clipId)).toBeUndefined();
      expect(await program.clips.openGrant(opening)).toBe('opened');
      const stored = await program.clips.find(clip.clipId);
      expect({ ...stored, slotShard: 0 }).toEqual(clip);
      expect(await program.clips.findGrant(clip.clipId)).toEqual(opening.grant);
      expect(await listDue(program, opening.due)).toEqual([opening.due]);
    });

    it('does nothing more when it is repeated', async () => {
      const program = await programOf(make, 1);
      const clip = clipOf(program);
      const caps = { perContributor: 1, perCamera: 1, perAct: 1 };
      const opening = sampleOpening(clip, { maxOpenGrants: 1, caps });
      expect(await program.clips.openGrant(opening)).toBe('opened');
      expect(await program.clips.openGrant(opening)).toBe('opened');
      expect(await takenOf(program)).toBe(1);
      expect(await listDue(program, opening.due)).toHaveLength(1);
      const page = await program.clips.listByContributor(program.contributorId, { limit: 10 });
      expect(page.clips).toHaveLength(1);
    });

    it('does nothing to a clip that has gone on when it is repeated', async () => {
      const program = await programOf(make);
      const clip = clipOf(program);
      const opening = sampleOpening(clip);
      await program.clips.openGrant(opening);
      await walk(program, clip.clipId, ['analyzing']);
      expect(await program.clips.openGrant(opening)).toBe('opened');
      expect((await program.clips.find(clip.clipId))?.state).toBe('analyzing');
    });

    it('opens once for rivals with the same clip', async () => {
      const program = await programOf(make);
      const opening = sampleOpening(clipOf(program));
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () => program.clips.openGrant(opening)),
      );
      expect(new Set(outcomes)).toEqual(new Set(['opened']));
      expect(await takenOf(program)).toBe(1);
    });

    it('is denied without a consent, and under another epoch', async () => {
      const program = await programOf(make);
      const stranger = clipOf({ ...program, contributorId: newId('contributor') });
      expect(await program.clips.openGrant(sampleOpening(stranger))).toBe('consent-missing');
      const late = { ...clipOf(program), consentEpoch: 2 };
      const opening = sampleOpening(late);
      expect(await program.clips.openGrant(opening)).toBe('consent-missing');
      expect(await program.clips.find(late.clipId)).toBeUndefined();
      expect(await program.clips.findGrant(late.clipId)).toBeUndefined();
      expect(await listDue(program, opening.due)).toEqual([]);
      expect(await takenOf(program)).toBe(0);
    });
  });
};

const limitsContract = (make: () => Promise<ClipStores>): void => {
  describe('the limits of grants', () => {
    it('denies one more open grant than a contributor may have', async () => {
      const program = await programOf(make);
      await opened(program, { maxOpenGrants: 2 });
      await opened(program, { maxOpenGrants: 2 });
      const third = sampleOpening(clipOf(program), { maxOpenGrants: 2 });
      expect(await program.clips.openGrant(third)).toBe('too-many-open-grants');
      expect(await program.clips.find(third.clip.clipId)).toBeUndefined();
      expect(await takenOf(program)).toBe(2);
    });

    it('keeps open grants of rivals within the limit', async () => {
      const program = await programOf(make);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () =>
          program.clips.openGrant(sampleOpening(clipOf(program), { maxOpenGrants: 3 })),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(3);
      expect(outcomes.filter((outcome) => outcome === 'too-many-open-grants')).toHaveLength(5);
    });

    it('denies a camera one more clip of a category than it may give, and no other', async () => {
      const program = await programOf(make);
      const cameraId = newId('camera');
      await opened(program, capped({ perCamera: 2 }), cameraId);
      await opened(program, capped({ perCamera: 2 }), cameraId);
      const third = sampleOpening(clipOf(program, { cameraId }), capped({ perCamera: 2 }));
      expect(await program.clips.openGrant(third)).toBe('camera-cap-reached');
      await opened(program, capped({ perCamera: 2 }));
    });

    it('counts a camera for each category apart', async () => {
      const program = await programOf(make);
      const cameraId = newId('camera');
      await opened(program, capped({ perCamera: 1 }), cameraId);
      const carDoor = clipOf(program, { cameraId, category: 'car-door' });
      const opening = sampleOpening(carDoor, capped({ perCamera: 1 }));
      expect(await program.clips.openGrant(opening)).toBe('opened');
    });

    it('denies one more clip than a category wants, whichever shards are full', async () => {
      const program = await programOf(make, 5);
      for (let at = 0; at < 5; at += 1) await opened(program);
      const sixth = sampleOpening(clipOf(program), { maxOpenGrants: 10 });
      expect(await program.clips.openGrant(sixth)).toBe('campaign-full');
      expect(await program.clips.find(sixth.clip.clipId)).toBeUndefined();
      expect(await takenOf(program)).toBe(5);
    });

    it('gives exactly as many grants as are wanted to 50 people at once', async () => {
      const program = await programOf(make, 23);
      const people = await Promise.all(
        Array.from({ length: 50 }, () => consentTo(program, program.campaignId)),
      );
      const outcomes = await Promise.all(
        people.map((contributorId) =>
          program.clips.openGrant(sampleOpening(clipOf({ ...program, contributorId }))),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(23);
      expect(outcomes.filter((outcome) => outcome === 'campaign-full')).toHaveLength(27);
      expect(await takenOf(program)).toBe(23);
    });
  });
};

const movesContract = (make: () => Promise<ClipStores>): void => {
  describe('moving a clip', () => {
    for (const from of clipStates) {
      it(`takes from ${from} the legal moves only`, async () => {
        const program = await programOf(make);
        for (const to of clipStates) {
          const { clipId } = await opened(program, {
            maxOpenGrants: 100,
            ...capped({ perContributor: 100 }),
          });
          await walk(program, clipId, ways[from]);
          const due = eraseDue(clipId);
          const legal = mayMove(from, to);
          const expected = from === to ? 'already' : legal ? 'moved' : 'stale';
          const at = addSeconds(sampleNow, 60);
          expect([to, await program.clips.move({ clipId, to, at, due })]).toEqual([to, expected]);
          const clip = await program.clips.find(clipId);
          expect(clip?.state).toBe(legal ? to : from);
          expect(clip?.at[to] === at).toBe(legal);
          expect(await listDue(program, due)).toEqual(legal ? [due] : []);
        }
      });
    }

    it('remembers reason and times', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      const at = addSeconds(sampleNow, 5);
      await program.clips.move({ clipId, to: 'refused', at, reason: 'truncated' });
      const clip = await program.clips.find(clipId);
      expect([clip?.reason, clip?.at]).toEqual(['truncated', { granted: sampleNow, refused: at }]);
    });

    it('can be told to leave from one state only', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      await walk(program, clipId, ['analyzing']);
      const move = { clipId, to: 'refused', from: ['granted'], at: sampleNow } as const;
      expect(await program.clips.move(move)).toBe('stale');
      expect((await program.clips.find(clipId))?.state).toBe('analyzing');
    });

    it('changes nothing when it is repeated', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      const due = eraseDue(clipId);
      const move = { clipId, to: 'refused', at: sampleNow, reason: 'truncated', due } as const;
      expect(await program.clips.move(move)).toBe('moved');
      const first = await program.clips.find(clipId);
      await program.due.remove(due);
      const again = { ...move, at: addSeconds(sampleNow, 9), reason: 'unreadable' as const };
      expect(await program.clips.move(again)).toBe('already');
      expect(await program.clips.find(clipId)).toEqual(first);
      expect(await listDue(program, due)).toEqual([]);
    });

    it('lets one of two rivals win', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      const outcomes = await Promise.all([
        program.clips.move({ clipId, to: 'refused', at: sampleNow }),
        program.clips.move({ clipId, to: 'withdrawn', at: sampleNow }),
        program.clips.move({ clipId, to: 'expired', at: sampleNow }),
      ]);
      expect(outcomes.toSorted()).toEqual(['moved', 'stale', 'stale']);
      expect(await takenOf(program)).toBe(0);
    });

    it('does not move a clip that is not there', async () => {
      const { clips } = await make();
      const clipId = newId('clip');
      expect(await clips.move({ clipId, to: 'refused', at: sampleNow })).toBe('stale');
      expect(await clips.find(clipId)).toBeUndefined();
    });

    it('leaves of an erased clip a stub without its event', async () => {
      const program = await programOf(make);
      const { clipId, contributorId } = await opened(program);
      await walk(program, clipId, ways.erased);
      const stub = await program.clips.find(clipId);
      expect([stub?.state, stub?.contributorId]).toEqual(['erased', contributorId]);
      expect(stub?.declared).toBeUndefined();
      expect(stub?.at.erased).toBe(sampleNow);
    });
  });
};

const slotsContract = (make: () => Promise<ClipStores>): void => {
  describe('what a move gives back', () => {
    it.each(unpaidEnds.map((way) => ({ way, name: way.join(' → ') })))(
      'gives slot and camera back once after $name',
      async ({ way }) => {
        const program = await programOf(make, 1);
        const cameraId = newId('camera');
        const { clipId } = await opened(program, capped({ perCamera: 1 }), cameraId);
        await walk(program, clipId, way);
        expect(await takenOf(program)).toBe(0);
        const last = way.at(-1) ?? 'refused';
        await program.clips.move({ clipId, to: last, at: sampleNow });
        await program.clips.move({ clipId, to: 'withdrawn', at: sampleNow });
        await program.clips.move({ clipId, to: 'erasing', at: sampleNow });
        await program.clips.move({ clipId, to: 'erased', at: sampleNow });
        expect(await takenOf(program)).toBe(0);
        await opened(program, capped({ perCamera: 1 }), cameraId);
        const more = sampleOpening(clipOf(program));
        expect(await program.clips.openGrant(more)).toBe('campaign-full');
        const sameCamera = sampleOpening(clipOf(program, { cameraId }), capped({ perCamera: 1 }));
        expect(await program.clips.openGrant(sameCamera)).toBe('camera-cap-reached');
      },
    );

    it('keeps the slot and the camera of a paid clip for ever', async () => {
      const program = await programOf(make);
      const cameraId = newId('camera');
      const { clipId } = await opened(program, {}, cameraId);
      await walk(program, clipId, [...ways.accepted, 'withdrawn', 'erasing', 'erased']);
      expect(await takenOf(program)).toBe(1);
      const next = sampleOpening(clipOf(program, { cameraId }), capped({ perCamera: 1 }));
      expect(await program.clips.openGrant(next)).toBe('camera-cap-reached');
    });

    it('gives the slot back to the shard it came from', async () => {
      const program = await programOf(make, 20);
      const many = { maxOpenGrants: 100, ...capped({ perContributor: 100 }) };
      const clips: LiveClip[] = [];
      for (let at = 0; at < 20; at += 1) {
        clips.push(await opened(program, many));
      }
      for (const { clipId } of clips) await walk(program, clipId, ['withdrawn']);
      for (let at = 0; at < 20; at += 1) {
        await opened(program, many);
      }
      const more = sampleOpening(clipOf(program), many);
      expect(await program.clips.openGrant(more)).toBe('campaign-full');
    });

    it.each(['refused', 'expired', 'analyzing', 'withdrawn'] as const)(
      'gives the open grant back once after %s',
      async (to) => {
        const program = await programOf(make);
        const { clipId } = await opened(program, { maxOpenGrants: 1 });
        await walk(program, clipId, [to]);
        await program.clips.move({ clipId, to, at: sampleNow });
        await program.clips.move({ clipId, to: 'withdrawn', at: sampleNow });
        await opened(program, { maxOpenGrants: 1 });
        const second = sampleOpening(clipOf(program), { maxOpenGrants: 1 });
        expect(await program.clips.openGrant(second)).toBe('too-many-open-grants');
      },
    );
  });
};

const detailsContract = (make: () => Promise<ClipStores>): void => {
  describe('the details of a clip', () => {
    it('are remembered, and overwritten by later ones', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      expect(await program.clips.findMedia(clipId)).toBeUndefined();
      expect(await program.clips.findAnalysis(clipId)).toBeUndefined();
      await program.clips.recordMedia(clipId, sampleMedia);
      await program.clips.recordMedia(clipId, sampleMedia);
      await program.clips.move({ clipId, to: 'analyzing', at: sampleNow });
      await recordSampleAnalysis(program.clips, clipId);
      await recordSampleAnalysis(program.clips, clipId, { ...sampleAnalysis, momentCount: 9 });
      expect(await program.clips.findMedia(clipId)).toEqual(sampleMedia);
      expect(await program.clips.findAnalysis(clipId)).toEqual({
        ...sampleAnalysis,
        momentCount: 9,
      });
    });

    it('of an analysis that comes after the clip went on are not remembered', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      const record = () => program.clips.recordAnalysis(clipId, sampleAnalysis, sampleAttempt);
      expect(await record()).toBe('late');
      await program.clips.move({ clipId, to: 'analyzing', at: sampleNow });
      await program.clips.beginAnalysis(clipId, sampleAttempt);
      await program.clips.move({ clipId, to: 'in-review', at: sampleNow });
      expect(await record()).toBe('stale');
      expect(await program.clips.findAnalysis(clipId)).toBeUndefined();
    });

    it('are not remembered any more once the clip is erasing or erased', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      await program.clips.move({ clipId, to: 'withdrawn', at: sampleNow });
      await program.clips.move({ clipId, to: 'erasing', at: sampleNow });
      await program.clips.eraseDetails(clipId);
      await program.clips.recordMedia(clipId, sampleMedia);
      await program.clips.move({ clipId, to: 'erased', at: sampleNow });
      const { clips } = program;
      expect(await clips.beginAnalysis(clipId, sampleAttempt)).toEqual({ status: 'stale' });
      expect(await clips.recordAnalysis(clipId, sampleAnalysis, sampleAttempt)).toBe('late');
      expect(await program.clips.countDetails(clipId)).toBe(0);
    });

    it('are counted, and erased all at once, but for the clip itself', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      expect(await program.clips.countDetails(clipId)).toBe(2);
      await program.clips.move({ clipId, to: 'analyzing', at: sampleNow });
      await program.clips.recordMedia(clipId, sampleMedia);
      await recordSampleAnalysis(program.clips, clipId);
      expect(await program.clips.countDetails(clipId)).toBe(5);
      await program.clips.eraseDetails(clipId);
      await program.clips.eraseDetails(clipId);
      expect(await program.clips.countDetails(clipId)).toBe(0);
      const left = await Promise.all([
        program.clips.findGrant(clipId),
        program.clips.findMedia(clipId),
        program.clips.findAnalysis(clipId),
      ]);
      expect(left).toEqual([undefined, undefined, undefined]);
      expect((await program.clips.find(clipId))?.clipId).toBe(clipId);
    });

    it('of a clip that is not there are none, and erasing them is fine', async () => {
      const { clips } = await make();
      const clipId = newId('clip');
      await clips.eraseDetails(clipId);
      expect(await clips.countDetails(clipId)).toBe(0);
    });
  });
};

const listingContract = (make: () => Promise<ClipStores>): void => {
  describe('a contributor’s clips', () => {
    it('are listed newest first, in pages, without other people’s', async () => {
      const program = await programOf(make);
      const own: ClipId[] = [];
      for (let at = 0; at < 5; at += 1) own.push((await opened(program)).clipId);
      const other = await consentTo(program, program.campaignId);
      await opened({ ...program, contributorId: other });
      const seen: ClipId[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 5; page += 1) {
        const found = await program.clips.listByContributor(program.contributorId, {
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        expect(found.clips.length).toBeLessThanOrEqual(2);
        seen.push(...found.clips.map(({ clipId }) => clipId));
        cursor = found.cursor;
        if (cursor === undefined) break;
      }
      expect(cursor).toBeUndefined();
      expect(seen).toEqual(own.toReversed());
    });

    it('are listed as they stand now', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program);
      await walk(program, clipId, ['analyzing']);
      const { clips } = await program.clips.listByContributor(program.contributorId, { limit: 10 });
      expect(clips).toEqual([await program.clips.find(clipId)]);
      expect(clips[0]?.state).toBe('analyzing');
    });

    it('are found by their ids, each once, without those that are not there', async () => {
      const program = await programOf(make);
      const { clips } = program;
      const ids = [(await opened(program)).clipId, (await opened(program)).clipId] as const;
      await walk(program, ids[1], ['analyzing']);
      const found = await clips.findMany([ids[1], newId('clip'), ids[0], ids[1]]);
      const expected = [await clips.find(ids[0]), await clips.find(ids[1])];
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining(expected));
      expect(await clips.findMany([])).toEqual([]);
    });

    it('are none for a stranger', async () => {
      const { clips } = await make();
      expect(await clips.listByContributor(newId('contributor'), { limit: 10 })).toEqual({
        clips: [],
      });
    });
  });
};
