import type * as z from 'zod';
import { compileModel } from '#core/config/compiled-model';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { modelConfigSchema } from '#core/config/model-config';
import { ServiceRefusedError } from '#core/remote-errors';
import { acceptLabels } from '#lambdas/serving/accept-labels/handler';
import { answerSchema, inputSchema, type outputSchema } from '#lambdas/serving/predict/contract';
import { predict } from '#lambdas/serving/predict/handler';
import { fakeInference } from '#test/fakes/fake-inference';
import { memoryObjectStore } from '#test/fakes/memory-object-store';
import { memoryParameters } from '#test/fakes/memory-parameters';
import { memoryQueue } from '#test/fakes/memory-queue';
import { fakeContext } from '#test/fakes/step-context';

export const environment = { GYRE_ENV: 'test', CAPTURES_QUEUE_URL: 'captures', STAGING_BUCKET: 'staging' };

const labelsEnvironment = { GYRE_ENV: 'test', LAKE_BUCKET: 'lake', LABELS_QUEUE_URL: 'labels' };

const dataset = datasetConfigSchema.parse({
  ...{ name: 'rides', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['minutes'] },
  columns: [
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'distance', type: 'number' },
    { name: 'salary', type: 'number', nullable: true },
    { name: 'minutes', type: 'integer', nullable: true },
  ],
});

/** Models are kept in memory for a minute: each room lives an hour after the one before. */
let roomsMade = 0;

/** A deployed model `duration` that sees salary, then distance. */
export function frontDoorRoom(serving: Readonly<Record<string, unknown>> = {}) {
  roomsMade += 1;
  const now = new Date(Date.parse('2024-05-10T00:30:00Z') + roomsMade * 3_600_000);
  const model = modelConfigSchema.parse({
    ...{ name: 'duration', owner: 'operations', risk: 'low', objective: 'rides', dataset: 'rides' },
    ...{ problem: 'regression', label: 'minutes', features: ['salary', 'distance'] },
    ...{ evaluation: { metric: 'rmse' }, serving, monitoring: { bucket: '1h' } },
  });
  const store = memoryObjectStore(() => now);
  const queue = memoryQueue();
  const inference = fakeInference();
  const asked: string[] = [];
  const values = memoryParameters({
    '/gyre/test/datasets/rides': JSON.stringify({
      ...{ name: 'rides', assetBucket: 'assets', configKey: 'rides.json' },
    }),
    '/gyre/test/models/duration': JSON.stringify({
      ...{ name: 'duration', configSha256: 'c', sourceSha256: 's', assetBucket: 'assets' },
      ...{ configKey: 'duration.json', sourceKey: 'source', jobRoleArn: 'role', image: 'image' },
    }),
  });
  const parameters = {
    ...values,
    get: (name: string) => {
      asked.push(name);
      return values.get(name);
    },
  };
  const put = (key: string, content: unknown) =>
    store.write({ bucket: 'assets', key }, JSON.stringify(content), 'application/json');
  const ready = Promise.all([put('rides.json', dataset), put('duration.json', compileModel(model, dataset))]);
  const adapters = { store, queue, inference, parameters };
  const context = fakeContext({ environment, adapters, now });

  /** Sends an event of an HTTP API as payload format 2.0 has it. */
  const send = async (change: Readonly<Record<string, unknown>>, at: Date = now) => {
    await ready;
    const event = inputSchema.parse({
      ...{ version: '2.0', routeKey: 'POST /models/{model}/predictions', rawQueryString: '' },
      ...{ pathParameters: { model: 'duration' }, headers: { 'content-type': 'text/csv' } },
      ...{ isBase64Encoded: false, requestContext: { stage: '$default' }, ...change },
    });
    return predict(event, { ...context, now: at });
  };
  /** Brings labels by the API. */
  const sendLabels = async (change: Readonly<Record<string, unknown>>) => {
    await ready;
    const event = inputSchema.parse({
      ...{ routeKey: 'POST /models/{model}/labels', pathParameters: { model: 'duration' } },
      ...{ headers: { 'content-type': 'text/csv' }, ...change },
    });
    return acceptLabels(event, fakeContext({ environment: labelsEnvironment, adapters, now }));
  };
  const refuseMessages = () => {
    queue.send = () =>
      Promise.reject(new ServiceRefusedError('a service of AWS refused the call', { fix: 'allow it' }));
  };
  return { now, store, queue, inference, parameters, context, asked, send, sendLabels, refuseMessages };
}

export function answerOf(result: z.infer<typeof outputSchema>) {
  return answerSchema.parse(JSON.parse(result.body));
}
