import { describe, expect, it } from '@jest/globals';
import { landingKey, redactedKey } from '../../core/contracts/layout/objects.ts';
import type { FootageViewer } from '../../core/domain/review/ports.ts';
import { utf8 } from '../../core/domain/vocabulary/bytes.ts';
import { newId } from '../support/samples.ts';

/** A viewer, the buckets it shows, and a client that follows links. */
export interface FootageViewWorld {
  readonly viewer: FootageViewer;
  put(bucket: 'landing' | 'derived', key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes behind a link; undefined when there are none. */
  follow(link: string): Promise<Uint8Array | undefined>;
}

/** What every `FootageViewer` keeps. `make` gives empty buckets each time. */
export const footageViewerContract = (make: () => Promise<FootageViewWorld>): void => {
  describe('a viewer of footage', () => {
    it('links to the redacted copy, and to the original, of one clip each', async () => {
      const world = await make();
      const [clipId, other] = [newId('clip'), newId('clip')];
      await world.put('landing', landingKey(clipId), utf8('as it was uploaded'));
      await world.put('derived', redactedKey(clipId), utf8('covered'));
      const shown = async (id: typeof clipId, variant: 'redacted' | 'original') => {
        const bytes = await world.follow(await world.viewer.link(id, variant, 60));
        return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
      };
      expect(await shown(clipId, 'redacted')).toBe('covered');
      expect(await shown(clipId, 'original')).toBe('as it was uploaded');
      expect(await shown(other, 'original')).toBeUndefined();
    });
  });
};
