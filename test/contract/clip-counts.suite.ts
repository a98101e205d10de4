import { describe, expect, it } from '@jest/globals';
import type { LiveClip } from '../../core/domain/intake/clip.ts';
import type { GrantDenial } from '../../core/domain/intake/ports.ts';
import { newId, sampleConsent, sampleNow, sampleOpening } from '../support/samples.ts';
import {
  capped,
  clipOf,
  consentTo,
  opened,
  programOf,
  unpaidEnds,
  walk,
  type ClipStores,
  type Program,
} from './clip-program.ts';

/** What every `ClipStore` keeps of contributors' caps, acts and free slots. */
export const clipCountsContract = (make: () => Promise<ClipStores>): void => {
  describe('a store of clips', () => {
    contributorContract(make);
    actsContract(make);
    actsGivenBackContract(make);
    freeSlotsContract(make);
  });
};

/** Tries to open a grant in an act that is there. */
const join = (
  program: Program,
  { declared }: Pick<LiveClip, 'declared'>,
  changes: Partial<LiveClip['declared']> = {},
  perAct = 3,
): Promise<'opened' | GrantDenial> => {
  const clip = clipOf(program, { actId: declared.actId, ...changes });
  const opening = sampleOpening(clip, { beginsAct: false, ...capped({ perAct }) });
  return program.clips.openGrant(opening);
};

const contributorContract = (make: () => Promise<ClipStores>): void => {
  describe('what one person may give', () => {
    const once = capped({ perContributor: 1 });

    it('is counted over all cameras, for each category apart', async () => {
      const program = await programOf(make);
      await opened(program, once);
      const second = sampleOpening(clipOf(program), once);
      expect(await program.clips.openGrant(second)).toBe('contributor-cap-reached');
      expect(await program.clips.find(second.clip.clipId)).toBeUndefined();
      const carDoor = sampleOpening(clipOf(program, { category: 'car-door' }), once);
      expect(await program.clips.openGrant(carDoor)).toBe('opened');
    });

    it('is nobody else’s', async () => {
      const program = await programOf(make);
      await opened(program, once);
      const contributorId = await consentTo(program, program.campaignId);
      const other = sampleOpening(clipOf({ ...program, contributorId }), once);
      expect(await program.clips.openGrant(other)).toBe('opened');
    });

    it('is kept by rivals', async () => {
      const program = await programOf(make);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () =>
          program.clips.openGrant(
            sampleOpening(clipOf(program), { maxOpenGrants: 50, ...capped({ perContributor: 3 }) }),
          ),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(3);
      expect(outcomes.filter((outcome) => outcome === 'contributor-cap-reached')).toHaveLength(5);
    });

    it.each(unpaidEnds.map((way) => ({ way, name: way.join(' → ') })))(
      'comes back once after $name',
      async ({ way }) => {
        const program = await programOf(make);
        const { clipId } = await opened(program, once);
        await walk(program, clipId, way);
        await program.clips.move({ clipId, to: 'withdrawn', at: sampleNow });
        await opened(program, once);
        const more = sampleOpening(clipOf(program), once);
        expect(await program.clips.openGrant(more)).toBe('contributor-cap-reached');
      },
    );

    it('does not come back after a paid clip is withdrawn and erased', async () => {
      const program = await programOf(make);
      const { clipId } = await opened(program, once);
      const life = [
        'analyzing',
        'in-review',
        'accepted',
        'withdrawn',
        'erasing',
        'erased',
      ] as const;
      await walk(program, clipId, life);
      const more = sampleOpening(clipOf(program), once);
      expect(await program.clips.openGrant(more)).toBe('contributor-cap-reached');
    });
  });
};

