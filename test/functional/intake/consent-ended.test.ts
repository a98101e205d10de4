import { describe, expect, it } from '@jest/globals';
import { createMemoryPulse } from '../../../core/adapters/memory/pulse.ts';
import { withdrawConsent } from '../../../core/domain/campaigns/withdraw-consent.ts';
import { analyzeLandedClip } from '../../../core/domain/inference/analyze-landed-clip.ts';
import type { ClipState } from '../../../core/domain/intake/clip.ts';
import type { LandedObject } from '../../../core/domain/intake/ports.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import { sampleClip, sampleGrant, sampleNow } from '../../support/samples.ts';
import {
  consentTo,
  createProgram,
  giveClip,
  openCampaign,
  personWith,
} from '../campaigns/program.ts';

const landed: LandedObject = {
  ...{ key: 'clips/x/original', versionId: '1', etag: '"1"', bytes: 4, contentType: 'video/mp4' },
  sha256: sampleGrant(sampleClip(), new Uint8Array(4)).sha256,
};

/** A clip whose consent has just ended, and which nothing has told of that. */
const withEndedConsent = async (
  states: readonly ClipState[],
  { givenAgain = false }: { readonly givenAgain?: boolean } = {},
) => {
  const program = createProgram();
  const campaign = await openCampaign(program);
  const actor = personWith('contributor');
  const { consentId } = await consentTo(program, campaign, actor);
  const { clipId } = await giveClip(program, campaign, actor, states);
  await withdrawConsent(actor, { consentId }, program);
  if (givenAgain) await consentTo(program, campaign, actor);
  const touched: string[] = [];
  const never = (what: string) => async (): Promise<never> => {
    touched.push(what);
    throw new Error(`Nobody may ${what} any more`);
  };
  const stateOf = async () => (await program.clips.find(clipId))?.state;
  const landing = { head: async () => landed, reader: () => ({ bytes: 4, read: never('read') }) };
  return { program, clipId, landing, touched, never, stateOf };
};

const both = [{ givenAgain: false }, { givenAgain: true }] as const;

describe.each(both)('once the consent of a clip has ended (given again: $givenAgain)', (again) => {
  it.each([[[]], [['analyzing']]] as const)(
    'its file is not validated, and it is withdrawn at once: %j',
    async (states) => {
      const { program, clipId, landing, touched, never, stateOf } = await withEndedConsent(
        states,
        again,
      );
      const outcome = await validateUpload(clipId, {
        ...program,
        landing,
        probe: { probe: never('probe it') },
        due: { put: never('put') },
        workflow: { start: never('start its workflow') },
        metrics: { validated: () => undefined },
      });
      expect([outcome, await stateOf(), touched]).toEqual(['ignored', 'withdrawn', []]);
      const due = [...program.tables.due.values()].flatMap((entries) => [...entries.values()]);
      const erased = due.filter(({ task }) => task === 'erase').map((entry) => entry.clipId);
      expect(erased).toEqual([clipId]);
    },
  );

  it('its pictures are not looked at, and the workflow hears so', async () => {
    const { program, clipId, landing, touched, never, stateOf } = await withEndedConsent(
      ['analyzing'],
      again,
    );
    const answers: string[] = [];
    const analyzer = { name: 'none', version: '0' };
    const outcome = await analyzeLandedClip(
      { clipId, taskToken: 'token', enteredAt: sampleNow, retry: 0 },
      { delivery: 1 },
      {
        ...program,
        ...{ landing, analyzer, host: 'lambda', detectors: [], pulse: createMemoryPulse() },
        footage: { fetch: never('fetch it') },
        frames: {
          ...{ decoder: 'software', samplesPerSecond: 1, looksPerSecond: 4 },
          stills: never('decode it'),
          looks: () => {
            throw new Error('Nobody may decode it any more');
          },
        },
        store: {
          putFrame: never('keep a picture'),
          putRedacted: never('keep a copy'),
          putAnalysis: never('keep an analysis'),
          findAnalysis: never('look for an analysis'),
        },
        answer: {
          succeed: never('succeed'),
          fail: async (_token: string, code: string) => void answers.push(code),
          heartbeat: async () => 'alive',
        },
      },
    );
    expect([outcome, answers]).toEqual(['failed', ['FootageMissing']]);
    expect([await stateOf(), touched]).toEqual(['withdrawn', []]);
  });
});
