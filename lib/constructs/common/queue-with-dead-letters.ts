import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { AlarmWithRunbook } from './alarm-with-runbook.ts';

export interface QueueWithDeadLettersProps {
  readonly queueName: string;
  readonly key: IKey;
  /** Hears of the first dead letter. */
  readonly alarmTopic: ITopic;
  /** Longest handling of one batch; a message stays hidden six times as long. */
  readonly consumerTimeoutSeconds: number;
  /** Deliveries before a message is set aside; default 5. */
  readonly maximumReceives?: number;
}

/** What a consumer may need until Lambda has retried a throttled poll (AWS's advice: six times its timeout). */
const VISIBILITY_FACTOR = 6;

/** A standard queue, encrypted and TLS only, whose failed messages are kept for two weeks and raise an alarm. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: `${props.queueName}-dlq`,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, 'last-queue');
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: props.queueName,
      visibilityTimeout: Duration.seconds(props.consumerTimeoutSeconds * VISIBILITY_FACTOR),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maximumReceives ?? 5 },
    });
    new AlarmWithRunbook(this, 'DeadLetterAlarm', {
      alarmName: `${props.queueName}-dlq-not-empty`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      meaning: 'A message failed every delivery and was set aside.',
      runbook: 'dead-letters',
      threshold: 1,
      periodMinutes: 5,
      topic: props.alarmTopic,
    });
  }
}
