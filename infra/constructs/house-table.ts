import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  StreamViewType,
  TableEncryptionV2,
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
import { constructId } from './pipeline-function.ts';

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
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: contract.recoveryDays,
      },
      globalSecondaryIndexes: contract.indexes.map(({ name, partitionKey, sortKey }) => ({
        indexName: name,
        partitionKey: { name: partitionKey, type: AttributeType.STRING },
        sortKey: { name: sortKey, type: sortKeyType(table, name) },
      })),
      // New images only: what was erased must not stay readable in a stream for a day.
      ...(contract.stream ? { dynamoStream: StreamViewType.NEW_IMAGE } : {}),
      ...(contract.timeToLive === undefined ? {} : { timeToLiveAttribute: contract.timeToLive }),
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // A changed logical id would make a new, empty table.
    (made.node.defaultChild as CfnGlobalTable).overrideLogicalId(`Table${constructId(table)}`);
    new StringParameter(this, 'Name', {
      parameterName: tableParameter(deployment.name, table),
      stringValue: made.tableName,
    });
    if (made.tableStreamArn !== undefined) {
      new StringParameter(this, 'StreamArn', {
        parameterName: tableStreamParameter(deployment.name, table),
        stringValue: made.tableStreamArn,
      });
    }
  }
}

/** The Honor Wall is ordered by a number, everything else by text. */
const sortKeyType = (table: TableName, index: string): AttributeType =>
  table === 'wall' && index === 'standing' ? AttributeType.NUMBER : AttributeType.STRING;
