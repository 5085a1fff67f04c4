import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { standardOutputMetrics } from '#adapters/standard-output-metrics';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { type BatchAdapters, batchPlaces, readBatchItem } from '../../common/read-batch-item.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/** One child of a map: some capture objects of one hour and version to one result. */
export const readBatch: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  BatchAdapters
> = async (item, { environment, adapters, logger, now }) => {
  const places = batchPlaces(environment);
  const outcome = await readBatchItem(adapters, places, item, now);
  if (outcome.gone > 0) logger.warn('capture objects are gone', { batch: item.batch, objects: outcome.gone });
  return outcome;
};

export const handler = defineHandler({
  name: 'monitoring/read-batch',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    metrics: standardOutputMetrics,
  }),
  step: readBatch,
});
