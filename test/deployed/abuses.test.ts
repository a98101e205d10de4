import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { clipItems } from '../../core/contracts/layout/items.ts';
import { clipPrefix } from '../../core/contracts/layout/objects.ts';
import { sdkOptions } from '../../local/cloud/local-cloud.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import { verifySignedRequest } from '../support/sigv4.ts';
import {
  clipIdOf,
  consentTo,
  drawPattern,
  grantRequest,
  inState,
  openCampaign,
  putOf,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { cloud, newPerson, type Person } from './support/session.ts';
import { bucketName, tableName, versionsUnder } from './support/storage.ts';

jest.setTimeout(wholeLifeMilliseconds);

/*
 * The nine abuses of a grant: bigger, smaller, other bytes, other type, other key, replay, after
 * expiry, overwrite, other person's. Each is tried on storage itself, and what an emulator might
 * let pass is proved on the signed request: a verifier of our own, written from the specification
 * of Signature Version 4, must find it invalid too.
 */

type Signed = Pick<ApiSchemas['SignedUpload'], 'url' | 'headers'>;

/** A request, and the bytes that are sent with it. */
interface Attempt extends Signed {
  readonly body: Uint8Array;
}

const sdk = sdkOptions(cloud.connection.endpointUrl);

/** The headers as they go out: the length is that of the body, as HTTP has it. */
const headersOf = ({ headers, body }: Attempt): Readonly<Record<string, string>> => ({
  ...headers,
  'content-length': String(body.length),
});

const statusOf = async (attempt: Attempt): Promise<number> => {
  const { 'content-length': _stated, ...headers } = headersOf(attempt);
  const answer = await fetch(attempt.url, {
    method: 'PUT',
    headers,
    body: Buffer.from(attempt.body),
  });
  await answer.arrayBuffer();
  return answer.status;
};

const verdictOf = (attempt: Attempt, now = new Date()) =>
  verifySignedRequest(
    { method: 'PUT', url: attempt.url, headers: headersOf(attempt) },
    { secretAccessKey: sdk.credentials.secretAccessKey, now },
  );

/** The status and code that a call of the API is refused with. */
const refusalOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'allowed';
  } catch (error) {
    if (isProblem(error)) return `${error.status} ${error.code}`;
    throw error;
  }
};

const withUrl = (attempt: Attempt, change: (url: URL) => void): Attempt => {
  const url = new URL(attempt.url);
  change(url);
  return { ...attempt, url: url.href };
};

const withHeaders = (attempt: Attempt, changes: Readonly<Record<string, string>>): Attempt => ({
  ...attempt,
  headers: { ...attempt.headers, ...changes },
});

const flipped = (body: Uint8Array): Uint8Array => body.map((byte, at) => (at === 9 ? ~byte : byte));

const base64Of = (body: Uint8Array): string => createHash('sha256').update(body).digest('base64');

const hexOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/** One changed request, what storage answers, and what the specification says of its signature. */
interface Abuse {
  readonly change: (attempt: Attempt) => Attempt;
  readonly status: number;
  readonly verdict: ReturnType<typeof verdictOf>;
}

/** The signature no longer fits. */
const unsigned = { status: 403, verdict: 'signature-differs' } as const;

const abusesOfAny: Readonly<Record<string, Abuse>> = {
  'a bigger body': {
    change: (attempt) => ({ ...attempt, body: Buffer.concat([attempt.body, Buffer.from('more')]) }),
    ...unsigned,
  },
  'a smaller body': {
    change: (attempt) => ({ ...attempt, body: attempt.body.slice(1) }),
    ...unsigned,
  },
  'other bytes': {
    // The signature is of the checksum, which storage compares with the bytes.
    change: (attempt) => ({ ...attempt, body: flipped(attempt.body) }),
    status: 400,
    verdict: 'valid',
  },
  'other bytes under their own checksum': {
    change: (attempt) => {
      const body = flipped(attempt.body);
      return withHeaders({ ...attempt, body }, { 'x-amz-checksum-sha256': base64Of(body) });
    },
    ...unsigned,
  },
  'another key': {
    change: (attempt) =>
      withUrl(attempt, (url) => {
        url.pathname = url.pathname.replace(/original$/, 'another');
      }),
    ...unsigned,
  },
  'a longer life of the URL': {
    change: (attempt) =>
      withUrl(attempt, (url) => {
        url.searchParams.set('X-Amz-Expires', '604800');
      }),
    ...unsigned,
  },
  'fewer signed headers': {
    change: (attempt) =>
      withUrl(attempt, (url) => {
        url.searchParams.set('X-Amz-SignedHeaders', 'host');
      }),
    status: 403,
    verdict: 'header-not-signed',
  },
};

