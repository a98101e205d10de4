import { readdir, readFile } from 'node:fs/promises';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { awardRecorded } from '../../core/contracts/events/award-recorded.ts';
import { eventCatalogue, type EventContract } from '../../core/contracts/events/catalogue.ts';
import { leafMessage, leafOfImage } from '../../core/contracts/events/leaf-recorded.ts';
import { objectCreated } from '../../core/contracts/events/object-created.ts';
import { eventSchemaFiles, schemaPathOf } from '../../core/contracts/generate/event-schemas.ts';
import { clipOfLandingKey } from '../../core/contracts/layout/objects.ts';
import {
  analysisJob,
  decisionRequest,
  settleRequest,
} from '../../core/contracts/workflows/clip-workflow.ts';
import { bucketRequest } from '../../core/contracts/workflows/expiry-workflow.ts';
import { actorOf } from '../../functions/middleware/actor.ts';

const read = async (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const readJson = async (path: string): Promise<unknown> => JSON.parse(await read(path));

const examplesOf = async ({ name, version }: EventContract): Promise<readonly unknown[]> => {
  const folder = `events/${name}/v${version}/examples`;
  const files = await readdir(new URL(`../../${folder}`, import.meta.url));
  return Promise.all(files.map((file) => readJson(`${folder}/${file}`)));
};

const schemaOf = async (event: EventContract): Promise<ValidateFunction> => {
  // `format` is for readers: the shapes that need one carry a pattern as well.
  const ajv = new Ajv2020({ strict: true, validateFormats: false });
  return ajv.compile((await readJson(schemaPathOf(event))) as object);
};

describe.each(eventCatalogue.map((event) => [event.name, event] as const))(
  'the event %s',
  (_, event) => {
    it('has examples that its shape and its published schema both take', async () => {
      const validate = await schemaOf(event);
      const examples = await examplesOf(event);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(event.shape.safeParse(example).error).toBeUndefined();
        expect([validate(example), validate.errors]).toEqual([true, null]);
      }
    });

    it('refuses an example that lacks any one of its fields, by shape and by schema', async () => {
      const validate = await schemaOf(event);
      const [example] = await examplesOf(event);
      for (const field of Object.keys(example as object)) {
        const lacking = { ...(example as object), [field]: undefined };
        const sent = JSON.parse(JSON.stringify(lacking)) as unknown;
        expect([field, event.shape.safeParse(sent).success]).toEqual([field, false]);
        expect([field, validate(sent)]).toEqual([field, false]);
      }
    });

    it('has a published schema that is in step with its contract', async () => {
      const path = schemaPathOf(event);
      expect(await read(path)).toBe(eventSchemaFiles().get(path));
    });
  },
);

interface SqsEvent {
  readonly Records: readonly { readonly body: string }[];
}
interface StreamEvent {
  readonly Records: readonly { readonly dynamodb: { readonly NewImage: unknown } }[];
}

const bodyOfRecord = async (file: string): Promise<unknown> => {
  const event = (await readJson(`events/aws/${file}.json`)) as SqsEvent;
  return JSON.parse(event.Records[0]?.body ?? '');
};
const imageOfRecord = async (file: string): Promise<unknown> => {
  const event = (await readJson(`events/aws/${file}.json`)) as StreamEvent;
  return event.Records[0]?.dynamodb.NewImage;
};

describe('what AWS sends', () => {
  it('tells by SQS which clip landed', async () => {
    const [key] = objectCreated.parse(await bodyOfRecord('sqs-s3-object-created'));
    expect(clipOfLandingKey(key ?? '')).toBe('clip_01J9Z3BBCDEFGHJKMNPQRSTVWX');
  });

  it('encodes keys as forms do', async () => {
    const keys = objectCreated.parse(await bodyOfRecord('sqs-s3-encoded-key'));
    expect(keys).toEqual(['uploads/porch clip+1 ü.mp4']);
    expect(clipOfLandingKey(keys[0] ?? '')).toBeUndefined();
  });

  it('sends a test event without records when a notification is set up', async () => {
    expect(objectCreated.parse(await bodyOfRecord('sqs-s3-test-event'))).toEqual([]);
  });

  it('brings jobs and leaves as bodies of SQS records', async () => {
    expect(analysisJob.parse(await bodyOfRecord('sqs-analysis-job')).clipId).toMatch(/^clip_/);
    expect(leafMessage.parse(await bodyOfRecord('sqs-leaf-message')).kind).toBe('awarded');
  });

  it('brings a new award by the ledger’s stream, with its leaf', async () => {
    const image = await imageOfRecord('dynamodb-stream-insert');
    expect(awardRecorded.parse(image).clipId).toBe('clip_01J9Z3BBCDEFGHJKMNPQRSTVWX');
    expect(leafOfImage.parse(image)?.leafId).toBe('leaf_awarded_01J9Z3BBCDEFGHJKMNPQRSTVWX');
    expect(leafOfImage.parse(await imageOfRecord('dynamodb-stream-modify'))).toBeUndefined();
  });

  it.each(['text', 'list'])('names the groups of a signed-in person as %s', async (form) => {
    const event = await readJson(`events/aws/http-request-groups-as-${form}.json`);
    expect(actorOf(event as APIGatewayProxyEventV2)).toEqual({
      actorId: 'contributor_5f3c1d52-1b7e-4f0e-9d3a-6f1d2c3b4a59',
      roles: ['contributor', 'reviewer'],
    });
  });

  it('hands the steps of workflows their requests', async () => {
    const payload = (name: string): Promise<unknown> => readJson(`events/aws/task-${name}.json`);
    expect(decisionRequest.parse(await payload('decision-request')).taskToken).not.toBe('');
    expect(settleRequest.parse(await payload('settle-request')).clipId).toMatch(/^clip_/);
    expect(bucketRequest.parse(await payload('bucket-request')).bucket).toMatch(/^erase@/);
  });
});
