import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnStage, CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  UserPool,
  type CfnUserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import {
  apiParameter,
  authorizerParameter,
  outputs,
  product,
  userGroups,
} from '../../core/contracts/layout/names.ts';
import type { Deployment } from '../config/deployment.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { HouseStack } from './house-stack.ts';

/** Who people are, and the door they come in by. */
export class IdentityStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'identity', {
      deployment,
      description: 'ClipLedger: accounts, roles and the HTTP API',
      isStateful: true,
    });
    const pool = this.#accounts();
    const client = this.#client(pool);
    const api = this.#api();
    this.#stage(api);
    const authorizer = this.#authorizer(api, pool, client);
    this.#publish({ api, authorizer, pool, client });
  }

  #accounts(): UserPool {
    const isKept = this.deployment.data === 'keep';
    const pool = new UserPool(this, 'Accounts', {
      userPoolName: `${product}-${this.deployment.name}`,
      featurePlan: FeaturePlan.ESSENTIALS,
      // An account without a group can do nothing; the program's operator decides who gets one.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: this.deployment.passwordSignIn ? Mfa.OFF : Mfa.OPTIONAL,
      ...(this.deployment.passwordSignIn ? {} : { mfaSecondFactor: { otp: true, sms: false } }),
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    (pool.node.defaultChild as CfnUserPool).overrideLogicalId('Accounts');
    for (const groupName of userGroups) {
      new CfnUserPoolGroup(this, `Group-${groupName}`, { userPoolId: pool.userPoolId, groupName });
    }
    acknowledge(pool, [
      {
        rule: 'AwsSolutions-COG2',
        reason:
          'Contributors are camera owners with a telephone: a second factor is offered to all, ' +
          'and an operator demands it of the staff it employs.',
      },
      {
        rule: 'AwsSolutions-COG8',
        reason:
          'Threat protection of the Plus plan costs more a person a month than a program may; ' +
          'tokens are short-lived and no route reaches another person’s objects.',
      },
    ]);
    return pool;
  }

  #client(pool: UserPool): UserPoolClient {
    return pool.addClient('Client', {
      authFlows: { userSrp: true, userPassword: this.deployment.passwordSignIn },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
  }

  #api(): HttpApi {
    const { name, webOrigins } = this.deployment;
    return new HttpApi(this, 'Api', {
      apiName: `${product}-${name}`,
      description: 'ClipLedger',
      createDefaultStage: false,
      ...(webOrigins.length === 0
        ? {}
        : {
            corsPreflight: {
              allowOrigins: [...webOrigins],
              allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT],
              allowHeaders: ['authorization', 'content-type'],
              maxAge: Duration.hours(1),
            },
          }),
    });
  }

  #stage(api: HttpApi): void {
    const log = new LogGroup(this, 'ApiLog', {
      logGroupName: `/aws/vendedlogs/apis/${product}-${this.deployment.name}`,
      retention: this.deployment.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnStage(this, 'Stage', {
      apiId: api.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: {
        throttlingRateLimit: this.deployment.apiCallsPerSecond,
        throttlingBurstLimit: this.deployment.apiCallsBurst,
      },
      accessLogSettings: { destinationArn: log.logGroupArn, format: accessLogFormat },
    });
  }

  #authorizer(api: HttpApi, pool: UserPool, client: UserPoolClient): CfnAuthorizer {
    return new CfnAuthorizer(this, 'SignIn', {
      apiId: api.apiId,
      name: 'sign-in',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: {
        audience: [client.userPoolClientId],
        issuer: `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`,
      },
    });
  }

  #publish(made: {
    readonly api: HttpApi;
    readonly authorizer: CfnAuthorizer;
    readonly pool: UserPool;
    readonly client: UserPoolClient;
  }): void {
    const { api, authorizer, pool, client } = made;
    new StringParameter(this, 'ApiIdParameter', {
      parameterName: apiParameter(this.deployment.name),
      stringValue: api.apiId,
    });
    new StringParameter(this, 'AuthorizerIdParameter', {
      parameterName: authorizerParameter(this.deployment.name),
      stringValue: authorizer.ref,
    });
    new CfnOutput(this, outputs.apiId, { value: api.apiId });
    new CfnOutput(this, outputs.apiUrl, { value: api.apiEndpoint });
    new CfnOutput(this, outputs.userPoolId, { value: pool.userPoolId });
    new CfnOutput(this, outputs.userPoolClientId, { value: client.userPoolClientId });
  }
}

/** Nothing of the caller: no address, no name, no path with an id in it. */
const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  refusal: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
});
