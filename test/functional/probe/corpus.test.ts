import { describe, expect, it } from '@jest/globals';
import { checksOf } from '../../corpus/checks.ts';
import { corpusFolder, hasCorpus, surveyFolder } from '../../corpus/folder.ts';

/**
 * Files that real cameras and muxers wrote, beside the project and not part of it, with what
 * ffprobe says of each (`npm run test:corpus` prints them all). Where they are not at hand, made
 * files (media-probe.test.ts) are all.
 */
describe('files of real cameras and muxers', () => {
  it('are taken where ffprobe sees a film, in two reads and no time', async () => {
    const lines = hasCorpus() ? (await surveyFolder(corpusFolder)).lines : [];
    const broken = checksOf(lines).filter(({ holds }) => !holds);
    expect(broken).toEqual([]);
  });
});
