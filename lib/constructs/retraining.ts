import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { RETRAINING_STEPS } from '#lib/permissions/retraining';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions, requireFunction } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';
import { QueueSource } from './common/queue-source.ts';
import { QueueWithDeadLetters } from './common/queue-with-dead-letters.ts';

export interface RetrainingRoomProps {
  readonly context: PlatformContext;
  readonly alarmTopic: ITopic;
  /** Tells of the alarms about verdicts. */
  readonly verdicts: ITopic;
}

/** Decisions at once: they meet at the head of a model's chain anyway. */
const GOVERNOR_CONCURRENCY = 5;
const DECISION_TIMEOUT_SECONDS = 60;

/** From every ask for a retrain to a recorded decision. Made before the rooms that ask: they need its queue. */
export class RetrainingRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;

  constructor(scope: Construct, id: string, { context, alarmTopic, verdicts }: RetrainingRoomProps) {
    super(scope, id);
    const queue = new QueueWithDeadLetters(this, 'Retrain', {
      queueName: context.names.queue('retrain'),
      key: context.platformKey,
      alarmTopic,
      consumerTimeoutSeconds: DECISION_TIMEOUT_SECONDS,
    });
    verdicts.addSubscription(
      new SqsSubscription(queue.queue, { rawMessageDelivery: true, deadLetterQueue: queue.deadLetters }),
    );
    context.variables.set('RETRAIN_QUEUE_URL', queue.queue.queueUrl);
    this.functions = makeFunctions(this, context, 'retraining', RETRAINING_STEPS);
    new QueueSource(this, 'Source', {
      context,
      queue: queue.queue,
      target: requireFunction(this.functions, 'decide-request'),
      maximumConcurrency: GOVERNOR_CONCURRENCY,
    });
  }
}
