import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ApiSchemas } from '../../client/api-client.ts';
import { clipPrefix, landingKey } from '../../core/contracts/layout/objects.ts';
import { reasonSentence } from '../../core/contracts/reasons.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { until } from '../../local/life/steps.ts';
import { ffmpeg, temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  clipIdOf,
  consentTo,
  drawPattern,
  freeBox,
  grantRequest,
  inState,
  openCampaign,
  patience,
  send,
  whenErased,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { cloud, newPerson, type Person } from './support/session.ts';
import { allQueues, bucketName, messagesIn, versionsUnder } from './support/storage.ts';

jest.setTimeout(wholeLifeMilliseconds);

type Draft = Awaited<ReturnType<typeof openCampaign>>;
type Reason = NonNullable<ApiSchemas['Clip']['reason']>;

/** A file that is declared, and what is sent in its place. */
interface Attempt {
  readonly what: string;
  readonly reason: Reason;
  /** Who says no: `storage` at the PUT, or `validation` after it landed. */
  readonly by: 'storage' | 'validation';
  readonly declare: (files: Files) => string;
  readonly send?: (files: Files) => string;
  /** Puts the object past storage's own checks, as a store that makes none would take it. */
  readonly unchecked?: { readonly contentType?: string; readonly withChecksum?: boolean };
}

interface Files {
  readonly video: string;
  readonly otherVideo: string;
  readonly sameSize: string;
  readonly text: string;
  readonly empty: string;
  readonly cutWithHeaderInFront: string;
  readonly cutWithHeaderAtEnd: string;
  readonly sound: string;
}

const attempts: readonly Attempt[] = [
  {
    what: 'a text file renamed .mp4',
    reason: 'not-a-video',
    by: 'validation',
    declare: ({ text }) => text,
  },
  {
    what: 'an empty file',
    reason: 'empty-file',
    by: 'validation',
    declare: ({ empty }) => empty,
  },
  {
    what: 'an MP4 cut at 60 % whose header is in front',
    reason: 'truncated',
    by: 'validation',
    declare: ({ cutWithHeaderInFront }) => cutWithHeaderInFront,
  },
  {
    what: 'an MP4 cut at 60 % whose header was at the end',
    reason: 'truncated',
    by: 'validation',
    declare: ({ cutWithHeaderAtEnd }) => cutWithHeaderAtEnd,
  },
  {
    what: 'an MP4 with sound only',
    reason: 'no-video-track',
    by: 'validation',
    declare: ({ sound }) => sound,
  },
  {
    what: 'other bytes of the same size, which storage refuses',
    reason: 'checksum-differs',
    by: 'storage',
    declare: ({ video }) => video,
    send: ({ sameSize }) => sameSize,
  },
  {
    what: 'a file of another size, which storage refuses',
    reason: 'size-differs',
    by: 'storage',
    declare: ({ video }) => video,
    send: ({ otherVideo }) => otherVideo,
  },
  {
    what: 'other bytes of the same size, had storage taken them',
    reason: 'checksum-differs',
    by: 'validation',
    declare: ({ video }) => video,
    send: ({ sameSize }) => sameSize,
    unchecked: {},
  },
  {
    what: 'the declared bytes, had storage not computed their checksum',
    reason: 'checksum-differs',
    by: 'validation',
    declare: ({ video }) => video,
    unchecked: { withChecksum: false },
  },
  {
    what: 'a file of another size, had storage taken it',
    reason: 'size-differs',
    by: 'validation',
    declare: ({ video }) => video,
    send: ({ otherVideo }) => otherVideo,
    unchecked: {},
  },
  {
    what: 'another content type, had storage taken it',
    reason: 'content-type-differs',
    by: 'validation',
    declare: ({ video }) => video,
    unchecked: { contentType: 'video/webm' },
  },
];

const cutAt = async (path: string, share: number, to: string): Promise<string> => {
  const bytes = await readFile(path);
  await writeFile(to, bytes.subarray(0, Math.floor(bytes.length * share)));
  return to;
};

const written = async (path: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(path, content);
  return path;
};

/** The same but for one bit in the middle. */
const changedCopy = async (path: string, to: string): Promise<string> => {
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return written(to, bytes);
};

/** The same files for an attempt of its own: no content can be declared twice. */
const filesFor = async (files: Files, folder: string, attempt: number): Promise<Files> => {
  const bytes = Buffer.concat([await readFile(files.video), freeBox()]);
  const video = await written(join(folder, `video-${attempt}.mp4`), bytes);
  const sameSize = await changedCopy(video, join(folder, `same-size-${attempt}.mp4`));
  return { ...files, video, sameSize };
};

const makeFiles = async (folder: string): Promise<Files> => {
  const at = (name: string): string => join(folder, name);
  const [video, otherVideo] = await Promise.all([drawPattern(folder, 1), drawPattern(folder, 2)]);
  const inFront = ['-c', 'copy', '-movflags', '+faststart', at('front.mp4')] as const;
  await ffmpeg('-i', video, ...inFront);
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=2', '-c:a', 'aac'] as const;
  await ffmpeg(...tone, at('sound.mp4'));
  return {
    video,
    otherVideo,
    sameSize: await changedCopy(video, at('same-size.mp4')),
    text: await written(at('porch.mp4'), 'Somebody took the parcel at noon.\n'.repeat(40)),
    empty: await written(at('empty.mp4'), ''),
    cutWithHeaderInFront: await cutAt(at('front.mp4'), 0.6, at('cut-front.mp4')),
    cutWithHeaderAtEnd: await cutAt(video, 0.6, at('cut-end.mp4')),
    sound: at('sound.mp4'),
  };
};

/** How a refusal came about. */
interface Outcome {
  readonly person: Person;
  readonly clipId: ClipId;
  readonly refusedByStorage: boolean;
  readonly clip: ApiSchemas['Clip'];
}

/** Each by a person of its own: nobody may have more than five grants open. */
const attemptIt = async (attempt: Attempt, files: Files, draft: Draft): Promise<Outcome> => {
  const person = await newPerson('contributor');
  await consentTo(draft, person);
  const declared = attempt.declare(files);
  const path = attempt.send?.(files) ?? declared;
  const body = await grantRequest(draft, person, declared);
  const grant = await person.client.openGrant({ body });
  const clipId = clipIdOf(grant);
  let refusedByStorage = false;
  if (attempt.unchecked !== undefined) {
    await putUnchecked(clipId, path, attempt.unchecked);
  } else {
    const sent = await send(grant, path, body.bytes);
    refusedByStorage = sent.outcome === 'refused';
    if (sent.outcome === 'refused') {
      await person.client.abandonUpload({ clipId, body: { reason: sent.reason } });
    } else if (sent.outcome !== 'uploaded') throw new Error(`${attempt.what}: ${sent.sentence}`);
  }
  return { person, clipId, refusedByStorage, clip: await inState(person, clipId, 'refused') };
};

const putUnchecked = async (
  clipId: ClipId,
  path: string,
  { contentType = 'video/mp4', withChecksum = true }: NonNullable<Attempt['unchecked']>,
): Promise<void> => {
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: await bucketName('landing'),
      Key: landingKey(clipId),
      Body: await readFile(path),
      ContentType: contentType,
      ...(withChecksum ? { ChecksumAlgorithm: 'SHA256' as const } : {}),
    }),
  );
};

