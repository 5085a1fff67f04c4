import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#core/config/gyre-config';
import type { Names } from '#lib/names';
import { acknowledge } from './common/acknowledge.ts';
import { AlarmWithRunbook } from './common/alarm-with-runbook.ts';

export interface AlarmTopicProps {
  readonly names: Names;
  readonly settings: EnvironmentConfig;
  readonly key: IKey;
}

/** Where alarms go: to the people of `notify`, and to the queues of the rooms that act on them. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;
  /** Keeps notifications that nobody could be given. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { names, settings, key }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: names.alarmTopic,
      displayName: `Gyre ${names.environment}`,
      masterKey: key,
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    this.undelivered = new Queue(this, 'Undelivered', {
      queueName: `${names.prefix}-undelivered-dlq`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.undelivered, 'last-queue');
    acknowledge(this.undelivered, 'undelivered-queue');
    new AlarmWithRunbook(this, 'UndeliveredAlarm', {
      alarmName: `${names.prefix}-undelivered-dlq-not-empty`,
      metric: this.undelivered.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      meaning: 'A scheduled call or a notification could not be delivered.',
      runbook: 'dead-letters',
      threshold: 1,
      periodMinutes: 5,
      topic: this.topic,
    });
    for (const address of settings.notify) {
      this.topic.addSubscription(new EmailSubscription(address, { deadLetterQueue: this.undelivered }));
    }
  }
}
