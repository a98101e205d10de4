import type * as z from 'zod';
import type { AnalysisSummary } from '../../domain/inference/analysis.ts';
import type { Clip, MediaFacts } from '../../domain/intake/clip.ts';
import type { Language } from '../language.ts';
import { reasonSentence } from '../reasons.ts';
import type * as shapes from './shapes.ts';

/** A clip as its owner sees it. Several stages answer with it, so it is written once. */
export const clipDocument = (
  {
    clip,
    media,
    analysis,
  }: {
    clip: Clip;
    media?: MediaFacts;
    analysis?: AnalysisSummary;
  },
  language: Language,
): z.input<typeof shapes.clip> => ({
  clipId: clip.clipId,
  campaignId: clip.campaignId,
  state: clip.state,
  at: clip.at,
  ...(clip.reward === undefined ? {} : { reward: clip.reward }),
  ...clip.declared,
  ...(clip.reason === undefined
    ? {}
    : { reason: clip.reason, reasonSentence: reasonSentence(clip.reason, language) }),
  ...(media === undefined ? {} : { media }),
  ...(analysis === undefined ? {} : { analysis }),
});
