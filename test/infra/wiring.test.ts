import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  entryOfFunction,
  functionId,
  resourceVariables,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import { deployedContracts } from '../../core/contracts/functions/index.ts';
import { routeKeyOf } from '../../core/contracts/http/route-contract.ts';
import { allRoutes } from '../../core/contracts/http/routes.ts';
import { functionName, outputs, userGroups } from '../../core/contracts/layout/names.ts';
import { tables } from '../../core/contracts/tables.ts';
import { roles } from '../../core/domain/vocabulary/people.ts';
import { projectFolder } from '../../infra/constructs/bundles.ts';
import { synthesized, theOnly, type Found, type Synthesized } from './synthesized.ts';

/** Of `prod`, whose clips are analyzed in a Lambda. */
const functionContracts = deployedContracts('lambda');

let prod: Synthesized;
beforeAll(() => {
  prod = synthesized('prod');
});

const functionOf = (contract: FunctionContract): Found =>
  theOnly(
    prod
      .all('AWS::Lambda::Function')
      .filter(({ properties }) => properties['FunctionName'] === functionName('prod', contract)),
  );

const mappingsOf = (contract: FunctionContract): readonly Found[] =>
  prod
    .all('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) =>
      JSON.stringify(properties['FunctionName']).includes(`"${functionOf(contract).logicalId}"`),
    );

describe.each(functionContracts.map((contract) => [functionId(contract), contract] as const))(
  '%s',
  (_, contract) => {
    it('has code where its contract says, which exports a handler', () => {
      const entry = join(projectFolder, entryOfFunction(contract));
      expect(existsSync(entry)).toBe(true);
      expect(readFileSync(entry, 'utf8')).toMatch(/export (const handler\b|\{[^}]*\bhandler\b)/);
    });

    it('is deployed in its stage’s stack with the memory and time of its contract', () => {
      const { stack, properties } = functionOf(contract);
      expect(stack).toBe(contract.stage);
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: contract.memoryMegabytes,
        Timeout: contract.timeoutSeconds,
        Architectures: [contract.layers === undefined ? 'arm64' : 'x86_64'],
      });
    });

    it('finds in its environment what its contract reads, and nothing else', () => {
      const { Variables } = (functionOf(contract).properties['Environment'] ?? {
        Variables: {},
      }) as { Variables: Record<string, unknown> };
      expect(Object.keys(Variables).toSorted()).toEqual(
        [...resourceVariables(contract.access), ...Object.keys(contract.settings.shape)].toSorted(),
      );
      const settings = Object.fromEntries(
        Object.keys(contract.settings.shape).map((name) => [name, Variables[name]]),
      );
      expect(contract.settings.safeParse(settings).error).toBeUndefined();
    });

    it('has a log of its own that ends', () => {
      const log = prod
        .all('AWS::Logs::LogGroup')
        .find(
          ({ properties }) =>
            properties['LogGroupName'] === `/aws/lambda/${functionName('prod', contract)}`,
        );
      expect(log?.properties['RetentionInDays']).toBe(90);
    });
  },
);

describe('triggers', () => {
  it('only functions of contracts exist', () => {
    expect(prod.all('AWS::Lambda::Function')).toHaveLength(functionContracts.length);
  });

  it('queues hand over batches of which single messages may fail', () => {
    for (const contract of functionContracts) {
      if (contract.trigger.kind !== 'queue') continue;
      const { properties } = theOnly(mappingsOf(contract));
      expect(JSON.stringify(properties['EventSourceArn'])).toContain(
        `:clipledger-prod-${contract.trigger.queue}-queue`,
      );
      expect(properties).toMatchObject({
        BatchSize: contract.trigger.batchSize,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) },
      });
    }
  });

  it('streams are read from their start, in bounded tries, and what fails is kept', () => {
    for (const contract of functionContracts) {
      if (contract.trigger.kind !== 'stream') continue;
      const mappings = mappingsOf(contract);
      expect(mappings).toHaveLength(contract.trigger.tables.length);
      for (const { properties } of mappings) {
        expect(properties).toMatchObject({
          BatchSize: contract.trigger.batchSize,
          StartingPosition: 'TRIM_HORIZON',
          BisectBatchOnFunctionError: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          MaximumRetryAttempts: 50,
          MaximumRecordAgeInSeconds: 12 * 3_600,
        });
        expect(JSON.stringify(properties['DestinationConfig'])).toContain('-missed');
      }
    }
  });

  it('a stream that is followed exists, and one that exists is followed', () => {
    const followed = new Set(
      functionContracts.flatMap(({ trigger }) => (trigger.kind === 'stream' ? trigger.tables : [])),
    );
    const streaming = Object.entries(tables).filter(([, { stream }]) => stream);
    expect(streaming.map(([name]) => name).toSorted()).toEqual([...followed].toSorted());
    const made = prod
      .all('AWS::DynamoDB::GlobalTable')
      .filter(({ properties }) => properties['StreamSpecification'] !== undefined);
    expect(made).toHaveLength(followed.size);
    for (const { properties } of made) {
      expect(properties['StreamSpecification']).toEqual({ StreamViewType: 'NEW_IMAGE' });
    }
  });

  it('the evidence log hears of new items with a leaf only', () => {
    const collectors = prod
      .all('AWS::Lambda::EventSourceMapping')
      .filter(({ logicalId }) => logicalId.startsWith('CollectLeaves'));
    expect(collectors).toHaveLength(3);
    for (const { properties } of collectors) {
      const { Filters } = properties['FilterCriteria'] as { Filters: { Pattern: string }[] };
      expect(JSON.parse(theOnly(Filters).Pattern)).toEqual({
        eventName: ['INSERT'],
        dynamodb: { NewImage: { leaf: { M: { leafId: { S: [{ exists: true }] } } } } },
      });
    }
  });

  it('a tick that fails is not repeated: the next one comes', () => {
    const configured = prod.all('AWS::Lambda::EventInvokeConfig');
    const scheduled = functionContracts.filter(({ trigger }) => trigger.kind === 'schedule');
    expect(configured).toHaveLength(scheduled.length);
    for (const { properties } of configured) {
      expect(properties).toMatchObject({
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: 60,
      });
    }
  });
});

