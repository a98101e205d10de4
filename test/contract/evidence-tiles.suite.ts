import { describe, expect, it } from '@jest/globals';
import { LogForked } from '../../core/domain/evidence/errors.ts';
import type { TileStore } from '../../core/domain/evidence/ports.ts';
import { utf8 } from '../../core/domain/vocabulary/bytes.ts';

/** What every `TileStore` keeps. `make` gives an empty one each time. */
export const tileStoreContract = (make: () => Promise<TileStore>): void => {
  describe('a store of tiles', () => {
    const path = 'tile/0/x001/x234/067.p/5';

    it('is empty at first', async () => {
      const tiles = await make();
      expect(await tiles.get(path)).toBeUndefined();
      expect(await tiles.readCheckpoint()).toBeUndefined();
    });

    it('gives back the bytes of a file', async () => {
      const tiles = await make();
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
      await tiles.putOnce(path, bytes);
      expect([...((await tiles.get(path)) ?? [])]).toEqual([...bytes]);
      expect(await tiles.get('tile/0/x001/x234/067')).toBeUndefined();
    });

    it('takes the same bytes again and never others', async () => {
      const tiles = await make();
      await tiles.putOnce(path, utf8('one'));
      await tiles.putOnce(path, utf8('one'));
      await expect(tiles.putOnce(path, utf8('two'))).rejects.toThrow(LogForked);
      expect([...((await tiles.get(path)) ?? [])]).toEqual([...utf8('one')]);
    });

    it('lets one of many rivals with other bytes win', async () => {
      const tiles = await make();
      const rivals = Array.from({ length: 5 }, (_, at) => tiles.putOnce(path, utf8(`rival ${at}`)));
      const settled = await Promise.allSettled(rivals);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('moves the checkpoint only from the one that was read', async () => {
      const tiles = await make();
      expect(await tiles.replaceCheckpoint('first\n', '"none"')).toBe('lost-race');
      expect(await tiles.replaceCheckpoint('first — 1\n', undefined)).toBe('replaced');
      expect(await tiles.replaceCheckpoint('rival\n', undefined)).toBe('lost-race');
      const first = await tiles.readCheckpoint();
      expect(first?.text).toBe('first — 1\n');
      expect(await tiles.replaceCheckpoint('second\n', first?.etag)).toBe('replaced');
      expect(await tiles.replaceCheckpoint('third\n', first?.etag)).toBe('lost-race');
      expect((await tiles.readCheckpoint())?.text).toBe('second\n');
    });

    it('lets one of many rivals move the checkpoint', async () => {
      const tiles = await make();
      await tiles.replaceCheckpoint('first\n', undefined);
      const etag = (await tiles.readCheckpoint())?.etag;
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, (_, at) => tiles.replaceCheckpoint(`rival ${at}\n`, etag)),
      );
      expect(outcomes.filter((outcome) => outcome === 'replaced')).toHaveLength(1);
      const winner = outcomes.indexOf('replaced');
      expect((await tiles.readCheckpoint())?.text).toBe(`rival ${winner}\n`);
    });
  });
};
