import { frameKey } from '../../contracts/layout/objects.ts';
import type { FrameViewer } from '../../domain/review/ports.ts';
import { addSeconds, type Clock } from '../../domain/vocabulary/time.ts';
import type { MemoryBucket } from './buckets.ts';

/** Links to frames in memory, with a way to follow them. */
export interface MemoryFrameViewer extends FrameViewer {
  /** What a link shows; undefined once it has expired or the frame is gone. */
  follow(link: string): Uint8Array | undefined;
}

/** Shows frames of the derived bucket. */
export const createMemoryFrameViewer = ({
  bucket,
  clock,
}: {
  bucket: MemoryBucket;
  clock: Clock;
}): MemoryFrameViewer => ({
  async links(clipId, frameCount, validSeconds) {
    const expiresAt = addSeconds(clock.now(), validSeconds);
    return Array.from(
      { length: frameCount },
      (_, index) => `memory://derived/${frameKey(clipId, index)}?expires=${expiresAt}`,
    );
  },
  follow(link) {
    const { pathname, searchParams } = new URL(link);
    const expiresAt = searchParams.get('expires') ?? '';
    return clock.now() > expiresAt ? undefined : bucket.current(pathname.slice(1))?.bytes;
  },
});
