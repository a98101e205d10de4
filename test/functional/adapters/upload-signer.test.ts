import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { s3UploadSigner } from '../../../core/adapters/s3/upload-signer.ts';
import type { PartToSign, SignedUpload } from '../../../core/domain/intake/ports.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { newId, sampleClip, sampleGrant, sampleNow } from '../../support/samples.ts';
import { signatureFor, signedHeadersOf, verifySignedRequest } from '../../support/sigv4.ts';

const secretAccessKey = 'not-a-secret';
const s3 = new S3Client({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'signer', secretAccessKey },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const signer = s3UploadSigner({ s3, bucket: 'landing' });

const clip = sampleClip();
const grant = sampleGrant(clip, new Uint8Array(48));
const part: PartToSign = {
  clipId: clip.clipId,
  uploadId: 'upload-7_a',
  partNumber: 3,
  bytes: 16_777_216,
  sha256: 'ab'.repeat(32),
};
const signPart = (changes: Partial<PartToSign> = {}, validSeconds = 900) =>
  signer.signPart({ ...part, ...changes }, { at: sampleNow, validSeconds });

const queryOf = async (validSeconds = 900, changes: Partial<typeof grant> = {}) =>
  new URL((await signer.sign({ ...grant, ...changes }, validSeconds)).url).searchParams;

const soon = new Date(addSeconds(sampleNow, 60));

const verdictOf = ({ method, url, headers }: SignedUpload, now: Date = soon) =>
  verifySignedRequest({ method, url, headers }, { secretAccessKey, now });

describe('the verifier of signatures', () => {
  it('agrees with the example of the documentation', () => {
    const url =
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host';
    expect(
      signatureFor({ method: 'GET', url, headers: {} }, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    ).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  });
});

describe('a signed upload', () => {
  it('has every header of the grant in its signature', async () => {
    const query = await queryOf();
    expect(query.get('X-Amz-SignedHeaders')?.split(';')).toEqual([
      'content-length',
      'content-type',
      'host',
      'if-none-match',
      'x-amz-checksum-sha256',
      'x-amz-sdk-checksum-algorithm',
    ]);
  });

  it('tells the client exactly the headers that are signed, and no other', async () => {
    const { headers, url, method } = await signer.sign(grant, 900);
    expect(method).toBe('PUT');
    expect(headers).toEqual({
      'content-length': '48',
      'content-type': 'video/mp4',
      'if-none-match': '*',
      'x-amz-checksum-sha256': Buffer.from(grant.sha256, 'hex').toString('base64'),
      'x-amz-sdk-checksum-algorithm': 'SHA256',
    });
    expect([...Object.keys(headers), 'host'].toSorted()).toEqual(signedHeadersOf(url));
  });

  it('moves none of them into the query, where they would be the sender’s own wish', async () => {
    const names = [...(await queryOf()).keys()].toSorted();
    expect(names).toEqual([
      'X-Amz-Algorithm',
      'X-Amz-Content-Sha256',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
      'x-id',
    ]);
  });

  it('names the clip’s own key only', async () => {
    const { pathname, host } = new URL((await signer.sign(grant, 900)).url);
    expect(`${host}${pathname}`).toBe(
      `landing.s3.eu-west-1.amazonaws.com/clips/${clip.clipId}/original`,
    );
  });

  it('lives as long as asked from the clock’s time on', async () => {
    const query = await queryOf(60);
    expect([query.get('X-Amz-Expires'), query.get('X-Amz-Date')]).toEqual([
      '60',
      '20261123T011732Z',
    ]);
    expect((await signer.sign(grant, 60)).expiresAt).toBe(addSeconds(sampleNow, 60));
  });

  it.each([0, 901, 86_400, 1.5, -1])('is never signed for %d seconds', async (validSeconds) => {
    await expect(signer.sign(grant, validSeconds)).rejects.toThrow(RangeError);
    await expect(signPart({}, validSeconds)).rejects.toThrow(RangeError);
  });

  it.each([{ bytes: 49 }, { contentType: 'video/webm' as const }, { sha256: '0'.repeat(64) }])(
    'has another signature for another file: %j',
    async (changes) => {
      const signature = (await queryOf()).get('X-Amz-Signature');
      expect((await queryOf(900, changes)).get('X-Amz-Signature')).not.toBe(signature);
    },
  );
});

describe('a signed part', () => {
  it('has size and checksum in the signature, and no header that a part cannot carry', async () => {
    const { headers, url, method } = await signPart();
    expect(method).toBe('PUT');
    expect(headers).toEqual({
      'content-length': '16777216',
      'x-amz-checksum-sha256': Buffer.from(part.sha256, 'hex').toString('base64'),
      'x-amz-sdk-checksum-algorithm': 'SHA256',
    });
    expect([...Object.keys(headers), 'host'].toSorted()).toEqual(signedHeadersOf(url));
  });

  it('has number and upload in the query, and nothing that is the sender’s wish', async () => {
    const { searchParams, pathname } = new URL((await signPart()).url);
    expect(pathname).toBe(`/clips/${clip.clipId}/original`);
    expect([searchParams.get('partNumber'), searchParams.get('uploadId')]).toEqual([
      '3',
      'upload-7_a',
    ]);
    expect([...searchParams.keys()].toSorted()).toEqual([
      'X-Amz-Algorithm',
      'X-Amz-Content-Sha256',
      'X-Amz-Credential',
      'X-Amz-Date',
      'X-Amz-Expires',
      'X-Amz-Signature',
      'X-Amz-SignedHeaders',
      'partNumber',
      'uploadId',
      'x-id',
    ]);
  });

  it.each<Partial<PartToSign>>([
    { clipId: newId('clip') },
    { uploadId: 'another' },
    { partNumber: 4 },
    { bytes: 1 },
    { sha256: '0'.repeat(64) },
  ])('has another signature for another part: %j', async (changes) => {
    const signatureOf = ({ url }: SignedUpload) => new URL(url).searchParams.get('X-Amz-Signature');
    expect(signatureOf(await signPart(changes))).not.toBe(signatureOf(await signPart()));
  });
});

/** A change that a sender makes to a request; what S3 then says of it. */
const changes: Readonly<
  Record<string, (signed: SignedUpload) => Pick<SignedUpload, 'url' | 'headers'>>
> = {
  'a bigger size': withHeader('content-length', '999999999'),
  'a smaller size': withHeader('content-length', '1'),
  'another checksum': withHeader('x-amz-checksum-sha256', `${'A'.repeat(43)}=`),
  'another way of checking': withHeader('x-amz-sdk-checksum-algorithm', 'CRC32'),
  'no checksum': withHeader('x-amz-checksum-sha256', undefined),
  'another key': withUrl((url) => {
    url.pathname = url.pathname.replace(clip.clipId, newId('clip'));
  }),
  'another bucket': withUrl((url) => {
    url.host = url.host.replace('landing', 'derived');
  }),
  'a longer life': withUrl((url) => {
    url.searchParams.set('X-Amz-Expires', '604800');
  }),
  'a later beginning': withUrl((url) => {
    url.searchParams.set('X-Amz-Date', '20261123T021732Z');
  }),
  'fewer signed headers': withUrl((url) => {
    url.searchParams.set('X-Amz-SignedHeaders', 'host');
  }),
  'a query of one’s own': withUrl((url) => {
    url.searchParams.set('x-amz-acl', 'public-read');
  }),
};

const changesOfFiles: typeof changes = {
  'another type': withHeader('content-type', 'text/html'),
  'leave to overwrite': withHeader('if-none-match', undefined),
};

const changesOfParts: typeof changes = {
  'another part number': withUrl((url) => {
    url.searchParams.set('partNumber', '4');
  }),
  'another upload': withUrl((url) => {
    url.searchParams.set('uploadId', 'another');
  }),
  'no upload: a whole object': withUrl((url) => {
    url.searchParams.delete('uploadId');
    url.searchParams.delete('partNumber');
  }),
};

function withHeader(name: string, value: string | undefined): (typeof changes)[string] {
  return ({ url, headers: { [name]: _signed, ...rest } }) => ({
    url,
    headers: value === undefined ? rest : { ...rest, [name]: value },
  });
}

function withUrl(change: (url: URL) => void): (typeof changes)[string] {
  return ({ url, headers }) => {
    const changed = new URL(url);
    change(changed);
    return { url: changed.href, headers };
  };
}

describe.each([
  ['file', () => signer.sign(grant, 900), { ...changes, ...changesOfFiles }],
  ['part', () => signPart(), { ...changes, ...changesOfParts }],
] as const)('what is signed of a %s', (_what, sign, all) => {
  it('is valid as it is told to the client, until its end', async () => {
    const signed = await sign();
    expect(verdictOf(signed)).toBe('valid');
    expect(verdictOf(signed, new Date(addSeconds(sampleNow, 900)))).toBe('valid');
    expect(verdictOf(signed, new Date(addSeconds(sampleNow, 901)))).toBe('expired');
  });

  it.each(Object.entries(all))('allows no request with %s', async (_change, change) => {
    const signed = await sign();
    expect(verdictOf({ ...signed, ...change(signed) })).toMatch(
      /^(signature-differs|header-not-signed)$/,
    );
  });

  it('allows no further header that S3 obeys', async () => {
    const signed = await sign();
    const headers = { ...signed.headers, 'x-amz-storage-class': 'GLACIER' };
    expect(verdictOf({ ...signed, headers })).toBe('header-not-signed');
  });
});
