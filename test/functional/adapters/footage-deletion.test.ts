import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { s3FootageStore } from '../../../core/adapters/s3/footage-store.ts';
import { landingKey } from '../../../core/contracts/layout/objects.ts';
import type { FootageStore } from '../../../core/domain/retention/ports.ts';
import { newId } from '../../support/samples.ts';
import { scriptedConfig, startScriptedServer, type ScriptedAnswer } from './scripted-server.ts';

const clipId = newId('clip');
const key = landingKey(clipId);
const versionOf = (versionId: string) => ({ bucket: 'landing' as const, key, versionId });

const xml = (body: string, status = 200): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});

const against = async <Result>(
  answers: readonly ScriptedAnswer[],
  work: (footage: FootageStore) => Promise<Result>,
) => {
  const server = await startScriptedServer(answers);
  const s3 = new S3Client({
    ...scriptedConfig(server.url),
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  try {
    const buckets = { landing: 'landing', derived: 'derived' };
    const [settled] = await Promise.allSettled([work(s3FootageStore({ s3, buckets }))]);
    return { settled, requests: server.requests };
  } finally {
    s3.destroy();
    await server.end();
  }
};

describe('destroying footage', () => {
  it('tells which versions storage kept, and why', async () => {
    const answer = xml(
      `<DeleteResult>
        <Error><Key>${key}</Key><VersionId>v2</VersionId><Code>AccessDenied</Code></Error>
        <Error><Key>${key}</Key><VersionId>v3</VersionId><Code>NoSuchVersion</Code></Error>
      </DeleteResult>`,
    );
    const { settled } = await against([answer], (footage) =>
      footage.destroy(['v1', 'v2', 'v3'].map(versionOf)),
    );
    expect(settled).toEqual({
      status: 'fulfilled',
      value: [{ version: versionOf('v2'), code: 'AccessDenied' }],
    });
  });

  it('asks for at most 1,000 versions at once', async () => {
    const versions = Array.from({ length: 2_001 }, (_, at) => versionOf(`v${at}`));
    const { settled, requests } = await against([xml('<DeleteResult/>')], (footage) =>
      footage.destroy(versions),
    );
    expect(settled).toEqual({ status: 'fulfilled', value: [] });
    expect(requests.map(({ body }) => body.split('<VersionId>').length - 1)).toEqual([
      1_000, 1_000, 1,
    ]);
  });
});

describe('listing footage', () => {
  const page = (versions: string, next: string) =>
    xml(`<ListVersionsResult>${versions}${next}</ListVersionsResult>`);
  const version = (id: string) =>
    `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`;
  const more = `<IsTruncated>true</IsTruncated><NextKeyMarker>${key}</NextKeyMarker>
    <NextVersionIdMarker>v1</NextVersionIdMarker>`;
  const last = '<IsTruncated>false</IsTruncated>';
  const noUploads = xml(`<ListMultipartUploadsResult>${last}</ListMultipartUploadsResult>`);

  it('follows every page', async () => {
    const marker = `<DeleteMarker><Key>${key}</Key><VersionId>v3</VersionId></DeleteMarker>`;
    const { settled, requests } = await against(
      [page(version('v1'), more), page(version('v2') + marker, last), noUploads, page('', last)],
      (footage) => footage.inventory(clipId),
    );
    expect(settled).toEqual({
      status: 'fulfilled',
      value: { versions: ['v1', 'v2', 'v3'].map(versionOf), uploads: [] },
    });
    expect(requests[1]?.path).toContain('version-id-marker=v1');
  });

  it('refuses a listing without an end, rather than take a part of it for the whole', async () => {
    const { settled, requests } = await against([page(version('v1'), more)], (footage) =>
      footage.inventory(clipId),
    );
    expect(settled.status).toBe('rejected');
    expect(requests).toHaveLength(100);
  });
});
