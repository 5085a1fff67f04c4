import { Duration } from 'aws-cdk-lib';
import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Tick } from '#core/config/tick';
import { METRIC_NAMESPACE, PLATFORM_METRICS } from '#core/monitoring/metrics/model-metrics';
import { MONITORING_STEPS } from '#lib/permissions/monitoring';
import { AlarmWithRunbook, type AlarmWithRunbookProps } from './common/alarm-with-runbook.ts';
import type { ScheduledCall } from './common/clock.ts';
import type { GyreFunction } from './common/gyre-function.ts';
import { makeFunctions, requireFunction } from './common/make-functions.ts';
import type { PlatformContext } from './common/platform-context.ts';
import { QueueRule } from './common/queue-rule.ts';
import { QueueSource } from './common/queue-source.ts';
import { QueueWithDeadLetters } from './common/queue-with-dead-letters.ts';
import { StateMachineFromFile } from './common/state-machine-from-file.ts';

export interface MonitoringRoomProps {
  readonly context: PlatformContext;
  readonly alarmTopic: ITopic;
  /** Functions of other rooms that the machine calls: the join of labels, the reconciler. */
  readonly others: ReadonlyMap<string, GyreFunction>;
}

/** Native capture writes many small objects; each sketch is a short function. */
const SKETCH_CONCURRENCY = 10;
const TICK_CONCURRENCY = 2;
/** Two ticks may be missed before somebody is called. */
const HEARTBEAT_HOURS = 3;
/** SageMaker stops capturing at about this use of a disk. */
const FULL_DISK_PERCENT = 75;

/** From capture objects to sketches, windows, verdicts and the metrics that alarms read. */
export class MonitoringRoom extends Construct {
  readonly functions: ReadonlyMap<string, GyreFunction>;
  /** Takes the clock's ticks. */
  readonly ticks: QueueWithDeadLetters;
  readonly calls: readonly ScheduledCall[];

  constructor(scope: Construct, id: string, { context, alarmTopic, others }: MonitoringRoomProps) {
    super(scope, id);
    const queue = (name: 'capture-objects' | 'ticks', step: keyof typeof MONITORING_STEPS) =>
      new QueueWithDeadLetters(this, name, {
        queueName: context.names.queue(name),
        key: context.platformKey,
        alarmTopic,
        consumerTimeoutSeconds: MONITORING_STEPS[step]?.timeoutSeconds ?? 0,
      });
    const captureObjects = queue('capture-objects', 'sketch-capture');
    this.ticks = queue('ticks', 'handle-tick');

    new QueueRule(this, 'CaptureWritten', {
      ruleName: `${context.names.prefix}-capture-written`,
      description: 'A new capture object, whoever wrote it',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [context.names.bucket('capture')] } },
      },
      target: captureObjects,
    });

    this.functions = makeFunctions(this, context, 'monitoring', MONITORING_STEPS);
    new QueueSource(this, 'CaptureObjectsSource', {
      context,
      queue: captureObjects.queue,
      target: requireFunction(this.functions, 'sketch-capture'),
      maximumConcurrency: SKETCH_CONCURRENCY,
    });
    new QueueSource(this, 'TicksSource', {
      context,
      queue: this.ticks.queue,
      target: requireFunction(this.functions, 'handle-tick'),
      maximumConcurrency: TICK_CONCURRENCY,
    });
    const machineOf = (machineId: string, machine: 'monitoring' | 'sketching') =>
      new StateMachineFromFile(this, machineId, {
        ...{ context, machine },
        functions: new Map([...others, ...this.functions]),
      }).stateMachine;
    failedAlarm(this, 'FailedAlarm', machineOf('Machine', 'monitoring'), {
      alarmName: `${context.names.prefix}-monitoring-failed`,
      meaning: 'Labels could not be joined or a window could not be judged.',
      runbook: 'monitoring-failed',
      topic: alarmTopic,
    });
    failedAlarm(this, 'SketchingFailedAlarm', machineOf('Sketching', 'sketching'), {
      alarmName: `${context.names.prefix}-sketching-failed`,
      meaning: 'Captures of some hours are not sketched: their windows would be judged without them.',
      runbook: 'sketching-failed',
      topic: alarmTopic,
    });
    this.calls = ['watch-endpoints', 'compact-captures'].map((name) => ({
      name,
      expression: 'rate(1 hour)',
      target: requireFunction(this.functions, name),
      input: { kind: 'tick', target: 'platform' } satisfies Tick,
    }));
    heartbeat(this, context, alarmTopic);
    fullDisk(this, context, alarmTopic);
  }
}

function failedAlarm(
  scope: Construct,
  id: string,
  stateMachine: CfnStateMachine,
  texts: Pick<AlarmWithRunbookProps, 'alarmName' | 'meaning' | 'runbook' | 'topic'>,
): void {
  new AlarmWithRunbook(scope, id, {
    ...texts,
    metric: new Metric({
      namespace: 'AWS/States',
      metricName: 'ExecutionsFailed',
      dimensionsMap: { StateMachineArn: stateMachine.attrArn },
      statistic: 'Sum',
    }),
    threshold: 1,
    periodMinutes: 5,
  });
}

/** Silence must not look like health: without ticks nothing is judged. Nobody sends them while schedules are off. */
function heartbeat(scope: Construct, context: PlatformContext, topic: ITopic): void {
  if (context.settings.schedules === 'off') return;
  new AlarmWithRunbook(scope, 'HeartbeatAlarm', {
    alarmName: `${context.names.prefix}-heartbeat-missing`,
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: 'Heartbeat',
      dimensionsMap: { environment: context.names.environment },
      statistic: 'SampleCount',
      period: Duration.hours(HEARTBEAT_HOURS),
    }),
    meaning: 'No tick was handled: no window is judged, and no alarm can come.',
    runbook: 'heartbeat-missing',
    threshold: 1,
    isBelow: true,
    periodMinutes: HEARTBEAT_HOURS * 60,
    missingData: TreatMissingData.BREACHING,
    topic,
  });
}

/**
 * Of all endpoints, since variants are named by version and no alarm could be written down for one that is still to
 * come. While it shows ALARM a second disk is not told; what is lost there alarms by its model's coverage.
 */
function fullDisk(scope: Construct, context: PlatformContext, topic: ITopic): void {
  if (context.settings.schedules === 'off') return;
  new AlarmWithRunbook(scope, 'FullDiskAlarm', {
    alarmName: `${context.names.prefix}-disk-filling`,
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: 'FullestDisk',
      dimensionsMap: { environment: context.names.environment },
      statistic: PLATFORM_METRICS.FullestDisk.statistic,
    }),
    meaning: `The disk of an endpoint is ${FULL_DISK_PERCENT} % full: SageMaker stops capturing its requests.`,
    runbook: 'disk-filling',
    threshold: FULL_DISK_PERCENT,
    missingData: TreatMissingData.IGNORE,
    topic,
  });
}
