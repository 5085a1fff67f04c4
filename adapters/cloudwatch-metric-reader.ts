import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricReader } from '#ports/metric-reader';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new CloudWatchClient(clientSettings());

export const cloudWatchMetricReader: MetricReader = {
  async sum({ namespace, name, dimensions, from, to }) {
    // Whole minutes: CloudWatch rounds the period's start down, and a datapoint is stamped with it.
    const answer = await callService(
      `CloudWatch GetMetricStatistics ${namespace} ${name}`,
      client.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          StartTime: new Date(Math.floor(from.getTime() / 60_000) * 60_000),
          EndTime: to,
          Period: 60,
          Statistics: ['Sum'],
        }),
      ),
    );
    return (answer.Datapoints ?? []).reduce((total, point) => total + (point.Sum ?? 0), 0);
  },
};
