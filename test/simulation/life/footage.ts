import { createMemoryAnalysisReader } from '../../../core/adapters/memory/analysis-reader.ts';
import { StorageRefusal, type MemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { analysisKey, frameKey, redactedKey } from '../../../core/contracts/layout/objects.ts';
import type { AnalyzerPorts } from '../../../core/domain/inference/analyze-clip.ts';
import {
  FootageMissing,
  ModerationThrottled,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import type { Look } from '../../../core/domain/inference/picture.ts';
import type {
  FootageReader,
  FrameSource,
  Redactor,
  Stoppable,
} from '../../../core/domain/inference/ports.ts';
import {
  UnreadableMedia,
  type MediaProbe,
  type RangeReader,
} from '../../../core/domain/intake/ports.ts';
import { toHex, utf8, type Sha256 } from '../../../core/domain/vocabulary/bytes.ts';
import type { Clock } from '../../../core/domain/vocabulary/time.ts';

/** What a file of the simulation shows: its bytes are this as JSON. */
export interface SimVideo {
  readonly serial: number;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly moves: boolean;
  readonly moderationConfidence: number;
  /** The container promises more than can be decoded. */
  readonly breaksOff: boolean;
}

/** The bytes of a file: of a video, or of something else. */
export const bytesOfFile = (content: SimVideo | string): Uint8Array =>
  utf8(typeof content === 'string' ? content : JSON.stringify(content));

const decoder = new TextDecoder();

const videoIn = (bytes: Uint8Array): SimVideo | undefined => {
  const text = decoder.decode(bytes);
  return text.startsWith('{') ? (JSON.parse(text) as SimVideo) : undefined;
};

/** Reads what the simulation's files say of themselves, in two reads. */
export const simProbe: MediaProbe = {
  async probe(reader: RangeReader) {
    const head = await reader.read(0, 1);
    const body = await reader.read(1, reader.bytes);
    const cost = { bytesRead: reader.bytes, reads: 2 };
    const video = videoIn(new Uint8Array([...head, ...body]));
    if (video === undefined) throw new UnreadableMedia('not-a-video', cost);
    const { width, height, durationSeconds } = video;
    const media = {
      container: 'mp4',
      codec: 'h264',
      width,
      height,
      rotationDegrees: 0,
      frameRate: 30,
      durationSeconds,
      durationIsEstimated: false,
      hasAudio: false,
      carriesLocation: true,
      carriesPersonalTags: true,
    };
    return { media, cost };
  },
};

/** Frames are tiny: what is simulated is the analyzer's way through its ports, not its eye. */
const side = 8;
const samplesPerSecond = 1;
const sampledFrames = 4;

const lookAt = ({ moves, serial }: SimVideo, sample: number): Look => {
  const shift = moves && sample >= sampledFrames / 2 ? side / 2 : 0;
  const grey = Uint8Array.from({ length: side * side }, (_, at) =>
    (at % side) + shift >= side / 2 ? 200 : 40 + (serial % 8),
  );
  return { seconds: sample / samplesPerSecond, width: side, height: side, grey, isSample: true };
};

/** What the simulated analyzer is made of. */
export interface SimAnalyzerOptions {
  readonly landing: MemoryBucket;
  readonly derived: MemoryBucket;
  readonly clock: Clock;
  readonly random: SeededRandomness;
  readonly sha256: Sha256;
}

/** The real analyzer's use case over ports that read the simulation's files. */
export const createSimAnalyzer = (options: SimAnalyzerOptions): AnalyzerPorts => {
  const { landing, derived, clock, random, sha256 } = options;
  const onDisk = new Map<string, SimVideo | undefined>();
  const footage: FootageReader = {
    async fetch({ key, versionId }) {
      const bytes = landing.version(key, versionId)?.bytes;
      if (bytes === undefined) throw new FootageMissing();
      const path = versionId;
      onDisk.set(path, videoIn(bytes));
      const dispose = async (): Promise<void> => {
        onDisk.delete(path);
      };
      return { path, bytes: bytes.length, sha256: toHex(sha256(bytes)), dispose };
    },
  };
  const put = (
    { signal }: Stoppable,
    key: string,
    { bytes, contentType }: { bytes: Uint8Array; contentType: string },
  ): void => {
    signal?.throwIfAborted();
    derived.put(key, bytes, { contentType });
  };
  return {
    analyzer: { name: 'simulated', version: '1' },
    host: 'lambda',
    detectors: [],
    footage,
    frames: framesOf((path) => onDisk.get(path)),
    moderator: {
      async moderate(jpeg, frameIndex) {
        if (random.chance(0.02)) throw new ModerationThrottled();
        const confidence = jpeg[0] ?? 0;
        const found = { name: 'Label', parentName: '', confidence, frameIndex };
        return confidence === 0 ? [] : [found];
      },
      estimateAges: async () => [],
    },
    redactor: simRedactor,
    store: {
      async putFrame(clipId, index, jpeg, stop) {
        put(stop, frameKey(clipId, index), { bytes: jpeg, contentType: 'image/jpeg' });
      },
      async putRedacted(clipId, path, stop) {
        put(stop, redactedKey(clipId), { bytes: utf8(path), contentType: 'video/mp4' });
      },
      async putAnalysis(clipId, analysis, stop) {
        const bytes = utf8(JSON.stringify(analysis));
        put(stop, analysisKey(clipId), { bytes, contentType: 'application/json' });
      },
      findAnalysis: (clipId) => createMemoryAnalysisReader(derived).find(clipId),
    },
    clock,
  };
};

/** What is simulated is that there is a copy, not what it shows. */
const simRedactor: Redactor = {
  async redact(path) {
    const copy = `copy of ${path}`;
    return {
      ...{ path: copy, bytes: copy.length, width: side, height: side },
      ...{ frames: sampledFrames, uncertain: [] },
    };
  },
};

const framesOf = (videoAt: (path: string) => SimVideo | undefined): FrameSource => ({
  decoder: 'software',
  samplesPerSecond,
  looksPerSecond: samplesPerSecond,
  async *looks(path) {
    const video = videoAt(path);
    if (video === undefined) throw new StorageRefusal('NoSuchFile', 404);
    if (video.breaksOff) throw new UndecodableFootage({ decodedSeconds: 0 });
    for (let sample = 0; sample < sampledFrames; sample += 1) yield lookAt(video, sample);
  },
  async stills(path, samples) {
    // A copy shows nothing that moderation would mind.
    const confidence = videoAt(path)?.moderationConfidence ?? 0;
    return samples.map((sample) => ({
      sample,
      width: side,
      height: side,
      jpeg: Uint8Array.of(confidence, sample),
    }));
  },
});

/** Seconds of a file whose every frame is decoded: what the container may promise. */
export const decodedSeconds = sampledFrames / samplesPerSecond;
