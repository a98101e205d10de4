import { beforeAll, describe, expect, it } from '@jest/globals';
import { deploymentOf } from '../../infra/config/index.ts';
import { synthesizeTemplates, type TemplateResource } from '../../infra/templates.ts';

const origin = 'https://portal.example.org';

let storage: readonly TemplateResource[];
let landing: Readonly<Record<string, unknown>>;

beforeAll(() => {
  const deployment = { ...deploymentOf({ deployment: 'prod' }), webOrigins: [origin] };
  const templates = synthesizeTemplates(deployment, { checksTemplates: false });
  storage = templates.flatMap(({ resources }) => Object.values(resources));
  const found = templates.flatMap(({ resources }) => resources['BucketLanding'] ?? []);
  landing = found[0]?.Properties ?? {};
});

interface LifecycleRule {
  readonly Status: string;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
}

describe('an upload in parts', () => {
  it('is ended by the bucket itself only after every reservation: two days, not one', () => {
    const { Rules } = landing['LifecycleConfiguration'] as { Rules: readonly LifecycleRule[] };
    const ends = Rules.filter(({ Status }) => Status === 'Enabled').flatMap(
      ({ AbortIncompleteMultipartUpload: abort }) => abort?.DaysAfterInitiation ?? [],
    );
    expect(ends).toEqual([2]);
  });

  it('is told of when it is joined, as a single PUT is', () => {
    const { QueueConfigurations } = landing['NotificationConfiguration'] as {
      QueueConfigurations: readonly { readonly Event: string }[];
    };
    const covers = (event: string) =>
      QueueConfigurations.some(({ Event }) => Event === event || Event === 's3:ObjectCreated:*');
    expect(covers('s3:ObjectCreated:Put')).toBe(true);
    expect(covers('s3:ObjectCreated:CompleteMultipartUpload')).toBe(true);
  });

  it('may be sent by a page of a named origin, with every header that is signed', () => {
    const { CorsRules } = landing['CorsConfiguration'] as {
      CorsRules: readonly Readonly<Record<string, readonly string[]>>[];
    };
    expect(CorsRules).toHaveLength(1);
    const [rule] = CorsRules;
    expect(rule?.['AllowedOrigins']).toEqual([origin]);
    expect(rule?.['AllowedMethods']).toEqual(['PUT']);
    expect(rule?.['AllowedHeaders']).toEqual(
      expect.arrayContaining([
        'content-type',
        'if-none-match',
        'x-amz-checksum-sha256',
        'x-amz-sdk-checksum-algorithm',
      ]),
    );
    expect(rule?.['ExposedHeaders']).toEqual(['ETag', 'x-amz-checksum-sha256']);
  });

  it('is refused by nothing that asks for a header which parts cannot carry', () => {
    const refusals = storage
      .filter(({ Type }) => Type === 'AWS::S3::BucketPolicy')
      .flatMap(({ Properties = {} }) => {
        const { Statement } = Properties['PolicyDocument'] as { Statement: readonly Statement[] };
        return Statement;
      })
      .filter(({ Effect, Action }) => Effect === 'Deny' && [Action].flat().includes('s3:PutObject'))
      .filter(({ Condition }) => Condition?.['Null']?.['s3:if-none-match'] === 'true');
    // `s3:ObjectCreationOperation` is true of what creates an object: PUT and completion.
    expect(refusals.map(({ Condition }) => Condition?.['Bool'])).toEqual([
      { 's3:ObjectCreationOperation': 'true' },
    ]);
  });
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
