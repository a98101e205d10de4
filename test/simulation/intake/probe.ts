import type { MediaFacts } from '../../../core/domain/intake/clip.ts';
import { UnreadableMedia, type MediaProbe } from '../../../core/domain/intake/ports.ts';
import { contents } from './storage.ts';

const media: MediaFacts = {
  container: 'mp4',
  codec: 'h264',
  width: 1_920,
  height: 1_080,
  rotationDegrees: 0,
  frameRate: 30,
  durationSeconds: 12,
  durationIsEstimated: false,
  hasAudio: false,
  carriesLocation: false,
  carriesPersonalTags: false,
};

const cost = { bytesRead: 1, reads: 1 };

/** Tells what a file is by its one byte. */
export const simProbe: MediaProbe = {
  async probe(reader) {
    const [byte = -1] = await reader.read(0, 1);
    const content = contents[byte];
    if (content === 'not-a-video') throw new UnreadableMedia('not-a-video', cost);
    if (content === 'too-short') return { media: { ...media, durationSeconds: 1 }, cost };
    if (content === 'valid') return { media, cost };
    throw new Error(`Byte ${byte} stands for no file`);
  },
};
