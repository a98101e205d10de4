import { describe, expect, it } from '@jest/globals';
import type { ErasureStore } from '../../core/domain/retention/ports.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleIntent, sampleNow, sampleTombstone } from '../support/samples.ts';

const progress = {
  attempts: 2,
  remainingVersions: 1,
  remainingUploads: 0,
  remainingItems: 3,
  lastAttemptAt: sampleNow,
};

/** What every `ErasureStore` keeps. `make` gives an empty one each time. */
export const erasureStoreContract = (make: () => Promise<ErasureStore>): void => {
  describe('a store of erasures', () => {
    it('knows nothing of a clip that nobody meant to erase', async () => {
      const erasures = await make();
      expect(await erasures.find(newId('clip'))).toBeUndefined();
    });

    it('keeps the first intent and returns it for every later one', async () => {
      const erasures = await make();
      const intent = sampleIntent();
      expect(await erasures.intend(intent)).toEqual(intent);
      const later = { ...intent, intendedAt: addSeconds(sampleNow, 60), versionsListed: 0 };
      expect(await erasures.intend(later)).toEqual(intent);
      expect(await erasures.find(intent.clipId)).toEqual({ intent });
    });

    it('lets one of many rivals state the intent, and tells all of them which', async () => {
      const erasures = await make();
      const intent = sampleIntent();
      const stood = await Promise.all(
        Array.from({ length: 5 }, (_, at) => erasures.intend({ ...intent, versionsListed: at })),
      );
      expect(new Set(stood.map(({ versionsListed }) => versionsListed)).size).toBe(1);
    });

    it('shows the latest progress', async () => {
      const erasures = await make();
      const intent = await erasures.intend(sampleIntent());
      await erasures.recordProgress(intent.clipId, { ...progress, obstacle: 'AccessDenied' });
      await erasures.recordProgress(intent.clipId, { ...progress, attempts: 3 });
      expect(await erasures.find(intent.clipId)).toEqual({
        intent,
        progress: { ...progress, attempts: 3 },
      });
    });

    it('keeps the first tombstone and returns it for every later one', async () => {
      const erasures = await make();
      const intent = await erasures.intend(sampleIntent());
      const tombstone = sampleTombstone(intent);
      expect(await erasures.bury(tombstone)).toEqual(tombstone);
      const later = sampleTombstone(intent, addSeconds(tombstone.liveAbsentAt, 60));
      expect(await erasures.bury(later)).toEqual(tombstone);
      expect(await erasures.find(intent.clipId)).toEqual({ intent, tombstone });
    });

    it('lets one of many rivals bury, and tells all of them which', async () => {
      const erasures = await make();
      const intent = await erasures.intend(sampleIntent());
      const stood = await Promise.all(
        Array.from({ length: 5 }, (_, at) =>
          erasures.bury(sampleTombstone(intent, addSeconds(sampleNow, 2_000 + at))),
        ),
      );
      expect(new Set(stood.map(({ liveAbsentAt }) => liveAbsentAt)).size).toBe(1);
      expect(new Set(stood.map(({ sealed }) => sealed.leaf.commitment)).size).toBe(1);
    });
  });
};
