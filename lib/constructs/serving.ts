import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { SERVING_STEPS } from '#lib/permissions/serving';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions, requireFunction } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';
import { QueueRule } from './common/queue-rule.ts';
import { QueueSource } from './common/queue-source.ts';
import { QueueWithDeadLetters } from './common/queue-with-dead-letters.ts';
import { FrontDoor } from './front-door.ts';

export interface ServingRoomProps {
  readonly context: PlatformContext;
  readonly alarmTopic: ITopic;
}

/** Writers of capture objects at once; each writes one object a batch. */
const WRITER_CONCURRENCY = 5;
/** A batch fills for so long: fewer and larger objects, a little later. */
const BATCHING_SECONDS = 1;
const LABELS_CONCURRENCY = 2;

/**
 * From a request to a prediction and its capture record, and from labels to labelled rows. Its queues are made before
 * its functions, which ask for their addresses.
 */
export class ServingRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;

  constructor(scope: Construct, id: string, { context, alarmTopic }: ServingRoomProps) {
    super(scope, id);
    const queue = (name: 'captures' | 'labels', step: keyof typeof SERVING_STEPS) =>
      new QueueWithDeadLetters(this, name, {
        queueName: context.names.queue(name),
        key: context.platformKey,
        alarmTopic,
        consumerTimeoutSeconds: SERVING_STEPS[step]?.timeoutSeconds ?? 0,
      });
    const captures = queue('captures', 'write-captures');
    const labels = queue('labels', 'record-labels');
    context.variables.set('CAPTURES_QUEUE_URL', captures.queue.queueUrl);
    context.variables.set('LABELS_QUEUE_URL', labels.queue.queueUrl);

    new QueueRule(this, 'LabelsLanded', {
      ruleName: `${context.names.prefix}-labels-landed`,
      description: 'A new file of labels in the landing bucket',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [context.names.bucket('landing')] },
          object: { key: [{ prefix: '_labels/' }] },
        },
      },
      target: labels,
    });

    this.functions = makeFunctions(this, context, 'serving', SERVING_STEPS);
    new QueueSource(this, 'CapturesSource', {
      context,
      queue: captures.queue,
      target: requireFunction(this.functions, 'write-captures'),
      maximumConcurrency: WRITER_CONCURRENCY,
      batchingSeconds: BATCHING_SECONDS,
    });
    new QueueSource(this, 'LabelsSource', {
      context,
      queue: labels.queue,
      target: requireFunction(this.functions, 'record-labels'),
      maximumConcurrency: LABELS_CONCURRENCY,
    });
    new FrontDoor(this, 'FrontDoor', {
      context,
      predict: requireFunction(this.functions, 'predict'),
      acceptLabels: requireFunction(this.functions, 'accept-labels'),
    });
  }
}