const actsContract = (make: () => Promise<ClipStores>): void => {
  describe('an act', () => {
    it('begins with a clip, and takes clips of other cameras', async () => {
      const program = await programOf(make);
      const first = await opened(program);
      const { actId, cameraId, category } = first.declared;
      const { contributorId, campaignId, clips } = program;
      const began = { actId, contributorId, campaignId, category };
      const only = { clipId: first.clipId, cameraId };
      expect(await clips.findAct(contributorId, actId)).toEqual({ ...began, clips: [only] });
      const second = clipOf(program, { actId });
      const opening = sampleOpening(second, { beginsAct: false });
      expect(await clips.openGrant(opening)).toBe('opened');
      expect(await clips.openGrant(opening)).toBe('opened');
      const other = { clipId: second.clipId, cameraId: second.declared.cameraId };
      expect(await clips.findAct(contributorId, actId)).toEqual({ ...began, clips: [only, other] });
    });

    it('takes each camera once', async () => {
      const program = await programOf(make);
      const first = await opened(program);
      const { cameraId } = first.declared;
      expect(await join(program, first, { cameraId })).toBe('act-unfit');
    });

    it('is of one person, campaign and category', async () => {
      const program = await programOf(make);
      const first = await opened(program);
      const contributorId = await consentTo(program, program.campaignId);
      const stranger = { ...program, contributorId };
      expect(await join(stranger, first)).toBe('act-unfit');
      expect(await program.clips.findAct(contributorId, first.declared.actId)).toBeUndefined();
      expect(await join(program, first, { category: 'car-door' })).toBe('act-unfit');
      const elsewhere = await programOf(async () => program);
      const { campaignId } = elsewhere;
      await program.consents.give(
        sampleConsent({ campaignId, contributorId: program.contributorId }),
      );
      const other = { ...program, campaignId };
      expect(await join(other, first)).toBe('act-unfit');
    });

    it('is not begun twice, nor joined before it was', async () => {
      const program = await programOf(make);
      const first = await opened(program);
      const again = sampleOpening(clipOf(program, { actId: first.declared.actId }));
      expect(await program.clips.openGrant(again)).toBe('act-unfit');
      expect(await join(program, clipOf(program))).toBe('act-unfit');
    });

    it('takes no more clips than are paid for it, whoever comes at once', async () => {
      const program = await programOf(make);
      const first = await opened(program);
      const outcomes = await Promise.all(
        Array.from({ length: 4 }, () => join(program, first, {}, 3)),
      );
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(2);
      expect(outcomes.filter((outcome) => outcome === 'act-cap-reached')).toHaveLength(2);
    });
  });
};

const actsGivenBackContract = (make: () => Promise<ClipStores>): void => {
  describe('a place in an act', () => {
    it.each(unpaidEnds.map((way) => ({ way, name: way.join(' → ') })))(
      'is given back after $name',
      async ({ way }) => {
        const program = await programOf(make);
        const first = await opened(program);
        const { actId, cameraId } = first.declared;
        await walk(program, first.clipId, way);
        const act = await program.clips.findAct(program.contributorId, actId);
        expect(act?.clips).toEqual([]);
        expect(await join(program, first, { cameraId }, 1)).toBe('opened');
        await program.clips.move({ clipId: first.clipId, to: 'withdrawn', at: sampleNow });
        expect(await join(program, first, {}, 1)).toBe('act-cap-reached');
      },
    );

    it('stays a paid clip’s for ever', async () => {
      const program = await programOf(make);
      const first = await opened(program);
      const life = [
        'analyzing',
        'in-review',
        'accepted',
        'withdrawn',
        'erasing',
        'erased',
      ] as const;
      await walk(program, first.clipId, life);
      expect(await join(program, first, {}, 1)).toBe('act-cap-reached');
    });
  });
};

const freeSlotsContract = (make: () => Promise<ClipStores>): void => {
  describe('free slots', () => {
    it('are counted to a limit, by category, and none of what is not wanted', async () => {
      const program = await programOf(make, 20);
      const { clips, campaignId } = program;
      expect(await clips.freeSlots(campaignId, 'package-theft', 100)).toBe(20);
      expect(await clips.freeSlots(campaignId, 'package-theft', 7)).toBe(7);
      expect(await clips.freeSlots(campaignId, 'person', 100)).toBe(0);
      expect(await clips.freeSlots(newId('campaign'), 'package-theft', 100)).toBe(0);
      const { clipId } = await opened(program);
      expect(await clips.freeSlots(campaignId, 'package-theft', 100)).toBe(19);
      expect(await clips.freeSlots(campaignId, 'car-door', 100)).toBe(20);
      await walk(program, clipId, ['expired']);
      expect(await clips.freeSlots(campaignId, 'package-theft', 100)).toBe(20);
    });

    it('are none in a campaign that was never made', async () => {
      const stores = await make();
      const campaignId = newId('campaign');
      const contributorId = await consentTo(stores, campaignId);
      const opening = sampleOpening(clipOf({ campaignId, contributorId }));
      expect(await stores.clips.openGrant(opening)).toBe('campaign-full');
    });
  });
};
