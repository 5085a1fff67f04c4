import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { KEY_OF_BUCKET, type KeyName, type Names, viaService } from '#lib/names';
import type { Permission } from './permission.ts';

/** What a permission is turned into a policy with. */
export interface StatementContext {
  readonly names: Names;
  readonly keyArns: Readonly<Record<KeyName, string>>;
  /** ARN of the bucket that holds the deployed files. */
  readonly assetBucketArn: string;
}

const READ_KEY = ['kms:Decrypt'];
/** Writing an encrypted object or message makes a data key; a multipart upload or a queue also reads one back. */
const WRITE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** The policy statements of one permission: the action itself and, where the thing is encrypted, its key. */
export function statementsOf(permission: Permission, context: StatementContext): readonly PolicyStatement[] {
  const { names, keyArns } = context;
  const allow = (actions: readonly string[], ...resources: readonly string[]) =>
    new PolicyStatement({ actions: [...actions], resources: [...resources] });
  const key = (name: KeyName, actions: readonly string[], service: Parameters<typeof viaService>[0]) =>
    new PolicyStatement({
      actions: [...actions],
      resources: [keyArns[name]],
      conditions: { StringEquals: { 'kms:ViaService': viaService(service) } },
    });

  switch (permission.may) {
    case 'read-objects':
    case 'read-object-versions':
    case 'write-objects':
    case 'delete-objects': {
      const objects = `${names.bucketArn(permission.bucket)}/${permission.keys ?? '*'}`;
      const keyName = KEY_OF_BUCKET[permission.bucket];
      if (permission.may === 'delete-objects') return [allow(['s3:DeleteObject'], objects)];
      if (permission.may === 'write-objects')
        return [allow(['s3:PutObject', 's3:AbortMultipartUpload'], objects), key(keyName, WRITE_KEY, 's3')];
      return [
        allow([permission.may === 'read-objects' ? 's3:GetObject' : 's3:GetObjectVersion'], objects),
        // Without this right S3 answers "forbidden" for an object that does not exist.
        allow(['s3:ListBucket'], names.bucketArn(permission.bucket)),
        key(keyName, READ_KEY, 's3'),
      ];
    }
    case 'list-objects':
      return [allow(['s3:ListBucket'], names.bucketArn(permission.bucket))];
    case 'read-assets':
      return [allow(['s3:GetObject'], `${context.assetBucketArn}/*`)];
    case 'read-registry':
      return [allow(['dynamodb:GetItem'], names.registryTableArn), key('platform', READ_KEY, 'dynamodb')];
    case 'query-registry':
      return [allow(['dynamodb:Query'], names.registryTableArn), key('platform', READ_KEY, 'dynamodb')];
    case 'list-registry':
      return [
        allow(['dynamodb:Query'], `${names.registryTableArn}/index/by-kind`),
        key('platform', READ_KEY, 'dynamodb'),
      ];
    case 'write-registry':
      return [
        allow(['dynamodb:PutItem'], names.registryTableArn),
        key('platform', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], 'dynamodb'),
      ];
    case 'update-registry':
      return [allow(['dynamodb:UpdateItem'], names.registryTableArn)];
    case 'read-parameters':
      return [allow(['ssm:GetParameter'], names.parameterArn(`${permission.path}/*`))];
    case 'list-parameters':
      return [allow(['ssm:GetParametersByPath'], names.parameterArn(permission.path))];
    case 'send-messages':
      return [
        allow(['sqs:SendMessage'], names.queueArn(permission.queue)),
        key('platform', WRITE_KEY, 'sqs'),
      ];
    case 'start-executions':
      return [allow(['states:StartExecution'], names.machineArn(permission.machine))];
    case 'describe-executions':
      return [allow(['states:DescribeExecution'], names.executionArn(permission.machine))];
    case 'answer-tasks':
      return [
        allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], names.machineArn(permission.machine)),
      ];
    case 'sign':
      return [allow(['kms:Sign', 'kms:GetPublicKey'], keyArns.signing)];
    case 'read-metrics':
      return [allow(['cloudwatch:GetMetricStatistics'], '*')];
    case 'read-alarms':
      return [allow(['cloudwatch:DescribeAlarms'], names.arn('cloudwatch', `alarm:${names.prefix}-*`))];
    case 'publish-metrics':
      return [
        new PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': 'Gyre' } },
        }),
      ];
    case 'tell-people':
      return [allow(['sns:Publish'], names.incidentTopicArn), key('platform', WRITE_KEY, 'sns')];
    case 'invoke-endpoints':
      return [allow(['sagemaker:InvokeEndpoint'], names.sageMakerArn('endpoint'))];
    case 'use-sagemaker':
      return [
        allow(
          permission.actions.map((action) => `sagemaker:${action}`),
          ...permission.resources.map((type) => names.sageMakerArn(type)),
        ),
      ];
  }
}

/** Rights every function has: its own log group. */
export function logStatement(logGroupName: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [
      `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${logGroupName}:log-stream:*`,
    ],
  });
}
