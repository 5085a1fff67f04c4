import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { standardOutputMetrics } from '#adapters/standard-output-metrics';
import { answeredBy } from '#core/deployment/endpoint-requests';
import { plainBytesOf } from '#core/monitoring/scale/capture-object';
import { DEFAULT_PLAN_LIMITS } from '#core/monitoring/scale/plan-limits';
import { captureDigest, sketchKey } from '#core/monitoring/sketch-key';
import { parseCaptureKey } from '#core/serving/capture-key';
import type { MetricLog } from '#ports/metric-log';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import type { Step } from '../../common/define-handler.ts';
import { defineQueueHandler, type QueueMessage } from '../../common/define-queue-handler.ts';
import { loadBaseline } from '../../common/load-baseline.ts';
import { sketchPieces } from '../../common/sketch-pieces.ts';
import { tellCaptured } from '../../common/tell-captured.ts';
import { bodySchema, environmentSchema } from './contract.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly metrics: MetricLog;
}

/**
 * One capture object to sketches, one a bucket of event time. Runs once per object and again on every repeat of its
 * event: key and content are functions of the object, so the same bytes are written again.
 */
export const sketchCapture: Step<
  QueueMessage<z.infer<typeof bodySchema>>,
  void,
  z.infer<typeof environmentSchema>,
  Adapters
> = async ({ body }, { environment, adapters, logger, now }) => {
  const { bucket, object } = body.detail;
  const address = parseCaptureKey(object.key);
  const owner = address === undefined ? undefined : answeredBy(address, environment.GYRE_ENV);
  if (bucket.name !== environment.CAPTURE_BUCKET || address === undefined || owner === undefined) {
    logger.info('not the capture of a model version', { key: object.key });
    return;
  }
  const watched = await loadBaseline(adapters, environment.ARTIFACTS_BUCKET, owner.model, owner.version);
  const ref = { bucket: bucket.name, key: object.key };
  // Its hour is read as a whole, when it is over.
  if (watched.model.monitoring.sketches === 'hourly') return;
  const { sketches, requests, gone } = await sketchPieces(
    adapters.store,
    [{ ref }],
    { ...watched, version: owner.version },
    { source: ref, bucket: watched.model.monitoring.bucket, hour: address.hour },
    plainBytesOf({ key: object.key, sizeBytes: object.size }, DEFAULT_PLAN_LIMITS.plainPerCompressed),
  );
  if (gone.length > 0) {
    // Deleted between event and read: what is not there any more cannot be watched, now or later.
    logger.warn('the capture object is gone', { key: object.key });
    return;
  }
  const digest = captureDigest(ref);
  for (const [bucketStart, sketch] of sketches) {
    const key = sketchKey({ ...owner, variant: address.variant, bucketStart, digest });
    const text = JSON.stringify(sketch);
    await adapters.store.write({ bucket: environment.REPORTS_BUCKET, key }, text, 'application/json');
  }
  // Last, since a repeat after a failure would count again.
  tellCaptured(
    adapters.metrics,
    { environment: environment.GYRE_ENV, model: owner.model, hour: address.hour },
    requests,
    now,
  );
};

export const handler = defineQueueHandler({
  name: 'monitoring/sketch-capture',
  body: bodySchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    metrics: standardOutputMetrics,
  }),
  step: sketchCapture,
});