describe('the API', () => {
  it('has the routes of the contracts and no other', () => {
    const keys = prod
      .all('AWS::ApiGatewayV2::Route')
      .map(({ properties }) => String(properties['RouteKey']));
    expect(keys.toSorted()).toEqual(allRoutes.map(routeKeyOf).toSorted());
  });

  it('asks for a sign-in on every route but those declared public', () => {
    for (const { properties } of prod.all('AWS::ApiGatewayV2::Route')) {
      const contract = allRoutes.find((route) => routeKeyOf(route) === properties['RouteKey']);
      expect(properties['AuthorizationType']).toBe(contract?.access === 'public' ? 'NONE' : 'JWT');
      expect(properties['AuthorizerId'] === undefined).toBe(contract?.access === 'public');
    }
  });

  it('each route leads to its function, by one integration and one permission a function', () => {
    const serving = functionContracts.filter(({ trigger }) => trigger.kind === 'http');
    const integrations = prod.all('AWS::ApiGatewayV2::Integration');
    expect(integrations).toHaveLength(serving.length);
    expect(prod.all('AWS::Lambda::Permission')).toHaveLength(serving.length);
    for (const route of allRoutes) {
      const contract = theOnly(serving.filter((each) => functionId(each) === route.function));
      const integration = theOnly(
        integrations.filter(({ properties }) =>
          JSON.stringify(properties['IntegrationUri']).includes(
            `"${functionOf(contract).logicalId}"`,
          ),
        ),
      );
      const made = prod
        .all('AWS::ApiGatewayV2::Route')
        .find(({ properties }) => properties['RouteKey'] === routeKeyOf(route));
      expect(JSON.stringify(made?.properties['Target'])).toContain(`"${integration.logicalId}"`);
    }
  });

  it('every HTTP function answers a route', () => {
    const answered = new Set(allRoutes.map((route) => route.function));
    const serving = functionContracts.filter(({ trigger }) => trigger.kind === 'http');
    expect([...answered].toSorted()).toEqual(serving.map(functionId).toSorted());
  });

  it('slows everybody down together and logs nothing of the caller', () => {
    const { properties } = theOnly(prod.all('AWS::ApiGatewayV2::Stage'));
    expect(properties['DefaultRouteSettings']).toEqual({
      ThrottlingRateLimit: 200,
      ThrottlingBurstLimit: 400,
    });
    const { Format } = properties['AccessLogSettings'] as { Format: string };
    expect(Format).not.toMatch(/sourceIp|path|authorizer\.claims|userAgent|identity/);
  });

  it('knows a group for every role, and tells clients where to find it', () => {
    expect(userGroups).toEqual(roles);
    const groups = prod
      .all('AWS::Cognito::UserPoolGroup')
      .map(({ properties }) => String(properties['GroupName']));
    expect(groups.toSorted()).toEqual([...roles].toSorted());
    const identity = theOnly(prod.templates.filter(({ id }) => id === 'identity'));
    expect(Object.keys(identity.outputs)).toEqual(expect.arrayContaining(Object.values(outputs)));
  });
});
