import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { KeyName, Names } from '#lib/names';

const PURPOSES: Readonly<Record<KeyName, string>> = {
  data: 'Rows: landing, lake, staging, capture, reports, and the volumes of jobs',
  artifacts: 'Model artifacts and the audit trail',
  platform: 'Registry, queues, topics and logs',
  signing: 'Signatures of ledger checkpoints',
};

/** The environment's four keys; other stacks find them by parameter `platform/<name>-key`. */
export class Keys extends Construct {
  readonly keys: Readonly<Record<KeyName, Key>>;

  constructor(scope: Construct, id: string, { names }: { readonly names: Names }) {
    super(scope, id);
    const make = (name: KeyName): Key => {
      const isSigning = name === 'signing';
      const key = new Key(this, name, {
        alias: `${names.prefix}-${name}`,
        description: `Gyre ${names.environment}: ${PURPOSES[name]}`,
        removalPolicy: RemovalPolicy.RETAIN,
        ...(isSigning
          ? { keySpec: KeySpec.ECC_NIST_P256, keyUsage: KeyUsage.SIGN_VERIFY }
          : { enableKeyRotation: true }),
      });
      new StringParameter(this, `${name}-parameter`, {
        parameterName: names.parameter(`platform/${name}-key`),
        description: `ARN of the ${name} key`,
        stringValue: key.keyArn,
      });
      return key;
    };
    this.keys = {
      data: make('data'),
      artifacts: make('artifacts'),
      platform: make('platform'),
      signing: make('signing'),
    };
    for (const statement of publisherStatements(names)) this.keys.platform.addToResourcePolicy(statement);
  }
}

/**
 * Services that publish into something this key encrypts. Without its statement a service fails without a word: the
 * alarm fires, and nobody hears of it.
 */
function publisherStatements(names: Names): readonly PolicyStatement[] {
  const use = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const inThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  return [
    new PolicyStatement({
      sid: 'AlarmsIntoTopics',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: use,
      resources: ['*'],
      conditions: inThisAccount,
    }),
    new PolicyStatement({
      sid: 'TopicsIntoQueues',
      principals: [new ServicePrincipal('sns.amazonaws.com')],
      actions: use,
      resources: ['*'],
      conditions: inThisAccount,
    }),
    // EventBridge gives no source account or ARN with its calls to the key.
    new PolicyStatement({
      sid: 'EventsIntoQueues',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: use,
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'LogGroups',
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:DescribeKey',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [
            names.arn('logs', `log-group:/aws/lambda/${names.prefix}-*`),
            names.arn('logs', `log-group:/aws/vendedlogs/states/${names.prefix}-*`),
            names.arn('logs', `log-group:/aws/vendedlogs/apis/${names.prefix}-*`),
          ],
        },
      },
    }),
  ];
}
