import { describe, expect, it } from '@jest/globals';
import { createMemoryBucket, StorageRefusal } from '../../core/adapters/memory/buckets.ts';
import { createMemoryLandingStore } from '../../core/adapters/memory/landing-store.ts';
import { createMemoryTaskTokens } from '../../core/adapters/memory/task-tokens.ts';
import { createMemoryUploadEvents } from '../../core/adapters/memory/upload-events.ts';
import { createMemoryUploads } from '../../core/adapters/memory/upload-signer.ts';
import { createVirtualClock } from '../../core/adapters/memory/virtual-clock.ts';
import { createMemoryClipWorkflow } from '../../core/adapters/memory/workflow-starts.ts';
import { sha256 } from '../../core/adapters/node/sha256.ts';
import { landingKey } from '../../core/contracts/layout/objects.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { sampleClip, sampleGrant, sampleNow } from '../support/samples.ts';

const body = new Uint8Array(48).fill(7);

const createDoor = async (storageOffsetSeconds = 0) => {
  const clock = createVirtualClock(sampleNow);
  const storageClock = { now: () => addSeconds(clock.now(), storageOffsetSeconds) };
  const bucket = createMemoryBucket('landing', { sha256 });
  const uploads = createMemoryUploads({ bucket, clock, storageClock, sha256 });
  const grant = sampleGrant(sampleClip(), body);
  const { url, headers } = await uploads.sign(grant, 900);
  return { clock, bucket, uploads, request: { url, headers, body }, clipId: grant.clipId };
};

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    if (error instanceof StorageRefusal) return `${error.status} ${error.code}`;
    throw error;
  }
};

describe('the memory bucket’s front door', () => {
  it('takes a signed upload until its last moment, by storage’s clock', async () => {
    const door = await createDoor();
    door.clock.advance(900);
    expect(codeOf(() => door.uploads.put(door.request))).toBe('taken');
    const slow = await createDoor(-60);
    slow.clock.advance(960);
    expect(codeOf(() => slow.uploads.put(slow.request))).toBe('taken');
  });

  it('refuses it a moment later', async () => {
    const door = await createDoor();
    door.clock.advance(900.001);
    expect(codeOf(() => door.uploads.put(door.request))).toBe('403 AccessDenied');
  });

  it('refuses a URL that nobody signed', async () => {
    const { uploads, request } = await createDoor();
    const forged = { ...request, url: `${request.url}0` };
    expect(codeOf(() => uploads.put(forged))).toBe('403 AccessDenied');
  });

  it.each(['content-length', 'content-type', 'if-none-match', 'x-amz-checksum-sha256'])(
    'refuses another value of %s, and none',
    async (name) => {
      const { uploads, request } = await createDoor();
      const { [name]: _signed, ...without } = request.headers;
      for (const headers of [{ ...request.headers, [name]: 'other' }, without]) {
        expect(codeOf(() => uploads.put({ ...request, headers }))).toBe(
          '403 SignatureDoesNotMatch',
        );
      }
    },
  );

  it('refuses another length, other bytes, and a second object', async () => {
    const { uploads, request } = await createDoor();
    const put = (bytes: Uint8Array) => codeOf(() => uploads.put({ ...request, body: bytes }));
    expect(put(body.slice(1))).toBe('400 IncompleteBody');
    expect(put(new Uint8Array(48).fill(8))).toBe('400 BadDigest');
    expect(put(body)).toBe('taken');
    expect(put(body)).toBe('412 PreconditionFailed');
  });

  it('takes it again once the object is destroyed: why absence is proved late', async () => {
    const { uploads, request, bucket, clipId } = await createDoor();
    const { key, versionId } = uploads.put(request);
    bucket.destroy(key, versionId);
    expect(codeOf(() => uploads.put(request))).toBe('taken');
    expect(bucket.versions(landingKey(clipId))).toHaveLength(1);
  });
});

describe('the memory bucket', () => {
  it('tells of every object once it is there', async () => {
    const { uploads, request, bucket } = await createDoor();
    const told: string[] = [];
    bucket.onCreated(({ key }) => told.push(`${key} ${bucket.current(key)?.versionId}`));
    const { key, versionId } = uploads.put(request);
    expect(told).toEqual([`${key} ${versionId}`]);
  });

  it('hides an object under a delete marker and keeps its versions', async () => {
    const { uploads, request, bucket, clipId } = await createDoor();
    const { key } = uploads.put(request);
    bucket.remove(key);
    expect(bucket.current(key)).toBeUndefined();
    expect(bucket.versions(key)).toHaveLength(2);
    expect(await createMemoryLandingStore(bucket).head(clipId)).toBeUndefined();
  });
});

describe('memory task tokens', () => {
  it('are answered once', async () => {
    const tokens = createMemoryTaskTokens();
    const told: string[] = [];
    const token = tokens.issue(({ status }) => told.push(status));
    expect(await tokens.workflow.succeed(token, { outcome: 'accepted' })).toBe('answered');
    expect(await tokens.workflow.succeed(token, { outcome: 'accepted' })).toBe('gone');
    await tokens.analysis.fail(token, 'AnalysisGaveUp', 'Late.');
    expect(told).toEqual(['succeeded']);
  });

  it('are gone when they are taken back, or never were', async () => {
    const tokens = createMemoryTaskTokens();
    const token = tokens.issue(() => {
      throw new Error('Nobody may answer');
    });
    tokens.revoke(token);
    expect(await tokens.workflow.succeed(token, {})).toBe('gone');
    expect(await tokens.workflow.succeed('other', {})).toBe('gone');
  });
});

describe('memory workflows and events', () => {
  it('start a clip’s workflow once', async () => {
    const started: ClipId[] = [];
    const workflow = createMemoryClipWorkflow((clipId) => started.push(clipId));
    const { clipId } = sampleClip();
    await workflow.start(clipId, { decisionSeconds: 60 });
    await workflow.start(clipId, { decisionSeconds: 60 });
    expect(started).toEqual([clipId]);
  });

  it('resend landed uploads only', async () => {
    const sent: ClipId[] = [];
    const events = createMemoryUploadEvents((clipId) => sent.push(clipId));
    const { clipId } = sampleClip();
    const object = { versionId: '1', etag: '', bytes: 1, contentType: 'video/mp4' };
    await events.resend({ ...object, key: landingKey(clipId) });
    expect(sent).toEqual([clipId]);
    await expect(events.resend({ ...object, key: 'clips/other' })).rejects.toThrow(RangeError);
  });
});
