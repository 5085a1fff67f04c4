import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '#core/config/gyre-config';
import { Buckets } from '#lib/constructs/buckets';
import { Keys } from '#lib/constructs/keys';
import { RegistryTable } from '#lib/constructs/registry';
import type { Names } from '#lib/names';

export interface StorageStackProps extends StackProps {
  readonly names: Names;
  readonly settings: EnvironmentConfig;
}

/** What outlives every deployment: keys, buckets and the registry's table. */
export class StorageStack extends Stack {
  constructor(scope: Construct, id: string, { names, settings, ...props }: StorageStackProps) {
    super(scope, id, props);
    const { keys } = new Keys(this, 'Keys', { names });
    new Buckets(this, 'Buckets', { names, settings, keys });
    new RegistryTable(this, 'Registry', { names, key: keys.platform });
  }
}
