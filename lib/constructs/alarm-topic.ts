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

export interface AlarmTopicsProps {
  readonly names: Names;
  readonly settings: EnvironmentConfig;
  readonly key: IKey;
}

/**
 * Where alarms go. Those about verdicts go to the governor alone: people hear of the same trouble once, as an incident
 * with its features and what to do. Incidents, and whatever else alarms, go to the people of `notify`.
 */
export class AlarmTopics extends Construct {
  /** Alarms about verdicts. */
  readonly verdicts: Topic;
  /** For people. */
  readonly incidents: Topic;
  /** Keeps notifications that nobody could be given. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { names, settings, key }: AlarmTopicsProps) {
    super(scope, id);
    this.verdicts = topic(this, 'Topic', names.alarmTopic, { names, key });
    this.incidents = topic(this, 'Incidents', names.incidentTopic, { names, key });
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
      topic: this.incidents,
    });
    for (const address of settings.notify) {
      this.incidents.addSubscription(new EmailSubscription(address, { deadLetterQueue: this.undelivered }));
    }
  }
}

/** Encrypted, TLS only, and open to this account's alarms. */
function topic(
  scope: Construct,
  id: string,
  topicName: string,
  { names, key }: Pick<AlarmTopicsProps, 'names' | 'key'>,
): Topic {
  const made = new Topic(scope, id, {
    topicName,
    displayName: `Gyre ${names.environment}`,
    masterKey: key,
    enforceSSL: true,
  });
  made.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [made.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return made;
}
