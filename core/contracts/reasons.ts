import type { ReasonCode } from '../domain/intake/reasons.ts';

/** What a person is told for each reason, with what to do. English; translations come later. */
export const reasonSentences: Readonly<Record<ReasonCode, string>> = {
  'empty-file': 'The file is empty. Export the clip again and give it once more.',
  'not-a-video': 'This is not a video file, whatever its name says. Give the original recording.',
  'no-video-track': 'The file holds no picture, only sound or data. Give the original recording.',
  truncated: 'The end of the clip is missing. Export it again and wait until it is complete.',
  'unsupported-codec': 'The picture is coded in a way we cannot read. Export it as H.264.',
  encrypted: 'The clip is encrypted. Export it without copy protection.',
  unreadable: 'The file is damaged and cannot be read. Export the clip again.',
  'too-short': 'The clip is shorter than this campaign takes. Give a longer part of the recording.',
  'too-long': 'The clip is longer than this campaign takes. Cut it to the event.',
  'too-small-picture': 'The picture is too small for this campaign. Give the original recording.',
  'too-large-picture': 'The picture is larger than this campaign takes. Export it smaller.',
  'size-differs': 'Another file than the one declared was sent: the size differs. Start again.',
  'checksum-differs':
    'Another file than the one declared was sent: the content differs. Start again.',
  'content-type-differs': 'Another kind of file than the one declared was sent. Start again.',
  'over-read-budget': 'The file’s tables are far larger than a clip needs. Export it again.',
  undecodable: 'The clip cannot be played to its end. Export it again.',
  'file-checksum-differs': 'The file changed on the way. Give it once more.',
  'not-uploaded-in-time': 'The upload did not arrive in time. Nothing was taken; start again.',
  'upload-abandoned': 'You cancelled the upload. Nothing was taken.',
  'event-not-visible': 'The event that the campaign asks for cannot be seen in the clip.',
  'wrong-category': 'The clip shows something else than the category it was given for.',
  'scenario-misdeclared': 'The clip looks staged but was declared real, or the other way round.',
  'people-identifiable-without-consent':
    'People can be recognized who did not agree. Ask them, or give another clip.',
  'poor-quality': 'The picture is too dark, blurred or covered to be of use.',
  duplicate: 'This event was already given.',
  'inappropriate-content': 'The clip shows something that this program does not take.',
  'withdrawn-by-contributor': 'You took the clip back.',
};
