import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Where a person reads what to do; a test holds that each file exists. */
const RUNBOOKS = 'docs/runbooks';

export interface AlarmWithRunbookProps {
  readonly alarmName: string;
  /** A plain metric: alarms on expressions do not evaluate everywhere. */
  readonly metric: Metric;
  /** What is wrong, in one sentence. */
  readonly meaning: string;
  /** File name in docs/runbooks, without `.md`. */
  readonly runbook: string;
  /** Alarm when the metric is at or above this. */
  readonly threshold: number;
  /** Alarm when it is below instead. */
  readonly isBelow?: true;
  /** Default 1 minute. */
  readonly periodMinutes?: number;
  /** What the absence of data says; default: nothing wrong. */
  readonly missingData?: TreatMissingData;
  readonly topic: ITopic;
}

/** A threshold on one metric that tells one topic, with the name of the runbook in its text. */
export class AlarmWithRunbook extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: AlarmWithRunbookProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: props.alarmName,
      alarmDescription: `${props.meaning} Runbook: ${RUNBOOKS}/${props.runbook}.md`,
      metric: props.metric.with({ period: Duration.minutes(props.periodMinutes ?? 1) }),
      threshold: props.threshold,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      comparisonOperator:
        props.isBelow === true
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.missingData ?? TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(new SnsAction(props.topic));
  }
}
