import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { viaService } from '#lib/names';
import { acknowledge } from './acknowledge.ts';
import type { GyreFunction } from './gyre-function.ts';
import type { PlatformContext } from './platform-context.ts';

export interface QueueSourceProps {
  readonly context: PlatformContext;
  readonly queue: IQueue;
  readonly target: GyreFunction;
  /** Functions that may run at once for this queue; at least 2. */
  readonly maximumConcurrency: number;
  /** Default 10. */
  readonly batchSize?: number;
  /** How long a batch may fill; default 0: a message is handled at once. */
  readonly batchingSeconds?: number;
}

/** A queue that feeds a function; only the messages that failed come again. */
export class QueueSource extends Construct {
  constructor(scope: Construct, id: string, props: QueueSourceProps) {
    super(scope, id);
    const { queue, target, context } = props;
    target.role.addToPolicy(
      new PolicyStatement({
        actions: [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
        ],
        resources: [queue.queueArn],
      }),
    );
    target.role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [context.keyArns.platform],
        conditions: {
          StringEquals: { 'kms:ViaService': viaService('sqs'), 'kms:CallerAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: target.function,
      eventSourceArn: queue.queueArn,
      batchSize: props.batchSize ?? 10,
      maxBatchingWindow: Duration.seconds(props.batchingSeconds ?? 0),
      maxConcurrency: props.maximumConcurrency,
      reportBatchItemFailures: true,
    });
    const policy = target.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) mapping.node.addDependency(policy);
    acknowledge(mapping, 'queue-sources');
  }
}
