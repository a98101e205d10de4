import type { VideoCodec } from '../../domain/campaigns/campaign.ts';
import { codecOfMatroska } from './codecs.ts';
import {
  bytesOf,
  childWith,
  elementsIn,
  floatOf,
  ids,
  textOf,
  unsignedOf,
  type Element,
} from './matroska-elements.ts';

/** The picture of a Matroska film, as its head tells it. */
export interface MatroskaVideo {
  readonly trackNumber: number;
  /** Undefined for one we do not take. */
  readonly codec: VideoCodec | undefined;
  readonly isEncrypted: boolean;
  readonly isEnabled: boolean;
  readonly width: number;
  readonly height: number;
  readonly rotationDegrees: number;
  /** Frames a second; undefined where the head does not say. */
  readonly frameRate: number | undefined;
}

/** The tracks of a film. */
export interface MatroskaTracks {
  readonly video: MatroskaVideo | undefined;
  readonly hasAudio: boolean;
}

/** Tracks that are looked at. */
const maxTracks = 32;
const videoType = 1;
const audioType = 2;

/** Reads `Tracks`: the first picture that we read, otherwise the first picture. */
export const readTracks = (tracks: Element): MatroskaTracks => {
  const videos: MatroskaVideo[] = [];
  let hasAudio = false;
  let count = 0;
  for (const entry of elementsIn(tracks.data, tracks.from, tracks.to)) {
    if (entry.id !== ids.trackEntry) continue;
    count += 1;
    if (count > maxTracks) break;
    const type = unsignedOf(childWith(entry, ids.trackType));
    hasAudio ||= type === audioType;
    if (type === videoType) videos.push(readVideo(entry));
  }
  const taken = videos.filter(({ codec }) => codec !== undefined);
  return { video: taken.find(({ isEnabled }) => isEnabled) ?? taken[0] ?? videos[0], hasAudio };
};

const readVideo = (entry: Element): MatroskaVideo => {
  const picture = childWith(entry, ids.video);
  const codecPrivate = childWith(entry, ids.codecPrivate);
  const numberOf = (id: number) => (picture ? unsignedOf(childWith(picture, id)) : undefined);
  return {
    trackNumber: unsignedOf(childWith(entry, ids.trackNumber)) ?? 0,
    codec: codecOfMatroska(
      textOf(childWith(entry, ids.codecId)),
      codecPrivate && bytesOf(codecPrivate),
    ),
    isEncrypted: isEncrypted(entry),
    isEnabled: unsignedOf(childWith(entry, ids.flagEnabled)) !== 0,
    width: numberOf(ids.pixelWidth) ?? 0,
    height: numberOf(ids.pixelHeight) ?? 0,
    rotationDegrees: rotationOf(picture),
    frameRate: frameRateOf(unsignedOf(childWith(entry, ids.defaultDuration))),
  };
};

/** Encodings compress (type 0) or encrypt (type 1); RFC 9559 §5.1.4.1.31. */
const isEncrypted = (entry: Element): boolean => {
  const encodings = childWith(entry, ids.contentEncodings);
  if (encodings === undefined) return false;
  for (const encoding of elementsIn(encodings.data, encodings.from, encodings.to)) {
    if (encoding.id !== ids.contentEncoding) continue;
    if (unsignedOf(childWith(encoding, ids.contentEncodingType)) === 1) return true;
  }
  return false;
};

/** Counter-clockwise in the file (RFC 9559 §5.1.4.1.28.45), clockwise here, in quarter turns. */
const rotationOf = (picture: Element | undefined): number => {
  const projection = picture && childWith(picture, ids.projection);
  const roll = floatOf(projection && childWith(projection, ids.projectionPoseRoll)) ?? 0;
  if (!Number.isFinite(roll)) return 0;
  return (((Math.round(-roll / 90) % 4) + 4) % 4) * 90;
};

/** Faster than this, a duration of a frame is a mistake. */
const maxFrameRate = 1_000;

const frameRateOf = (nanoseconds: number | undefined): number | undefined => {
  if (nanoseconds === undefined || nanoseconds < 1e9 / maxFrameRate) return undefined;
  return 1e9 / nanoseconds;
};
