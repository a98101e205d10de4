import { landingKey, redactedKey } from '../../contracts/layout/objects.ts';
import type { FootageViewer } from '../../domain/review/ports.ts';
import { addSeconds, type Clock } from '../../domain/vocabulary/time.ts';
import type { MemoryBucket } from './buckets.ts';

/** Links to footage in memory, with a way to follow them. */
export interface MemoryFootageViewer extends FootageViewer {
  /** What a link shows; undefined once it has expired or the footage is gone. */
  follow(link: string): Uint8Array | undefined;
}

/** Shows redacted copies of the derived bucket and originals of the landing bucket. */
export const createMemoryFootageViewer = ({
  landing,
  derived,
  clock,
}: {
  landing: MemoryBucket;
  derived: MemoryBucket;
  clock: Clock;
}): MemoryFootageViewer => ({
  async link(clipId, variant, validSeconds) {
    const expiresAt = addSeconds(clock.now(), validSeconds);
    const path =
      variant === 'original' ? `landing/${landingKey(clipId)}` : `derived/${redactedKey(clipId)}`;
    return `memory://${path}?expires=${expiresAt}`;
  },
  follow(link) {
    const { host, pathname, searchParams } = new URL(link);
    const expiresAt = searchParams.get('expires') ?? '';
    const bucket = host === 'landing' ? landing : derived;
    return clock.now() > expiresAt ? undefined : bucket.current(pathname.slice(1))?.bytes;
  },
});
