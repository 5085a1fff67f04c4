import * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import { standardOutputMetrics } from '#adapters/standard-output-metrics';
import { batchItemSchema } from '#core/monitoring/scale/batch';
import { mergeItemSchema } from '#core/monitoring/sketching/plan-hours';
import type { ObjectStore } from '#ports/object-store';
import { defineHandler, parseContract, type Step } from '../../common/define-handler.ts';
import { mergeItem } from '../../common/merge-item.ts';
import { type BatchAdapters, batchPlaces, readBatchItem } from '../../common/read-batch-item.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

/**
 * All of a small plan, in one function: its batches one after the other, then its merges level by level. A repeat, also
 * after the function ran out of time, finds the batches that were read and goes on behind them.
 */
export const readHours: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  BatchAdapters
> = async ({ manifest, merges }, { environment, adapters, logger, now }) => {
  const bucket = environment.REPORTS_BUCKET;
  const places = batchPlaces(environment);
  const items = await readLines(adapters.store, bucket, manifest, batchItemSchema);
  let gone = 0;
  for (const item of items) gone += (await readBatchItem(adapters, places, item, now)).gone;
  if (gone > 0) logger.warn('capture objects are gone', { objects: gone });
  let rows = 0;
  for (const key of merges) {
    for (const item of await readLines(adapters.store, bucket, key, mergeItemSchema)) {
      const merged = await mergeItem(adapters, places, item);
      if (item.isLast) rows += merged;
    }
  }
  return { batches: items.length, rows };
};

async function readLines<Item>(
  store: ObjectStore,
  bucket: string,
  key: string,
  schema: z.ZodType<Item>,
): Promise<readonly Item[]> {
  const text = await store.readText({ bucket, key });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => parseContract(schema, JSON.parse(line), key));
}

export const handler = defineHandler({
  name: 'monitoring/read-hours',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
    metrics: standardOutputMetrics,
  }),
  step: readHours,
});
