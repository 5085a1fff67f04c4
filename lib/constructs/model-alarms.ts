import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ModelConfig } from '#core/config/model-config';
import { ALARM_CAUSES, alarmName, METRIC_OF_CAUSE, metricDimensions } from '#core/monitoring/alarm-name';
import { MINIMUM_COVERAGE } from '#core/monitoring/metrics/capture-coverage';
import { METRIC_NAMESPACE, MODEL_METRICS, type ModelMetric } from '#core/monitoring/metrics/model-metrics';
import type { Names } from '#lib/names';
import { AlarmWithRunbook } from './common/alarm-with-runbook.ts';

const MEANINGS = {
  drift: 'inputs drifted from what the serving version was trained on',
  quality: 'the serving version is worse than its contest promised',
} as const;

/**
 * The alarms of one model: each shows the state of the last verdict and tells of its changes. Between windows there
 * is no datapoint, and the state is kept.
 */
export class ModelAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { names, model }: { readonly names: Names; readonly model: ModelConfig },
  ) {
    super(scope, id);
    if (model.serving.capture === 'none') return;
    const topic = Topic.fromTopicArn(this, 'Topic', names.alarmTopicArn);
    const people = Topic.fromTopicArn(this, 'People', names.incidentTopicArn);
    const metric = (metricName: ModelMetric) =>
      new Metric({
        namespace: METRIC_NAMESPACE,
        metricName,
        dimensionsMap: metricDimensions(names.environment, model.name),
        statistic: MODEL_METRICS[metricName].statistic,
      });
    for (const cause of ALARM_CAUSES) {
      new AlarmWithRunbook(this, cause, {
        alarmName: alarmName(names.environment, model.name, cause),
        metric: metric(METRIC_OF_CAUSE[cause]),
        meaning: `${model.name}: ${MEANINGS[cause]}.`,
        runbook: `${cause}-confirmed`,
        threshold: 1,
        missingData: TreatMissingData.IGNORE,
        topic,
      });
    }
    // No cause for a retrain: what is missing is not the model's fault, and a verdict on the rest may mislead.
    new AlarmWithRunbook(this, 'capture', {
      alarmName: alarmName(names.environment, model.name, 'capture'),
      metric: metric('CaptureCoverage'),
      meaning: `${model.name}: of the requests that its endpoint answers, too few are captured.`,
      runbook: 'capture-incomplete',
      threshold: MINIMUM_COVERAGE,
      isBelow: true,
      missingData: TreatMissingData.IGNORE,
      topic: people,
    });
  }
}
