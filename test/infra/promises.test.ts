import { beforeAll, describe, expect, it } from '@jest/globals';
import { functionId } from '../../core/contracts/functions/function-contract.ts';
import { followWithdrawals, functionContracts } from '../../core/contracts/functions/index.ts';
import { metricNames, metricNamespace } from '../../core/contracts/metrics.ts';
import { queueNames, tableNames } from '../../core/contracts/resources.ts';
import { tables } from '../../core/contracts/tables.ts';
import { followLimits } from '../../core/domain/retention/follow-withdrawals.ts';
import { synthesized, theOnly, type Found, type Synthesized } from './synthesized.ts';

let prod: Synthesized;
beforeAll(() => {
  // Throws where cdk-nag or CloudFormation has a finding that nobody has acknowledged.
  prod = synthesized('prod', { checksTemplates: true });
});

const statementsOf = (policy: Found): readonly Record<string, unknown>[] =>
  (policy.properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }).Statement;

const stackOf = (id: string) => theOnly(prod.templates.filter((template) => template.id === id));

const bucketPolicyOf = (logicalId: string): Found =>
  theOnly(
    prod
      .all('AWS::S3::BucketPolicy')
      .filter(({ properties }) => JSON.stringify(properties['Bucket']).includes(`"${logicalId}"`)),
  );

