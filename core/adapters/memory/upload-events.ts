import { clipOfLandingKey } from '../../contracts/layout/objects.ts';
import type { UploadEvents } from '../../domain/intake/ports.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';

/** Hands a landed object's clip to whoever validates. */
export const createMemoryUploadEvents = (deliver: (clipId: ClipId) => void): UploadEvents => ({
  async resend({ key }) {
    const clipId = clipOfLandingKey(key);
    if (clipId === undefined) throw new RangeError(`Not a landing key: "${key}"`);
    deliver(clipId);
  },
});
