import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { s3UploadSigner } from '../../../core/adapters/s3/upload-signer.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { sampleClip, sampleGrant, sampleNow } from '../../support/samples.ts';

const s3 = new S3Client({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'signer', secretAccessKey: 'not-a-secret' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const signer = s3UploadSigner({ s3, bucket: 'landing' });

const clip = sampleClip();
const grant = sampleGrant(clip, new Uint8Array(48));

const queryOf = async (validSeconds = 900, changes: Partial<typeof grant> = {}) =>
  new URL((await signer.sign({ ...grant, ...changes }, validSeconds)).url).searchParams;

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
    const signed = new URL(url).searchParams.get('X-Amz-SignedHeaders')?.split(';');
    expect([...Object.keys(headers), 'host'].toSorted()).toEqual(signed);
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
  });

  it.each([{ bytes: 49 }, { contentType: 'video/webm' as const }, { sha256: '0'.repeat(64) }])(
    'has another signature for another file: %j',
    async (changes) => {
      const signature = (await queryOf()).get('X-Amz-Signature');
      expect((await queryOf(900, changes)).get('X-Amz-Signature')).not.toBe(signature);
    },
  );
});
