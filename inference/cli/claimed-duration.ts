import { FilePathSource, Input, Logging, LogLevel, MATROSKA, MP4, QTFF, WEBM } from 'mediabunny';

// What it thinks of audio codecs is no part of the answer.
Logging.level = LogLevel.Silent;

/**
 * Seconds that the container promises for its video; undefined when it promises none or is none
 * that we read. What it promises is compared with what decodes.
 */
export const claimedDurationSeconds = async (path: string): Promise<number | undefined> => {
  const input = new Input({
    source: new FilePathSource(path),
    formats: [MP4, QTFF, WEBM, MATROSKA],
  });
  try {
    const seconds = await (await input.getPrimaryVideoTrack())?.computeDuration();
    return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  } catch {
    return undefined; // Unreadable for this reader: whether it decodes is ffmpeg's to say.
  } finally {
    input.dispose();
  }
};
