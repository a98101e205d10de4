import { join } from 'node:path';
import {
  DetectFacesCommand,
  DetectModerationLabelsCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ModerationThrottled } from '../../../core/domain/inference/failures.ts';
import { ffmpegFrameSource } from '../../../inference/hosts/ffmpeg-frame-source.ts';
import {
  rekognitionFaceFinder,
  rekognitionModerator,
} from '../../../inference/hosts/rekognition-moderator.ts';
import { withJpegComment } from '../../../inference/media/jpeg.ts';
import {
  startRekognitionStandIn,
  type RekognitionStandInOptions,
} from '../../../local/stand-ins/rekognition/server.ts';
import { ffmpeg, ffmpegPath, temporaryFolder } from './ffmpeg-for-tests.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let jpeg: Uint8Array;
let tinyJpeg: Uint8Array;

const stillOf = async (size: string): Promise<Uint8Array> => {
  const path = join(place.folder, `${size}.mkv`);
  await ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=${size}:r=2:d=1`, '-c:v', 'ffv1', path);
  const [still] = await ffmpegFrameSource({ ffmpegPath }).stills(path, [0], {});
  return still?.jpeg ?? new Uint8Array(0);
};

/** The same JPEG with another size in its frame header (SOF0). */
const withSize = (source: Uint8Array, width: number, height: number): Uint8Array => {
  const copy = Buffer.from(source);
  const header = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, header + 5);
  copy.writeUInt16BE(width, header + 7);
  return new Uint8Array(copy);
};

beforeAll(async () => {
  place = await temporaryFolder();
  jpeg = await stillOf('320x180');
  tinyJpeg = withSize(jpeg, 320, 79);
}, 30_000);
afterAll(() => place.dispose());

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

const start = async (options: Omit<RekognitionStandInOptions, 'port'> = {}) => {
  const standIn = await startRekognitionStandIn({ port: 0, callsPerSecond: 1_000, ...options });
  const client = new RekognitionClient({
    endpoint: standIn.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  stops.push(async () => client.destroy(), standIn.stop);
  const detect = (Bytes: Uint8Array, MinConfidence?: number) =>
    client.send(
      new DetectModerationLabelsCommand({
        Image: { Bytes },
        ...(MinConfidence === undefined ? {} : { MinConfidence }),
      }),
    );
  const findFaces = (Bytes: Uint8Array, ...Attributes: ('AGE_RANGE' | 'DEFAULT')[]) =>
    client.send(new DetectFacesCommand({ Image: { Bytes }, Attributes }));
  return { standIn, client, detect, findFaces };
};

const marked = (text: string): Uint8Array => withJpegComment(jpeg, `moderation: ${text}`);
const withFaces = (text: string): Uint8Array => withJpegComment(jpeg, `face: ${text}`);

describe('the stand-in, asked by the real client', () => {
  test('finds nothing in an unmarked picture, and names its model', async () => {
    const { detect } = await start();
    expect(await detect(jpeg)).toMatchObject({
      ModerationLabels: [],
      ModerationModelVersion: '7.0',
    });
  });

  test('finds what the comment says, each level with its parent', async () => {
    const { detect } = await start();
    const answer = await detect(marked('Violence/Graphic Violence 97.5; Alcohol 61'));
    expect(answer.ModerationLabels).toEqual([
      { Name: 'Violence', ParentName: '', Confidence: 97.5, TaxonomyLevel: 1 },
      { Name: 'Graphic Violence', ParentName: 'Violence', Confidence: 97.5, TaxonomyLevel: 2 },
      { Name: 'Alcohol', ParentName: '', Confidence: 61, TaxonomyLevel: 1 },
    ]);
  });

  test('leaves out what is less sure than asked, 50 % when nothing is asked', async () => {
    const { detect } = await start();
    const picture = marked('Alcohol 61; Gambling 49.9');
    expect((await detect(picture)).ModerationLabels).toHaveLength(1);
    expect((await detect(picture, 0)).ModerationLabels).toHaveLength(2);
    expect((await detect(picture, 61.1)).ModerationLabels).toHaveLength(0);
  });

  test.each([
    ['over 5 MB', () => new Uint8Array(5 * 1024 * 1024 + 1), 'ImageTooLargeException'],
    ['over 10,000 px', () => withSize(jpeg, 10_001, 100), 'ImageTooLargeException'],
    ['under 80 px', () => tinyJpeg, 'InvalidParameterException'],
    ['that is none', () => new TextEncoder().encode('GIF89a'), 'InvalidImageFormatException'],
    ['of no byte', () => new Uint8Array(0), 'InvalidImageFormatException'],
  ])('refuses a picture %s', async (_, picture, name) => {
    const { detect } = await start();
    const failure = await detect(picture()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test('refuses a confidence out of range and calls it does not know', async () => {
    const { detect, standIn } = await start();
    await expect(detect(jpeg, 101)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const headers = { 'x-amz-target': 'RekognitionService.SearchFacesByImage' };
    const answer = await fetch(standIn.url, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  test('finds the faces that the comment says, their age only where it is asked for', async () => {
    const { findFaces } = await start();
    const picture = withFaces('0.4,0.2,0.1,0.15 9-15 99.2; 0.7,0.2,0.1,0.15 30-38 98');
    const face = { BoundingBox: { Left: 0.4, Top: 0.2, Width: 0.1, Height: 0.15 } };
    const { FaceDetails: plain = [] } = await findFaces(picture, 'DEFAULT');
    expect(plain).toHaveLength(2);
    expect(plain[0]).toEqual({ ...face, Confidence: 99.2 });
    const { FaceDetails: aged = [] } = await findFaces(picture, 'AGE_RANGE');
    expect(aged[0]).toEqual({ ...face, Confidence: 99.2, AgeRange: { Low: 9, High: 15 } });
    expect((await findFaces(jpeg)).FaceDetails).toEqual([]);
  });

  test('has a quota for each of its operations', async () => {
    const { detect, findFaces } = await start({ callsPerSecond: 1, nowMilliseconds: () => 0 });
    await detect(jpeg);
    await findFaces(jpeg);
    const throttled = { name: 'ProvisionedThroughputExceededException' };
    await expect(detect(jpeg)).rejects.toMatchObject(throttled);
    await expect(findFaces(jpeg)).rejects.toMatchObject(throttled);
  });

  test('keeps its quota: as many at once as a second has, and then at that rate', async () => {
    let now = 0;
    const { detect, standIn } = await start({ callsPerSecond: 5, nowMilliseconds: () => now });
    const burst = await Promise.allSettled(Array.from({ length: 8 }, () => detect(jpeg)));
    expect(burst.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(standIn.calls()).toEqual({ answered: 5, throttled: 3 });
    const throttled = { name: 'ProvisionedThroughputExceededException' };
    now = 199;
    await expect(detect(jpeg)).rejects.toMatchObject(throttled);
    now = 200;
    await detect(jpeg);
    await expect(detect(jpeg)).rejects.toMatchObject(throttled);
  });
});

describe('the moderator', () => {
  const moderatorFor = (rekognition: RekognitionClient, callsPerSecond = 1_000) => {
    const waits: number[] = [];
    let now = 0;
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      now += milliseconds;
    };
    const nowMilliseconds = () => now;
    return {
      waits,
      moderator: rekognitionModerator({ rekognition, callsPerSecond, nowMilliseconds, wait }),
    };
  };

  test('gives labels with their parent, confidence and frame', async () => {
    const { client } = await start();
    const { moderator } = moderatorFor(client);
    expect(await moderator.moderate(marked('Violence/Weapon Violence 88'), 2)).toEqual([
      { name: 'Violence', parentName: '', confidence: 88, frameIndex: 2 },
      { name: 'Weapon Violence', parentName: 'Violence', confidence: 88, frameIndex: 2 },
    ]);
  });

  test('estimates ages, and takes an age it was not told for a child’s', async () => {
    const { client } = await start();
    const { moderator } = moderatorFor(client);
    expect(await moderator.estimateAges(withFaces('0.4,0.2,0.1,0.15 9-15 99'))).toEqual([
      { lowYears: 9, highYears: 15, confidence: 99 },
    ]);
    const box = { Left: 0.1, Top: 0.1, Width: 0.1, Height: 0.1 };
    const ageless = await start({ facesOf: () => [{ BoundingBox: box, Confidence: 90 }] });
    expect(await moderatorFor(ageless.client).moderator.estimateAges(jpeg)).toEqual([
      { lowYears: 0, highYears: 0, confidence: 90 },
    ]);
  });

  test('finds faces inside the picture only, and tells throttling of that, too', async () => {
    const { client } = await start({ callsPerSecond: 1, nowMilliseconds: () => 0 });
    const pace = { callsPerSecond: 1_000, nowMilliseconds: () => 0, wait: async () => {} };
    const finder = rekognitionFaceFinder({ rekognition: client, ...pace });
    expect(await finder.find(withFaces('0.95,0.9,0.1,0.2 30-38 90'))).toEqual([
      {
        box: { left: 0.95, top: 0.9, width: expect.closeTo(0.05), height: expect.closeTo(0.1) },
        score: 0.9,
      },
    ]);
    await expect(finder.find(jpeg)).rejects.toThrow(ModerationThrottled);
  });

  test('tells throttling from other errors', async () => {
    const { client } = await start({ callsPerSecond: 1, nowMilliseconds: () => 0 });
    const { moderator } = moderatorFor(client);
    await moderator.moderate(jpeg, 0);
    await expect(moderator.moderate(jpeg, 1)).rejects.toThrow(ModerationThrottled);
    const open = moderatorFor((await start()).client).moderator;
    await expect(open.moderate(tinyJpeg, 0)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('keeps to its share of the calls a second', async () => {
    const { client } = await start();
    const { moderator, waits } = moderatorFor(client, 4);
    for (let frame = 0; frame < 3; frame += 1) await moderator.moderate(jpeg, frame);
    expect(waits).toEqual([250, 250]);
  });
});
