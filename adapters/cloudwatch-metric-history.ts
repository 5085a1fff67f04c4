import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricHistory } from '#ports/metric-history';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new CloudWatchClient(clientSettings());
const HOUR_SECONDS = 3600;

export const cloudWatchMetricHistory: MetricHistory = {
  async hourly({ namespace, name, dimensions, statistic, from, to }) {
    const answer = await callService(
      `CloudWatch GetMetricStatistics ${namespace} ${name}`,
      client.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          StartTime: from,
          EndTime: to,
          Period: HOUR_SECONDS,
          Statistics: [statistic],
        }),
      ),
    );
    return new Map(
      (answer.Datapoints ?? []).flatMap(({ Timestamp, [statistic]: value }) =>
        Timestamp === undefined || value === undefined ? [] : [[Timestamp.toISOString().slice(0, 13), value]],
      ),
    );
  },
};
