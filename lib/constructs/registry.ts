import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Names } from '#lib/names';
import { REGISTRY_STEPS } from '#lib/permissions/registry';
import type { ScheduledCall } from './common/clock.ts';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';

/** The one table of all aggregates; kept when its stack goes. */
export class RegistryTable extends Construct {
  constructor(scope: Construct, id: string, { names, key }: { readonly names: Names; readonly key: IKey }) {
    super(scope, id);
    const table = new Table(this, 'Table', {
      tableName: names.registryTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // For listing only: decisions read the table itself, consistently.
    table.addGlobalSecondaryIndex({
      indexName: 'by-kind',
      partitionKey: { name: 'kindKey', type: AttributeType.STRING },
      sortKey: { name: 'name', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}

/** The registry's own work: signed checkpoints of all ledgers. */
export class RegistryRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;
  readonly calls: readonly ScheduledCall[];

  constructor(scope: Construct, id: string, { context }: { readonly context: PlatformContext }) {
    super(scope, id);
    this.functions = makeFunctions(this, context, 'registry', REGISTRY_STEPS);
    this.calls = [...this.functions].map(([step, target]) => ({
      name: step,
      expression: 'rate(1 hour)',
      target,
      input: { kind: 'tick', target: 'platform' },
    }));
  }
}
