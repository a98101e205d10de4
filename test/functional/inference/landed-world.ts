import { createMemoryPulse } from '../../../core/adapters/memory/pulse.ts';
import { createMemoryTaskTokens } from '../../../core/adapters/memory/task-tokens.ts';
import type { Analysis } from '../../../core/domain/inference/analysis.ts';
import type {
  AnalysisMessage,
  LandedClipPorts,
} from '../../../core/domain/inference/analyze-landed-clip.ts';
import {
  ModerationThrottled,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import type { Look } from '../../../core/domain/inference/picture.ts';
import type { FrameSource, Moderator, Stoppable } from '../../../core/domain/inference/ports.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import {
  consentTo,
  createProgram,
  giveClip,
  openCampaign,
  personWith,
} from '../campaigns/program.ts';

const [width, height] = [32, 18];
const looks = 2;
const looksPerSecond = 2;
const samplesPerSecond = 1;

/** Something bright that crosses a grey yard. */
const lookAt = (index: number): Look => ({
  ...{ seconds: index / looksPerSecond, width, height, isSample: index % 2 === 0 },
  grey: Uint8Array.from({ length: width * height }, (_, at) =>
    at % width === index * 8 ? 220 : 90,
  ),
});

/** What a test can do to the analyzer under way. */
export interface Mischief {
  /** Called with each look, before it is seen; what it throws, decoding throws. */
  onLook: (options: Stoppable) => Promise<void> | void;
  throttledCalls: number;
  isBroken: boolean;
  /** Of the bytes that are read; the declared one unless set. */
  sha256: string | undefined;
}

const framesWith = (mischief: Mischief): FrameSource => ({
  ...{ decoder: 'software', samplesPerSecond, looksPerSecond },
  async *looks(_path, options) {
    if (mischief.isBroken) throw new UndecodableFootage({ decodedSeconds: 0 });
    for (let index = 0; index < looks; index += 1) {
      await mischief.onLook(options);
      yield lookAt(index);
    }
  },
  stills: async (_path, samples) =>
    samples.map((sample) => ({ sample, width, height, jpeg: Uint8Array.of(sample) })),
});

const moderatorWith = (mischief: Mischief): Moderator => ({
  async moderate() {
    mischief.throttledCalls -= 1;
    if (mischief.throttledCalls >= 0) throw new ModerationThrottled();
    return [];
  },
  estimateAges: async () => [],
});

/** How a waiting step was answered. */
export interface Answer {
  readonly token: string;
  readonly status: string;
  readonly code?: string;
}

/** A clip that waits for its analysis, all in memory, and who waits for it. */
export const createLandedWorld = async () => {
  const program = createProgram();
  const campaign = await openCampaign(program);
  const actor = personWith('contributor');
  await consentTo(program, campaign, actor);
  const { clipId } = await giveClip(program, campaign, actor, ['analyzing']);
  const declared = (await program.clips.findGrant(clipId))?.sha256 ?? '';
  const mischief: Mischief = {
    ...{ onLook: () => undefined, throttledCalls: 0, isBroken: false, sha256: undefined },
  };
  const tokens = createMemoryTaskTokens();
  const answers: Answer[] = [];
  const kept = new Map<ClipId, Analysis>();
  const seen = { open: 0, fetched: 0 };
  const ports: LandedClipPorts = {
    ...program,
    ...{ host: 'worker', analyzer: { name: 'baseline', version: '1' }, detectors: [] },
    landing: {
      head: async () => ({
        ...{ key: 'clips/x/original', versionId: '1', etag: '"1"', bytes: 4 },
        contentType: 'video/mp4',
      }),
      reader: () => ({ bytes: 4, read: async () => new Uint8Array(4) }),
    },
    footage: {
      async fetch() {
        seen.open += 1;
        seen.fetched += 1;
        const dispose = async (): Promise<void> => void (seen.open -= 1);
        return { path: 'clip', bytes: 4, sha256: mischief.sha256 ?? declared, dispose };
      },
    },
    frames: framesWith(mischief),
    moderator: moderatorWith(mischief),
    store: {
      putFrame: async () => undefined,
      putRedacted: async () => undefined,
      putAnalysis: async (id, analysis) => void kept.set(id, analysis),
      findAnalysis: async (id) => kept.get(id),
    },
    answer: tokens.analysis,
    pulse: createMemoryPulse(),
  };
  /** The workflow enters its step, or tries it again. */
  const ask = (retry = 0): AnalysisMessage => {
    const token = tokens.issue(({ status, ...told }) => {
      answers.push({ token, status, ...('code' in told ? { code: told.code } : {}) });
    });
    return { clipId, taskToken: token, enteredAt: program.clock.now(), retry };
  };
  const stateOf = async () => (await program.clips.find(clipId))?.state;
  return {
    program,
    campaign,
    actor,
    clipId,
    mischief,
    tokens,
    answers,
    kept,
    seen,
    ports,
    ask,
    stateOf,
  };
};
export type LandedWorld = Awaited<ReturnType<typeof createLandedWorld>>;
