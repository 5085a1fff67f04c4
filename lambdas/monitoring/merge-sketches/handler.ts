import type * as z from 'zod';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { s3ObjectStore } from '#adapters/s3-object-store';
import type { ObjectStore } from '#ports/object-store';
import type { Registry } from '#ports/registry';
import { defineHandler, type Step } from '../../common/define-handler.ts';
import { mergeItem } from '../../common/merge-item.ts';
import { batchPlaces } from '../../common/read-batch-item.ts';
import { environmentSchema, inputSchema, outputSchema } from './contract.ts';

interface Adapters {
  readonly registry: Registry;
  readonly store: ObjectStore;
}

/** One step of the tree that makes the sketches of an hour of the results of its batches. */
export const mergeSketches: Step<
  z.infer<typeof inputSchema>,
  z.infer<typeof outputSchema>,
  z.infer<typeof environmentSchema>,
  Adapters
> = async (item, { environment, adapters }) => {
  const places = batchPlaces(environment);
  return { rows: await mergeItem(adapters, places, item) };
};

export const handler = defineHandler({
  name: 'monitoring/merge-sketches',
  input: inputSchema,
  output: outputSchema,
  environment: environmentSchema,
  adapters: (environment) => ({
    registry: dynamoDbRegistry(environment.REGISTRY_TABLE),
    store: s3ObjectStore,
  }),
  step: mergeSketches,
});
