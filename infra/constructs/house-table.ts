import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  StreamViewType,
  TableV2,
  type CfnGlobalTable,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { tableParameter, tableStreamParameter } from '../../core/contracts/layout/names.ts';
import type { TableName } from '../../core/contracts/resources.ts';
import { tables } from '../../core/contracts/tables.ts';
import type { Deployment } from '../config/deployment.ts';
import { constructId } from './construct-id.ts';

export interface HouseTableProps {
  readonly table: TableName;
  readonly deployment: Deployment;
  readonly key: IKey;
}

/** A table as its contract says: on demand, under our key, with a way back in time. */
export class HouseTable extends Construct {
  constructor(scope: Construct, { table, deployment, key }: HouseTableProps) {
    super(scope, `${constructId(table)}Table`);
    const contract = tables[table];
    const isKept = deployment.data === 'keep';
    const made = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: contract.recoveryDays,
      },
      globalSecondaryIndexes: contract.indexes.map(({ name, partitionKey, sortKey }) => ({
        indexName: name,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: AttributeType.STRING },
      })),
      // New images only: what was erased must not stay readable in a stream for a day.
      ...(contract.stream ? { dynamoStream: StreamViewType.NEW_IMAGE } : {}),
      ...(contract.timeToLive === undefined ? {} : { timeToLiveAttribute: contract.timeToLive }),
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const resource = made.node.defaultChild as CfnGlobalTable;
    // A changed logical id would make a new, empty table.
    resource.overrideLogicalId(`Table${constructId(table)}`);
    encryptUnder(key, resource);
    new StringParameter(this, 'Name', {
      parameterName: tableParameter(deployment.name, table),
      stringValue: made.tableName,
    });
    if (contract.stream && made.tableStreamArn !== undefined) {
      new StringParameter(this, 'StreamArn', {
        parameterName: tableStreamParameter(deployment.name, table),
        stringValue: made.tableStreamArn,
      });
    }
  }
}

/** By hand: the library refuses to name a key in a stack that is made for any region. */
const encryptUnder = (key: IKey, resource: CfnGlobalTable): void => {
  resource.addPropertyOverride('SSESpecification', { SSEEnabled: true, SSEType: 'KMS' });
  resource.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn });
};
