import { open, type FileHandle } from 'node:fs/promises';
import { isIsoFile } from '../../core/adapters/media/iso-file.ts';
import { mediaProbe } from '../../core/adapters/media/media-probe.ts';
import type { AcceptedFootage } from '../../core/domain/campaigns/campaign.ts';
import type { MediaFacts } from '../../core/domain/intake/clip.ts';
import { UnreadableMedia, type RangeReader } from '../../core/domain/intake/ports.ts';
import { unfitFor } from '../../core/domain/intake/validate-upload.ts';
import { modelCampaign } from '../../local/life/campaign.ts';

/** What validation says of one file, and what that took. */
export interface SurveyLine {
  /** Relative to the folder that is surveyed. */
  readonly file: string;
  readonly bytes: number;
  /** MP4, QuickTime or 3GP, by content. */
  readonly isIso: boolean;
  /** `crashed`: the probe threw something that is no answer. */
  readonly verdict: 'taken' | 'refused' | 'crashed';
  /** Why it was refused, or what it crashed with. */
  readonly reason?: string;
  readonly media?: MediaFacts;
  readonly bytesRead: number;
  readonly reads: number;
  readonly milliseconds: number;
  /** Of the process, in user code and the system: a wait does not count. */
  readonly cpuMilliseconds: number;
}

/** What the model case's campaign takes: the default that files are held to. */
export const defaultFootage: AcceptedFootage = modelCampaign(0).footage;

/** Reads of a file, counted here and not by the probe, which could forget one. */
const countingReader = (handle: FileHandle, bytes: number) => {
  const cost = { reads: 0, bytesRead: 0 };
  const reader: RangeReader = {
    bytes,
    read: async (start, end) => {
      cost.reads += 1;
      cost.bytesRead += end - start;
      const buffer = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
      return buffer.subarray(0, bytesRead);
    },
  };
  return { reader, cost };
};

/** Validates one file as the intake would: the container's facts, then the campaign's rules. */
export const surveyFile = async (folder: string, file: string): Promise<SurveyLine> => {
  const handle = await open(`${folder}/${file}`);
  try {
    const { size } = await handle.stat();
    const { reader, cost } = countingReader(handle, size);
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const said = await verdictOn(reader);
    const milliseconds = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(before);
    const head = new Uint8Array(Math.min(size, 16));
    await handle.read(head, 0, head.length, 0);
    return {
      ...{ file, bytes: size, isIso: isIsoFile(head), ...said, ...cost },
      milliseconds: Math.round(milliseconds * 1_000) / 1_000,
      cpuMilliseconds: (user + system) / 1_000,
    };
  } finally {
    await handle.close();
  }
};

const probe = mediaProbe();

const verdictOn = async (
  reader: RangeReader,
): Promise<Pick<SurveyLine, 'verdict' | 'reason' | 'media'>> => {
  try {
    const { media } = await probe.probe(reader, defaultFootage);
    const reason = unfitFor(defaultFootage, media);
    return reason === undefined
      ? { verdict: 'taken', media }
      : { verdict: 'refused', reason, media };
  } catch (error) {
    if (error instanceof UnreadableMedia) return { verdict: 'refused', reason: error.reason };
    return { verdict: 'crashed', reason: String(error) };
  }
};
