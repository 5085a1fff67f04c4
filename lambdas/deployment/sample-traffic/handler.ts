import type * as z from 'zod';
import { cloudWatchMetricReader } from '#adapters/cloudwatch-metric-reader';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { sampleRows, sampleTransformRequest } from '#core/deployment/traffic-sample';
import type { MetricReader } from '#ports/metric-reader';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { capturedSince } from './captured-since.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** With at least this many requests and none that came through, waiting longer only hurts callers. */
const HOPELESS_REQUESTS = 20;

/**
 * Reads what the new variant answered since the canary began; once there is enough, writes the rows for scoring.
 * A repeat is harmless: the sample's key is made of the deployment and its size.
 */
export const sampleTraffic: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  { readonly store: ObjectStore; readonly metrics: MetricReader }
> = async (input, { environment, adapters, now }) => {
  const { store } = adapters;
  const since = new Date(input.since);
  const records = await capturedSince(store, environment.CAPTURE_BUCKET, input, { since, now });
  const { rows, total } = sampleRows(records, since);
  const metric = (name: string) =>
    adapters.metrics.sum({
      namespace: 'AWS/SageMaker',
      name,
      dimensions: { EndpointName: input.endpointName, VariantName: input.variant },
      from: since,
      to: now,
    });
  const failedRequests = (await metric('Invocation5XXErrors')) + (await metric('Invocation4XXErrors'));
  const requests = Math.max(await metric('Invocations'), failedRequests);
  const counts = {
    records: total,
    requests: Math.round(requests),
    failedRequests: Math.round(failedRequests),
  };

  if (total < input.minimumRecords) {
    if (counts.failedRequests >= HOPELESS_REQUESTS && total === 0) return { status: 'failing', ...counts };
    const minutes = (now.getTime() - since.getTime()) / 60_000;
    return { status: minutes >= input.maximumMinutes ? 'expired' : 'waiting', ...counts };
  }
  const prefix = `${input.model}/deployments/${input.deploymentId}/${total}`;
  const sampleKey = `${prefix}/sample.json`;
  await store.write(
    { bucket: environment.STAGING_BUCKET, key: `${prefix}/input/rows.csv` },
    `${rows.map((row) => row.line).join('\n')}\n`,
    'text/csv',
  );
  await store.write(
    { bucket: environment.STAGING_BUCKET, key: sampleKey },
    JSON.stringify(rows),
    'application/json',
  );
  return {
    status: 'ready',
    ...counts,
    sampleKey,
    scoresKey: `${prefix}/output/rows.csv.out`,
    transformRequest: sampleTransformRequest({
      environment: environment.GYRE_ENV,
      model: input.model,
      deploymentId: input.deploymentId,
      modelName: input.modelName,
      stagingBucket: environment.STAGING_BUCKET,
      inputPrefix: `${prefix}/input/`,
      outputPrefix: `${prefix}/output/`,
      instanceType: 'ml.m5.large',
      rows: total,
    }),
  };
};

export const handler = defineHandler({
  name: 'deployment/sample-traffic',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: () => ({ store: s3ObjectStore, metrics: cloudWatchMetricReader }),
  step: sampleTraffic,
});
