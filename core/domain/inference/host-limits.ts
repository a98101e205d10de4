import type { AcceptedFootage } from '../campaigns/campaign.ts';
import type { AnalyzerHost } from './analysis.ts';

/** The most a host can take of one clip. */
export interface HostLimits {
  readonly maxBytes: number;
  readonly maxDurationSeconds: number;
  /** Of one frame. */
  readonly maxPixels: number;
  readonly maxFrameRate: number;
}

const gibibyte = 1024 ** 3;
const ultraHdPixels = 3_840 * 2_160;

/**
 * What each host can take. A Lambda lives 900 s and decodes about 365 million pixels a second on
 * each of its 1.7 processors (30 s of 1080p30 take 5.1 s of processor time): 120 s of 4K at 60
 * frames are 60 thousand million pixels = 97 s, decoded twice, plus about 60 s to encode the
 * redacted copy. A worker is bounded by the longest clip a campaign may ask for.
 */
export const hostLimits: Readonly<Record<Exclude<AnalyzerHost, 'command'>, HostLimits>> = {
  lambda: {
    maxBytes: gibibyte,
    maxDurationSeconds: 120,
    maxPixels: ultraHdPixels,
    maxFrameRate: 60,
  },
  worker: {
    maxBytes: 5 * gibibyte,
    maxDurationSeconds: 600,
    maxPixels: 2 * ultraHdPixels,
    maxFrameRate: 120,
  },
};

/** What of a campaign's accepted footage a host could not analyze; empty when it can take all. */
export const beyondHost = (
  footage: AcceptedFootage,
  limits: HostLimits,
): readonly { readonly term: keyof HostLimits; readonly asked: number; readonly limit: number }[] =>
  (['maxBytes', 'maxDurationSeconds', 'maxPixels', 'maxFrameRate'] as const)
    .map((term) => ({ term, asked: footage[term], limit: limits[term] }))
    .filter(({ asked, limit }) => asked > limit);