const abusesOfFiles: Readonly<Record<string, Abuse>> = {
  ...abusesOfAny,
  'another type': {
    change: (attempt) => withHeaders(attempt, { 'content-type': 'text/html' }),
    ...unsigned,
  },
  'leave to overwrite': {
    change: ({ headers: { 'if-none-match': _once, ...headers }, ...attempt }) => ({
      ...attempt,
      headers,
    }),
    ...unsigned,
  },
};

const abusesOfParts: Readonly<Record<string, Abuse>> = {
  ...abusesOfAny,
  'another part number': {
    change: (attempt) =>
      withUrl(attempt, (url) => {
        url.searchParams.set('partNumber', '2');
      }),
    ...unsigned,
  },
  'another upload': {
    change: (attempt) =>
      withUrl(attempt, (url) => {
        url.searchParams.set('uploadId', randomBytes(16).toString('hex'));
      }),
    ...unsigned,
  },
  'no part at all, but the whole object': {
    change: (attempt) =>
      withUrl(attempt, (url) => {
        url.searchParams.delete('partNumber');
        url.searchParams.delete('uploadId');
      }),
    ...unsigned,
  },
};

let campaign: Awaited<ReturnType<typeof openCampaign>>;
let owner: Person;
let stranger: Person;
let path: string;
let dispose: () => Promise<void>;

const consenting = async (): Promise<Person> => {
  const person = await newPerson('contributor');
  await consentTo(campaign, person);
  return person;
};

beforeAll(async () => {
  const made = await temporaryFolder();
  dispose = made.dispose;
  path = await drawPattern(made.folder, 17);
  campaign = await openCampaign();
  [owner, stranger] = await Promise.all([consenting(), consenting()]);
});
afterAll(() => dispose());