describe('what people entrusted to us', () => {
  it('a deploy cannot delete the ledger, or any other table', () => {
    const made = prod.all('AWS::DynamoDB::GlobalTable');
    expect(made.map(({ logicalId }) => logicalId).toSorted()).toEqual(
      tableNames.map((name) => `Table${name[0]?.toUpperCase()}${name.slice(1)}`).toSorted(),
    );
    for (const { resource, properties } of made) {
      expect(resource.DeletionPolicy).toBe('Retain');
      expect(resource.UpdateReplacePolicy).toBe('Retain');
      expect(properties['Replicas']).toMatchObject([{ DeletionProtectionEnabled: true }]);
    }
  });

  it('a deploy cannot delete footage, the evidence log, a key, a queue or the accounts', () => {
    const kept = [
      ...prod.all('AWS::S3::Bucket'),
      ...prod.all('AWS::KMS::Key'),
      ...prod.all('AWS::SQS::Queue'),
      ...prod.all('AWS::Cognito::UserPool'),
    ];
    expect(kept.length).toBeGreaterThanOrEqual(4 + 3 + 2 * queueNames.length + 1);
    for (const { resource } of kept) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('stateful stacks have termination protection and hold all that has state', () => {
    const protectedStacks = prod.templates
      .filter(({ terminationProtection }) => terminationProtection)
      .map(({ id }) => id);
    expect(protectedStacks.toSorted()).toEqual(['identity', 'storage']);
    const stateful = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      'AWS::SQS::Queue',
      'AWS::Cognito::UserPool',
    ].flatMap((type) => prod.all(type));
    for (const { stack } of stateful) expect(protectedStacks).toContain(stack);
  });

  it('every table can be wound back for as long as tombstones count on, and not longer', () => {
    for (const name of tableNames) {
      const table = prod
        .all('AWS::DynamoDB::GlobalTable')
        .find(({ logicalId }) => logicalId.toLowerCase() === `table${name}`);
      expect(table?.properties['Replicas']).toMatchObject([
        {
          PointInTimeRecoverySpecification: {
            PointInTimeRecoveryEnabled: true,
            RecoveryPeriodInDays: tables[name].recoveryDays,
          },
        },
      ]);
    }
  });

  it('public access is blocked on every bucket', () => {
    const buckets = prod.all('AWS::S3::Bucket');
    expect(buckets).toHaveLength(4);
    for (const { properties } of buckets) {
      expect(properties['PublicAccessBlockConfiguration']).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it('buckets and queues refuse what does not come over TLS', () => {
    const policies = [...prod.all('AWS::S3::BucketPolicy'), ...prod.all('AWS::SQS::QueuePolicy')];
    expect(policies).toHaveLength(
      prod.all('AWS::S3::Bucket').length + prod.all('AWS::SQS::Queue').length,
    );
    for (const policy of policies) {
      expect(statementsOf(policy)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  it('everything lies under keys of ours, which turn every year', () => {
    const symmetric = prod
      .all('AWS::KMS::Key')
      .filter(({ properties }) => properties['KeySpec'] === undefined);
    expect(symmetric.map(({ logicalId }) => logicalId)).toEqual(['KeyFootage', 'KeyRecords']);
    for (const { properties } of symmetric) expect(properties['EnableKeyRotation']).toBe(true);
    for (const { properties } of prod.all('AWS::DynamoDB::GlobalTable')) {
      expect(properties['SSESpecification']).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      expect(JSON.stringify(properties['Replicas'])).toContain('"KeyRecords"');
    }
    for (const { properties } of prod.all('AWS::SQS::Queue')) {
      expect(JSON.stringify(properties['KmsMasterKeyId'])).toContain('"KeyRecords"');
    }
    for (const { logicalId, properties } of prod.all('AWS::S3::Bucket')) {
      if (logicalId === 'BucketAccessLogs') continue;
      const key = logicalId === 'BucketEvidence' ? '"KeyRecords"' : '"KeyFootage"';
      expect(JSON.stringify(properties['BucketEncryption'])).toContain(key);
    }
  });
});

describe('uploads', () => {
  it('a request that names another key is refused, one that names none is not', () => {
    for (const bucket of ['BucketLanding', 'BucketDerived', 'BucketEvidence']) {
      const refusals = statementsOf(bucketPolicyOf(bucket)).filter(
        ({ Sid }) => typeof Sid === 'string' && Sid.startsWith('RefuseAnother'),
      );
      expect(refusals).toHaveLength(2);
      for (const { Effect, Condition } of refusals) {
        expect(Effect).toBe('Deny');
        // In a denial, IfExists holds when the header is absent: presence must be asked for.
        const { Null, StringNotEquals } = Condition as Record<string, Record<string, unknown>>;
        expect(Object.values(Null ?? {})).toEqual(['false']);
        expect(Object.keys(StringNotEquals ?? {})).toEqual(Object.keys(Null ?? {}));
      }
    }
  });

  it('what has landed cannot be overwritten, and parts of an upload are exempt', () => {
    const refusal = statementsOf(bucketPolicyOf('BucketLanding')).find(
      ({ Sid }) => Sid === 'RefuseOverwriting',
    );
    expect(refusal).toMatchObject({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    });
    expect(JSON.stringify(refusal?.['Resource'])).toContain('/clips/*');
  });

  it('word of an upload goes to the uploads queue, and only our buckets may send it', () => {
    const landing = theOnly(
      prod.all('AWS::S3::Bucket').filter(({ logicalId }) => logicalId === 'BucketLanding'),
    );
    expect(landing.properties['NotificationConfiguration']).toMatchObject({
      QueueConfigurations: [
        { Event: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Value: 'clips/' }] } } },
      ],
    });
    const invitations = prod
      .all('AWS::SQS::QueuePolicy')
      .flatMap(statementsOf)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(theOnly(invitations)).toMatchObject({
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': expect.anything() },
      },
    });
  });

  it('S3 can try the queue out before the bucket tells it anything', () => {
    const landing = stackOf('storage').resources['BucketLanding'];
    const before = [landing?.DependsOn ?? []].flat();
    const types = before.map((id) => stackOf('storage').resources[id]?.Type);
    expect(types).toContain('AWS::SQS::QueuePolicy');
  });

  it('an upload URL lives at most 15 minutes, and no page may upload until one is named', () => {
    const grants = theOnly(
      prod
        .all('AWS::Lambda::Function')
        .filter(({ logicalId }) => logicalId.startsWith('ServeUploads')),
    );
    const { Variables } = grants.properties['Environment'] as {
      Variables: Record<string, unknown>;
    };
    expect(Number(Variables['uploadUrlSeconds'])).toBeLessThanOrEqual(900);
    for (const { properties } of prod.all('AWS::S3::Bucket')) {
      expect(properties['CorsConfiguration']).toBeUndefined();
    }
  });
});

describe('when nobody uses it', () => {
  it('nothing runs', () => {
    const types = new Set(
      prod.templates.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type)),
    );
    const standing =
      /^AWS::(EC2|ECS|EKS|RDS|ElastiCache|AutoScaling|ElasticLoadBalancing\w*|Batch)::/;
    expect([...types].filter((type) => standing.test(type))).toEqual([]);
    for (const { properties } of prod.all('AWS::Lambda::Function')) {
      expect(properties['ReservedConcurrentExecutions']).toBeUndefined();
      expect(properties['TracingConfig']).toBeUndefined();
    }
    expect([...types]).not.toContain('AWS::Lambda::Alias');
  });

  it('tables are paid by the request', () => {
    for (const { properties } of prod.all('AWS::DynamoDB::GlobalTable')) {
      expect(properties['BillingMode']).toBe('PAY_PER_REQUEST');
    }
  });

  it('only the three sweeps tick, once a minute', () => {
    const ticking = prod
      .all('AWS::Scheduler::Schedule')
      .map(({ properties }) => [properties['Name'], properties['ScheduleExpression']]);
    expect(ticking).toEqual([
      ['clipledger-prod-intake-close-grants', 'rate(1 minute)'],
      ['clipledger-prod-retention-follow-withdrawals', 'rate(1 minute)'],
      ['clipledger-prod-retention-start-expiry', 'rate(1 minute)'],
    ]);
  });
});

describe('when something goes wrong', () => {
  it('every queue has a dead-letter queue, or is one', () => {
    const isLast = (found: Found): boolean => {
      const name = String(found.properties['QueueName']);
      return name.endsWith('-dead-letters') || name.endsWith('-missed');
    };
    const working = prod.all('AWS::SQS::Queue').filter((queue) => !isLast(queue));
    expect(working).toHaveLength(queueNames.length);
    for (const { properties } of working) {
      // A throttled or handed-back analysis is delivered again more often than a failing one.
      const isAnalysis = String(properties['QueueName']).endsWith('-analysis-queue');
      const maxReceiveCount = isAnalysis ? 30 : 10;
      expect(properties['RedrivePolicy']).toMatchObject({ maxReceiveCount });
      expect(properties['MessageRetentionPeriod']).toBe(14 * 86_400);
    }
  });

  it('a message stays hidden for six timeouts of its function', () => {
    for (const { trigger, timeoutSeconds } of functionContracts) {
      if (trigger.kind !== 'queue') continue;
      const queue = prod
        .all('AWS::SQS::Queue')
        .find(
          ({ properties }) => properties['QueueName'] === `clipledger-prod-${trigger.queue}-queue`,
        );
      expect(queue?.properties['VisibilityTimeout']).toBe(6 * timeoutSeconds);
    }
  });

  it('every alarm has an impact sentence and reaches somebody', () => {
    const alarms = prod.all('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(2 * queueNames.length + 2);
    for (const { properties } of alarms) {
      expect(properties['AlarmDescription']).toMatch(/^Impact: [A-Z].{20,}\.$/);
      expect(properties['AlarmActions']).toHaveLength(1);
      expect(properties['TreatMissingData']).toBe('notBreaching');
    }
    const names = alarms.map(({ properties }) => properties['AlarmName']);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(queueNames)(
    '%s: its age is an alarm, and so is one dead letter, with its cure',
    (queue) => {
      const alarmOn = (name: string, metric: string) =>
        theOnly(
          prod
            .all('AWS::CloudWatch::Alarm')
            .filter(
              ({ properties }) =>
                properties['MetricName'] === metric &&
                JSON.stringify(properties['Dimensions']) ===
                  JSON.stringify([{ Name: 'QueueName', Value: name }]),
            ),
        ).properties;
      const age = alarmOn(`clipledger-prod-${queue}-queue`, 'ApproximateAgeOfOldestMessage');
      expect(age['AlarmDescription']).toMatch(/^Impact: [A-Z].{20,}\.$/);
      expect(age['Threshold']).toBeGreaterThan(0);
      const dead = alarmOn(
        `clipledger-prod-${queue}-dead-letters`,
        'ApproximateNumberOfMessagesVisible',
      );
      expect(dead).toMatchObject({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
      expect(dead['AlarmDescription']).toMatch(/^Impact: [A-Z].{20,}\.$/);
      expect(dead['AlarmDescription']).toContain(`npx clipledger queues redrive ${queue}.`);
    },
  );

  it('withdrawals that clips do not follow are an alarm, later than the longest one takes', () => {
    const { properties } = theOnly(
      prod
        .all('AWS::CloudWatch::Alarm')
        .filter(({ properties: { MetricName } }) => MetricName === metricNames.openWithdrawalAge),
    );
    expect(properties).toMatchObject({
      Namespace: metricNamespace,
      Dimensions: [{ Name: 'service', Value: functionId(followWithdrawals) }],
      // A sum of ages would ring for one young withdrawal that five runs saw.
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmName: 'clipledger-prod-withdrawals-behind',
      AlarmDescription: expect.stringMatching(/^Impact: Clips whose consent was withdrawn are /),
    });
    const leaderClips = 201_531;
    const clipsPerSecond = followLimits.clipsAtOnce / 0.04;
    const runs = Math.ceil(leaderClips / clipsPerSecond / followLimits.runSeconds);
    expect(properties['Threshold']).toBeGreaterThan(runs * 60);
    expect(properties['Threshold']).toBeLessThanOrEqual(3_600);
  });

  it('every dead-letter queue and every workflow has an alarm', () => {
    const watched = JSON.stringify(prod.all('AWS::CloudWatch::Alarm'));
    for (const { properties } of prod.all('AWS::SQS::Queue')) {
      const name = String(properties['QueueName']);
      expect(watched).toContain(`"${name}"`);
    }
    expect(watched).toContain('clip-workflow');
    expect(watched).toContain('expiry-workflow');
  });

  it('alarms may be published although the topic demands TLS', () => {
    expect(statementsOf(theOnly(prod.all('AWS::SNS::TopicPolicy')))).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
      }),
    );
  });
});

describe('deployments', () => {
  it('fit CloudFormation: fewer than 350 resources a stack', () => {
    for (const { resources } of prod.templates) {
      expect(Object.keys(resources).length).toBeLessThan(350);
    }
  });

  it('stages are deployed after what they read, and never import one another', () => {
    for (const { id, dependencies, outputs } of prod.templates) {
      const exported = Object.values(outputs).filter(
        (output) => 'Export' in (output as Record<string, unknown>),
      );
      expect(exported).toEqual([]);
      if (id === 'storage' || id === 'identity') continue;
      expect(dependencies).toEqual(expect.arrayContaining(['storage', 'identity']));
    }
  });

  it('Rekognition sees nothing before its opt-out is attested', () => {
    const analyzer = prod
      .all('AWS::Lambda::Function')
      .find(({ logicalId }) => logicalId.startsWith('AnalyzeClip'));
    expect(prod.deployment.rekognitionOptOutAttested).toBe(false);
    expect(analyzer?.properties['Environment']).toMatchObject({ Variables: { moderation: 'off' } });
  });

  it('passwords are never sent, except in the local cloud', () => {
    const flows = theOnly(prod.all('AWS::Cognito::UserPoolClient')).properties['ExplicitAuthFlows'];
    expect(flows).toEqual(['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
    expect(theOnly(prod.all('AWS::Cognito::UserPool')).properties['AdminCreateUserConfig']).toEqual(
      {
        AllowAdminCreateUserOnly: true,
      },
    );
  });
});
