import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DATA_STEPS } from '#lib/permissions/data';
import type { ScheduledCall } from './common/clock.ts';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions, requireFunction } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';
import { QueueRule } from './common/queue-rule.ts';
import { QueueSource } from './common/queue-source.ts';
import { QueueWithDeadLetters } from './common/queue-with-dead-letters.ts';
import { StateMachineFromFile } from './common/state-machine-from-file.ts';

export interface DataRoomProps {
  readonly context: PlatformContext;
  readonly alarmTopic: ITopic;
}

/** Uploads at once: each is a short function that starts an execution. */
const INTAKE_CONCURRENCY = 10;
const CLAIM_TIMEOUT_SECONDS = 30;

/**
 * From an object in the landing bucket to a version of its dataset, or to quarantine.
 *
 * One rule serves all datasets; which dataset an upload is for is in its key. The queue between event and function
 * keeps what cannot be handled now.
 */
export class DataRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;
  readonly intake: QueueWithDeadLetters;
  readonly calls: readonly ScheduledCall[];

  constructor(scope: Construct, id: string, { context, alarmTopic }: DataRoomProps) {
    super(scope, id);
    this.intake = new QueueWithDeadLetters(this, 'Intake', {
      queueName: context.names.queue('intake'),
      key: context.platformKey,
      alarmTopic,
      consumerTimeoutSeconds: CLAIM_TIMEOUT_SECONDS,
    });
    context.variables.set('INTAKE_QUEUE_URL', this.intake.queue.queueUrl);

    new QueueRule(this, 'ObjectCreated', {
      ruleName: `${context.names.prefix}-landing-object-created`,
      description: 'A new object in the landing bucket',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [context.names.bucket('landing')] } },
      },
      target: this.intake,
    });

    this.functions = makeFunctions(this, context, 'data', DATA_STEPS);
    new QueueSource(this, 'IntakeSource', {
      context,
      queue: this.intake.queue,
      target: requireFunction(this.functions, 'claim-upload'),
      maximumConcurrency: INTAKE_CONCURRENCY,
    });
    new StateMachineFromFile(this, 'Machine', { context, machine: 'data', functions: this.functions });
    this.calls = [
      {
        name: 'sweep-landing',
        expression: 'rate(6 hours)',
        target: requireFunction(this.functions, 'sweep-landing'),
        input: { kind: 'tick', target: 'platform' },
      },
    ];
  }
}