describe('a grant of one PUT', () => {
  let grant: ApiSchemas['Grant'];
  let good: Attempt;

  const stored = () => versionsUnder('landing', clipPrefix(clipIdOf(grant)));

  beforeAll(async () => {
    const body = await grantRequest(campaign, owner, path);
    grant = await owner.client.openGrant({ body });
    good = { ...putOf(grant), body: await readFile(path) };
  });

  it('signs exactly what the client is told to send', () => {
    expect(verdictOf(good)).toBe('valid');
  });

  it.each(Object.entries(abusesOfFiles))('does not take %s', async (_what, abuse) => {
    const attempt = abuse.change(good);
    expect(verdictOf(attempt)).toBe(abuse.verdict);
    expect(await statusOf(attempt)).toBe(abuse.status);
    expect(await stored()).toEqual([]);
  });

  it('is nothing to anybody else: the clip is not theirs, nor is its key', async () => {
    const { clipId } = grant;
    const body = { reason: 'upload-abandoned' as const };
    expect(await refusalOf(stranger.client.abandonUpload({ clipId, body }))).toBe('404 not-found');
    const theirs = await grantRequest(campaign, stranger, path, { sha256: hexOf(randomBytes(8)) });
    const { upload } = await stranger.client.openGrant({ body: theirs });
    if (upload === undefined) throw new Error('No PUT was granted');
    const { pathname } = new URL(good.url);
    const attempt = withUrl({ ...upload, body: good.body }, (url) => {
      url.pathname = pathname;
    });
    expect(verdictOf(attempt)).toBe('signature-differs');
    expect(await statusOf(attempt)).toBe(403);
    expect(await stored()).toEqual([]);
  });

  it('ends after 15 minutes at most', () => {
    const { searchParams } = new URL(good.url);
    expect(Number(searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(900);
    expect(verdictOf(good, new Date(Date.now() + 901_000))).toBe('expired');
  });

  it('lands once: neither a replay nor an overwriting changes what has landed', async () => {
    expect(await statusOf(good)).toBe(200);
    const first = await stored();
    expect(first).toHaveLength(1);
    expect(await statusOf(good)).toBe(412);
    expect(await statusOf({ ...good, body: flipped(good.body) })).toBeGreaterThanOrEqual(400);
    expect(await stored()).toEqual(first);
  });
});

describe('a grant in parts', () => {
  const bytes = 100_000_000;
  const partBytes = 16 * 1_024 * 1_024;
  const file = Buffer.alloc(bytes, randomBytes(1_021));
  const bodyOf = (partNumber: number): Buffer =>
    file.subarray((partNumber - 1) * partBytes, partNumber * partBytes);
  const numbers = [1, 2, 3, 4, 5, 6];

  let opened: ApiSchemas['Grant'];
  let clipId: ReturnType<typeof clipIdOf>;
  let first: Attempt;

  const sign = async (partNumbers: readonly number[], person = owner) => {
    const parts = partNumbers.map((partNumber) => ({
      partNumber,
      sha256: hexOf(bodyOf(partNumber)),
    }));
    return person.client.signParts({ clipId, body: { parts } });
  };
  const arrived = async () => {
    const told = await owner.client.listParts({ clipId });
    return told.arrived.map(({ partNumber }) => partNumber);
  };
  const openGrantInParts = async () => {
    const declared = { bytes, sha256: hexOf(randomBytes(8)), fileName: 'long.mp4' };
    const body = await grantRequest(campaign, owner, path, declared);
    return owner.client.openGrant({ body });
  };

  beforeAll(async () => {
    opened = await openGrantInParts();
    clipId = clipIdOf(opened);
    const [part] = (await sign([1])).parts;
    if (part === undefined) throw new Error('Nothing was signed');
    first = { url: part.url, headers: part.headers, body: bodyOf(1) };
  });

  it('has a plan instead of a PUT', () => {
    expect(opened.upload).toBeUndefined();
    expect(opened.parts).toMatchObject({ partBytes, partCount: 6 });
  });

  it('signs exactly what the client is told to send', () => {
    expect(verdictOf(first)).toBe('valid');
    expect(verdictOf(first, new Date(Date.now() + 901_000))).toBe('expired');
  });

  it.each(Object.entries(abusesOfParts))('does not take %s', async (_what, abuse) => {
    const attempt = abuse.change(first);
    expect(verdictOf(attempt)).toBe(abuse.verdict);
    expect(await statusOf(attempt)).toBe(abuse.status);
    expect(await arrived()).toEqual([]);
  });

  it('is nothing to anybody else', async () => {
    expect(await refusalOf(sign([2], stranger))).toBe('404 not-found');
    expect(await refusalOf(stranger.client.listParts({ clipId }))).toBe('404 not-found');
    expect(await refusalOf(stranger.client.completeUpload({ clipId }))).toBe('404 not-found');
  });

  it('has no part beyond the file, and is not joined before all are there', async () => {
    const parts = [{ partNumber: 7, sha256: '0'.repeat(64) }];
    expect(await refusalOf(owner.client.signParts({ clipId, body: { parts } }))).toBe(
      '422 part-unfit',
    );
    expect(await refusalOf(owner.client.completeUpload({ clipId }))).toBe('409 parts-missing');
  });

  it('takes a part again, once counted, and lands once as one object', async () => {
    expect(await statusOf(first)).toBe(200);
    expect(await statusOf(first)).toBe(200);
    expect(await arrived()).toEqual([1]);
    for (const { url, headers, partNumber } of (await sign([2, 3, 4, 5, 6])).parts) {
      expect(await statusOf({ url, headers, body: bodyOf(partNumber) })).toBe(200);
    }
    expect(await arrived()).toEqual(numbers);
    await owner.client.completeUpload({ clipId });
    await owner.client.completeUpload({ clipId });
    expect(await statusOf(first)).toBe(404);
    expect(await versionsUnder('landing', clipPrefix(clipId))).toHaveLength(1);
    const { reason } = await inState(owner, clipId, 'refused');
    expect(reason).toBe('not-a-video');
  });

  it('is signed no more after its reservation; its parts go when abandoned', async () => {
    clipId = clipIdOf(await openGrantInParts());
    const [part] = (await sign([1])).parts;
    if (part === undefined) throw new Error('Nothing was signed');
    await endReservation(clipId);
    expect(await refusalOf(sign([1]))).toBe('410 reservation-ended');
    const body = { reason: 'upload-abandoned' as const };
    await owner.client.abandonUpload({ clipId, body });
    const { url, headers } = part;
    expect(await statusOf({ url, headers, body: bodyOf(1) })).toBe(404);
    expect(await refusalOf(sign([1]))).toBe('409 not-uploading');
    expect(await openUploadsOf(clipId)).toEqual([]);
  });
});

/** An hour passes for one grant: nobody can wait for it in a test. */
const endReservation = async (clipId: ReturnType<typeof clipIdOf>): Promise<void> => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(sdk));
  await documents.send(
    new UpdateCommand({
      TableName: await tableName('clips'),
      Key: { ...clipItems.grant(clipId) },
      UpdateExpression: 'SET parts.reservedUntil = :past',
      ExpressionAttributeValues: { ':past': new Date(Date.now() - 1_000).toISOString() },
    }),
  );
};

const openUploadsOf = async (clipId: ReturnType<typeof clipIdOf>): Promise<readonly unknown[]> => {
  const { Uploads } = await cloud.s3.send(
    new ListMultipartUploadsCommand({
      Bucket: await bucketName('landing'),
      Prefix: clipPrefix(clipId),
    }),
  );
  return Uploads ?? [];
};
