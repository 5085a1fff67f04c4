import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricPublisher } from '#ports/metric-publisher';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new CloudWatchClient(clientSettings());
/** The only namespace that the functions' roles may publish to. */
const NAMESPACE = 'Gyre';

export const cloudWatchMetricPublisher: MetricPublisher = {
  async publish({ name, value, dimensions }) {
    await callService(
      `CloudWatch PutMetricData ${NAMESPACE} ${name}`,
      client.send(
        new PutMetricDataCommand({
          Namespace: NAMESPACE,
          MetricData: [
            {
              MetricName: name,
              Value: value,
              Unit: 'Count',
              Timestamp: new Date(),
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
          ],
        }),
      ),
    );
  },
};
