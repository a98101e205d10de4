import { describe, expect, it } from '@jest/globals';
import type { AnalysisAttempt } from '../../core/domain/inference/attempt.ts';
import type { ClipMove } from '../../core/domain/intake/ports.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { sampleAnalysis, sampleAttempt, sampleNow } from '../support/samples.ts';
import { opened, programOf, walk, type ClipStores, type Program } from './clip-program.ts';

const first = sampleAttempt;
/** The workflow tried its step again, under a new token. */
const second: AnalysisAttempt = { ...first, retry: 1, tokenDigest: '1'.repeat(64) };
/** The execution was started again: retries count from 0. */
const restarted: AnalysisAttempt = {
  enteredAt: addSeconds(sampleNow, 86_400),
  retry: 0,
  tokenDigest: '2'.repeat(64),
};
/** In the place of the first one, by a token that the workflow never gave. */
const foreign: AnalysisAttempt = { ...first, tokenDigest: 'f'.repeat(64) };

const analyzing = async (
  make: () => Promise<ClipStores>,
): Promise<Program & { readonly clipId: ClipId }> => {
  const program = await programOf(make);
  const { clipId } = await opened(program);
  await walk(program, clipId, ['analyzing']);
  return { ...program, clipId };
};

const refusal = (clipId: ClipId, under: AnalysisAttempt): ClipMove => ({
  ...{ clipId, to: 'refused', from: ['analyzing'], at: sampleNow, reason: 'undecodable', under },
  due: { task: 'erase', clipId, dueAt: addSeconds(sampleNow, 3_600) },
});

/** Which attempt to analyze a clip counts. `make` gives empty stores each time. */
export const analysisAttemptsContract = (make: () => Promise<ClipStores>): void => {
  describe('attempts to analyze a clip', () => {
    it('count their tries, each attempt its own', async () => {
      const { clips, clipId } = await analyzing(make);
      const begin = (attempt: AnalysisAttempt) => clips.beginAnalysis(clipId, attempt);
      expect(await begin(first)).toEqual({ status: 'begun', tries: 1 });
      expect(await begin(first)).toEqual({ status: 'begun', tries: 2 });
      expect(await begin(second)).toEqual({ status: 'begun', tries: 1 });
      expect(await begin(restarted)).toEqual({ status: 'begun', tries: 1 });
    });

    it('are late once a newer one has begun, or by a token that is not theirs', async () => {
      const { clips, clipId } = await analyzing(make);
      await clips.beginAnalysis(clipId, second);
      for (const attempt of [first, foreign, { ...second, tokenDigest: first.tokenDigest }]) {
        expect(await clips.beginAnalysis(clipId, attempt)).toEqual({ status: 'late' });
        expect(await clips.recordAnalysis(clipId, sampleAnalysis, attempt)).toBe('late');
        expect(await clips.move(refusal(clipId, attempt))).toBe('stale');
      }
      expect((await clips.find(clipId))?.state).toBe('analyzing');
      expect(await clips.findAnalysis(clipId)).toBeUndefined();
      expect(await clips.beginAnalysis(clipId, second)).toEqual({ status: 'begun', tries: 2 });
    });

    it('begin and end only while the clip is analyzing', async () => {
      const program = await programOf(make);
      const { clips } = program;
      const { clipId } = await opened(program);
      expect(await clips.beginAnalysis(clipId, first)).toEqual({ status: 'stale' });
      await walk(program, clipId, ['analyzing']);
      await clips.beginAnalysis(clipId, first);
      expect(await clips.recordAnalysis(clipId, sampleAnalysis, first)).toBe('recorded');
      await walk(program, clipId, ['in-review']);
      expect(await clips.beginAnalysis(clipId, first)).toEqual({ status: 'stale' });
      expect(await clips.recordAnalysis(clipId, sampleAnalysis, first)).toBe('stale');
    });

    it('are answered as late rather than stale when they are both', async () => {
      const { clips, clipId } = await analyzing(make);
      await clips.beginAnalysis(clipId, second);
      await clips.move({ clipId, to: 'in-review', at: sampleNow });
      expect(await clips.beginAnalysis(clipId, first)).toEqual({ status: 'late' });
      expect(await clips.recordAnalysis(clipId, sampleAnalysis, first)).toBe('late');
    });

    it('refuse the clip under the current one, and fall due with it', async () => {
      const program = await analyzing(make);
      const { clips, clipId } = program;
      expect(await clips.move(refusal(clipId, first))).toBe('stale');
      await clips.beginAnalysis(clipId, first);
      expect(await clips.move(refusal(clipId, first))).toBe('moved');
      expect(await clips.move(refusal(clipId, first))).toBe('already');
    });

    it('take an excused try back, their own and never below none', async () => {
      const { clips, clipId } = await analyzing(make);
      await clips.excuseTry(clipId, first);
      await clips.beginAnalysis(clipId, first);
      await clips.excuseTry(clipId, second);
      expect(await clips.beginAnalysis(clipId, first)).toEqual({ status: 'begun', tries: 2 });
      for (let excuse = 0; excuse < 3; excuse += 1) await clips.excuseTry(clipId, first);
      expect(await clips.beginAnalysis(clipId, first)).toEqual({ status: 'begun', tries: 1 });
    });

    it('are counted right when several deliveries begin at once', async () => {
      const { clips, clipId } = await analyzing(make);
      const begun = await Promise.all(
        Array.from({ length: 4 }, () => clips.beginAnalysis(clipId, first)),
      );
      const tries = begun.map((each) => (each.status === 'begun' ? each.tries : 0));
      expect(new Set(tries)).toEqual(new Set([1, 2, 3, 4]));
    });

    it('are forgotten with the clip’s other details', async () => {
      const { clips, clipId } = await analyzing(make);
      const before = await clips.countDetails(clipId);
      await clips.beginAnalysis(clipId, first);
      expect(await clips.countDetails(clipId)).toBe(before + 1);
      await clips.eraseDetails(clipId);
      expect(await clips.countDetails(clipId)).toBe(0);
    });
  });
};
