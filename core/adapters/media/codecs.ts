import { videoCodecs, type VideoCodec } from '../../domain/campaigns/campaign.ts';

/**
 * Codecs by the names that sample entries carry (https://mp4ra.org/registered-types/codecs). Dolby
 * Vision entries (`dvh1`, `dva1`, `dav1` …) name the codec beneath.
 */
const sampleEntries: Readonly<Record<VideoCodec, readonly string[]>> = {
  h264: ['avc1', 'avc2', 'avc3', 'avc4', 'dva1', 'dvav', 'AVC1', 'h264', 'H264', 'x264', 'X264'],
  hevc: ['hvc1', 'hvc2', 'hvc3', 'hev1', 'hev2', 'hev3', 'dvh1', 'dvhe', 'hevc', 'HEVC'],
  vp8: ['vp08', 'VP80'],
  vp9: ['vp09', 'VP90'],
  av1: ['av01', 'dav1', 'AV01'],
  prores: ['apco', 'apcs', 'apcn', 'apch', 'ap4h', 'ap4x'],
};
const bySampleEntry: ReadonlyMap<string, VideoCodec> = new Map(
  videoCodecs.flatMap((codec) => sampleEntries[codec].map((type) => [type, codec] as const)),
);

/** The codec of an MP4 or QuickTime track; undefined for one we do not take. */
export const codecOfSampleEntry = (type: string): VideoCodec | undefined => bySampleEntry.get(type);

/** Sample entries whose content is encrypted (ISO/IEC 14496-12 §8.12; `drmi`: FairPlay). */
export const isEncryptedEntry = (type: string): boolean => type === 'encv' || type === 'drmi';

/** Codecs by Matroska's names (https://www.matroska.org/technical/codec_specs.html). */
const byCodecId: ReadonlyMap<string, VideoCodec> = new Map([
  ['V_MPEG4/ISO/AVC', 'h264'],
  ['V_MPEGH/ISO/HEVC', 'hevc'],
  ['V_VP8', 'vp8'],
  ['V_VP9', 'vp9'],
  ['V_AV1', 'av1'],
  ['V_PRORES', 'prores'],
]);

/** Recorders on Windows wrap the name of the codec at this place of a bitmap's head. */
const bitmapCompressionAt = 16;

/** The codec of a Matroska or WebM track; undefined for one we do not take. */
export const codecOfMatroska = (
  codecId: string,
  codecPrivate: Uint8Array | undefined,
): VideoCodec | undefined => {
  if (codecId !== 'V_MS/VFW/FOURCC' || codecPrivate === undefined) return byCodecId.get(codecId);
  const name = codecPrivate.subarray(bitmapCompressionAt, bitmapCompressionAt + 4);
  return bySampleEntry.get(String.fromCharCode(...name));
};
