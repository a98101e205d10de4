import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
  type MetadataTags,
} from 'mediabunny';

/** The layouts that cameras and recorders write. */
export const layouts = ['mp4-front', 'mp4-end', 'mp4-fragments', 'mov', 'webm', 'mkv'] as const;
export type Layout = (typeof layouts)[number];

const formatOf = ({ layout, fragmentSeconds }: MadeFilm) => {
  switch (layout) {
    case 'mp4-front':
      return new Mp4OutputFormat({ fastStart: 'in-memory' });
    case 'mp4-end':
      return new Mp4OutputFormat({ fastStart: false });
    case 'mp4-fragments':
      return new Mp4OutputFormat({
        fastStart: 'fragmented',
        minimumFragmentDuration: fragmentSeconds,
      });
    case 'mov':
      return new MovOutputFormat({ fastStart: false });
    case 'webm':
      return new WebMOutputFormat();
    case 'mkv':
      return new MkvOutputFormat();
  }
};

/** What a made file is like. */
export interface MadeFilm {
  readonly layout: Layout;
  readonly seconds: number;
  readonly packetsPerSecond: number;
  readonly bytesPerPacket: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly tags: MetadataTags;
  /** Of a film in fragments: what one lasts, at least. */
  readonly fragmentSeconds: number;
}

/**
 * Muxes a film without a picture: the container is real, its packets are noise that no decoder
 * could read, which a probe never tries.
 */
export const makeFilm = async (changes: Partial<MadeFilm> & Pick<MadeFilm, 'layout'>) => {
  const film: MadeFilm = {
    seconds: 5,
    packetsPerSecond: 10,
    bytesPerPacket: 1_000,
    width: 640,
    height: 360,
    rotation: 0,
    tags: {},
    fragmentSeconds: 1,
    ...changes,
  };
  const target = new BufferTarget();
  const output = new Output({ format: formatOf(film), target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, film.rotation === 0 ? {} : { rotation: film.rotation });
  output.setMetadataTags(film.tags);
  await output.start();
  const noise = Uint8Array.from({ length: film.bytesPerPacket + 251 }, (_, at) => (at * 7) % 251);
  const packets = film.seconds * film.packetsPerSecond;
  for (let at = 0; at < packets; at += 1) {
    const data = noise.subarray(at % 251, (at % 251) + film.bytesPerPacket);
    const isKey = at % film.packetsPerSecond === 0;
    const seconds = 1 / film.packetsPerSecond;
    const packet = new EncodedPacket(data, isKey ? 'key' : 'delta', at * seconds, seconds);
    await source.add(packet, {
      decoderConfig: { codec: 'vp09.00.10.08', codedWidth: film.width, codedHeight: film.height },
    });
  }
  await output.finalize();
  if (target.buffer === null) throw new Error('Nothing was muxed');
  return new Uint8Array(target.buffer);
};