describe('a file that cannot be taken', () => {
  const outcomes = new Map<string, Outcome>();
  let dispose: () => Promise<void>;

  const outcomeOf = ({ what }: Attempt): Outcome => {
    const outcome = outcomes.get(what);
    if (outcome === undefined) throw new Error(`${what} was not attempted`);
    return outcome;
  };

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    const [files, draft] = await Promise.all([makeFiles(made.folder), openCampaign()]);
    await Promise.all(
      attempts.map(async (attempt, at) => {
        const own = await filesFor(files, made.folder, at);
        outcomes.set(attempt.what, await attemptIt(attempt, own, draft));
      }),
    );
  });
  afterAll(() => dispose());

  it.each(attempts)('$what ends refused: $reason, said by $by', (attempt) => {
    const { clip, refusedByStorage } = outcomeOf(attempt);
    expect(clip).toMatchObject({ state: 'refused', reason: attempt.reason });
    expect(clip.reasonSentence).toBe(reasonSentence(attempt.reason, 'en'));
    expect(refusedByStorage).toBe(attempt.by === 'storage');
    // Nobody looked at it further.
    expect(clip).not.toHaveProperty('analysis');
  });

  it('leaves nothing in a bucket after the retention of refusals', async () => {
    const all = [...outcomes.values()];
    await whenErased(all);
    const left = await Promise.all(
      all.flatMap(({ clipId }) =>
        (['landing', 'derived'] as const).map((bucket) =>
          versionsUnder(bucket, clipPrefix(clipId)),
        ),
      ),
    );
    expect(left.flat()).toEqual([]);
  });

  it('leaves nothing stuck in a queue', async () => {
    const dead = allQueues.filter((name) => !name.endsWith('-queue'));
    expect(dead).toHaveLength(allQueues.length - 3);
    expect(await Promise.all(dead.map(messagesIn))).toEqual(dead.map(() => 0));
    // Other files work at the same time: at some moment each queue is empty.
    for (const name of allQueues) {
      const emptied = until(
        `an empty ${name}`,
        async () => ((await messagesIn(name)) === 0 ? true : undefined),
        patience,
      );
      expect(await emptied).toBe(true);
    }
  });
});
