import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
  type CfnBucket,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { bucketParameter } from '../../core/contracts/layout/names.ts';
import type { BucketName } from '../../core/contracts/resources.ts';
import type { Deployment } from '../config/deployment.ts';
import { constructId } from './construct-id.ts';

export interface HouseBucketProps {
  readonly bucket: BucketName;
  readonly deployment: Deployment;
  /** The key of its class of data. */
  readonly key: IKey;
  readonly accessLogs: AccessLogBucket;
  /** Whether browsers of `webOrigins` may put objects. */
  readonly takesUploads?: boolean;
}

const ownerOnly = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
};

const removalPolicyOf = ({ data }: Deployment): RemovalPolicy =>
  data === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/**
 * Lifecycle is a safety net: it rounds to midnight and leaves no receipt. Erasure is done by the
 * expiry workflow, which lists first; this only ends what both a crash and the workflow left. An
 * upload in parts is reserved for a day at most, so two days never end one that goes on.
 */
const safetyNet = [
  {
    id: 'unfinished-uploads-and-old-versions',
    abortIncompleteMultipartUploadAfter: Duration.days(2),
    noncurrentVersionExpiration: Duration.days(30),
    expiredObjectDeleteMarker: true,
  },
];

/** A bucket for data: private, versioned, under our key only. */
export class HouseBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, props: HouseBucketProps) {
    const { bucket, deployment, key, accessLogs, takesUploads = false } = props;
    super(scope, `${constructId(bucket)}Bucket`);
    this.bucket = new Bucket(this, 'Bucket', {
      ...ownerOnly,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      // The library's own interface is not written for `exactOptionalPropertyTypes`.
      serverAccessLogsBucket: accessLogs.bucket as IBucket,
      serverAccessLogsPrefix: `${bucket}/`,
      lifecycleRules: safetyNet,
      removalPolicy: removalPolicyOf(deployment),
      cors: takesUploads && deployment.webOrigins.length > 0 ? [uploadsFrom(deployment)] : [],
    });
    publish(this, this.bucket, bucket, deployment);
    refuseOtherKeys(this.bucket, key);
    if (takesUploads) refuseOverwriting(this.bucket);
  }
}

/** Where S3 writes who touched which object. Client addresses are in it, so it is kept shortly. */
export class AccessLogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'AccessLogsBucket');
    this.bucket = new Bucket(this, 'Bucket', {
      ...ownerOnly,
      // S3 delivers logs only to buckets under its own keys.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: 'end-of-logs', expiration: Duration.days(30) }],
      removalPolicy: removalPolicyOf(deployment),
    });
    publish(this, this.bucket, 'access-logs', deployment);
  }
}

const publish = (
  scope: Construct,
  made: Bucket,
  bucket: BucketName,
  deployment: Deployment,
): void => {
  // A changed logical id would make a new, empty bucket.
  (made.node.defaultChild as CfnBucket).overrideLogicalId(`Bucket${constructId(bucket)}`);
  new StringParameter(scope, 'Name', {
    parameterName: bucketParameter(deployment.name, bucket),
    stringValue: made.bucketName,
  });
};

/**
 * What a presigned PUT of a file or of a part sends, and a browser must therefore be allowed to,
 * and what it may read of the answer.
 */
const uploadsFrom = ({ webOrigins }: Deployment) => ({
  allowedMethods: [HttpMethods.PUT],
  allowedOrigins: [...webOrigins],
  allowedHeaders: [
    'content-type',
    'if-none-match',
    'x-amz-checksum-sha256',
    'x-amz-sdk-checksum-algorithm',
  ],
  exposedHeaders: ['ETag', 'x-amz-checksum-sha256'],
  maxAge: 3_000,
});

const denyPut = (
  bucket: Bucket,
  sid: string,
  resource: string,
  conditions: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void => {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(resource)],
      conditions,
    }),
  );
};

/**
 * Objects lie under the bucket's key whether the request names it or not: a presigned PUT does not.
 * So only a request that names another is refused. `StringNotEqualsIfExists` would not do: in a
 * denial it also holds when the header is absent, and would refuse every upload.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const refuseOtherKeys = (bucket: Bucket, key: IKey): void => {
  const keyHeader = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  const encryptionHeader = 's3:x-amz-server-side-encryption';
  denyPut(bucket, 'RefuseAnotherKey', '*', {
    Null: { [keyHeader]: 'false' },
    StringNotEquals: { [keyHeader]: key.keyArn },
  });
  denyPut(bucket, 'RefuseAnotherEncryption', '*', {
    Null: { [encryptionHeader]: 'false' },
    StringNotEquals: { [encryptionHeader]: 'aws:kms' },
  });
};

/**
 * What has landed is never overwritten, whoever signed. Beginning an upload in parts and sending
 * one cannot carry the header and create no object: they are exempt; the completion must carry it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
const refuseOverwriting = (bucket: Bucket): void => {
  denyPut(bucket, 'RefuseOverwriting', 'clips/*', {
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  });
};
