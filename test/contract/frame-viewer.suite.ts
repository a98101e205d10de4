import { describe, expect, it } from '@jest/globals';
import { frameKey } from '../../core/contracts/layout/objects.ts';
import type { FrameViewer } from '../../core/domain/review/ports.ts';
import { utf8 } from '../../core/domain/vocabulary/bytes.ts';
import { newId } from '../support/samples.ts';

/** A viewer, the bucket it shows, and a client that follows links. */
export interface FrameWorld {
  readonly viewer: FrameViewer;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes behind a link; undefined when there are none. */
  follow(link: string): Promise<Uint8Array | undefined>;
}

/** What every `FrameViewer` keeps. `make` gives an empty bucket each time. */
export const frameViewerContract = (make: () => Promise<FrameWorld>): void => {
  describe('a viewer of frames', () => {
    it('links to each chosen frame, in order', async () => {
      const world = await make();
      const clipId = newId('clip');
      for (let at = 0; at < 3; at += 1) await world.put(frameKey(clipId, at), utf8(`frame ${at}`));
      const links = await world.viewer.links(clipId, 3, 60);
      expect(links).toHaveLength(3);
      const shown = await Promise.all(links.map((link) => world.follow(link)));
      expect(shown.map((bytes) => [...(bytes ?? [])])).toEqual(
        [0, 1, 2].map((at) => [...utf8(`frame ${at}`)]),
      );
    });

    it('has no links for a clip without frames', async () => {
      const { viewer } = await make();
      expect(await viewer.links(newId('clip'), 0, 60)).toEqual([]);
    });
  });
};
