import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BuildOutputError } from '#core/config/errors';
import { type BucketName, KEY_OF_BUCKET, type MachineName, viaService } from '#lib/names';
import type { StatementContext } from './statements.ts';

/** What a definition says of one of its distributed maps. */
export interface DistributedMap {
  /** Part of the ARNs of its children. */
  readonly label: string;
  /** `s3:getObject` of its reader, `s3:putObject` of its writer. */
  readonly integrations: readonly string[];
}

interface Access {
  readonly bucket: Exclude<BucketName, 'access-logs'>;
  /** By integration. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Where a machine's maps read their items and write their results: its definition learns the keys while it runs. */
const ACCESS: Partial<Record<MachineName, Access>> = {
  sketching: {
    bucket: 'reports',
    keys: { 's3:getObject': 'sketching/plans/*', 's3:putObject': 'sketching/runs/*' },
  },
};

/** As AWS documents them for a reader of one object, and for a writer, which uploads in parts. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  's3:getObject': ['s3:GetObject'],
  's3:putObject': ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
};

/**
 * The rights of a machine's role to run distributed maps: their children are executions of the machine itself.
 * @throws BuildOutputError for a reader or writer that has no entry here, or a machine without a working place
 */
export function distributedMapStatements(
  maps: readonly DistributedMap[],
  machine: MachineName,
  { names, keyArns }: Pick<StatementContext, 'names' | 'keyArns'>,
): readonly PolicyStatement[] {
  if (maps.length === 0) return [];
  const integrations = [...new Set(maps.flatMap((map) => map.integrations))].sort();
  const access = ACCESS[machine];
  const unknown = integrations.filter((name) => access?.keys[name] === undefined);
  if (unknown.length > 0) throw unknownAccess(machine, unknown);
  return [
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [names.machineArn(machine)] }),
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [names.executionArn(machine)],
    }),
    new PolicyStatement({
      actions: ['states:RedriveExecution'],
      resources: maps.map(({ label }) => names.childExecutionArn(machine, label)),
    }),
    ...(access === undefined ? [] : integrations.map((name) => objectStatement(access, name))),
    ...(access === undefined || integrations.length === 0 ? [] : [keyStatement(access)]),
  ];

  function objectStatement({ bucket, keys }: Access, integration: string): PolicyStatement {
    return new PolicyStatement({
      actions: [...(ACTIONS[integration] ?? [])],
      resources: [`${names.bucketArn(bucket)}/${keys[integration] ?? ''}`],
    });
  }

  function keyStatement({ bucket }: Access): PolicyStatement {
    return new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [keyArns[KEY_OF_BUCKET[bucket]]],
      conditions: { StringEquals: { 'kms:ViaService': viaService('s3') } },
    });
  }
}

function unknownAccess(machine: MachineName, received: readonly string[]): BuildOutputError {
  return new BuildOutputError('a distributed map reads or writes what has no known rights', {
    where: `statemachines/${machine}.asl.json`,
    received: received.join(', '),
    allowed: Object.entries(ACCESS)
      .map(([name, { keys }]) => `${Object.keys(keys).join(', ')} of ${name}`)
      .join('; '),
    fix: 'state its rights in lib/permissions/distributed-map-statements.ts',
  });
}
