import type * as z from 'zod';
import { compiledColumns } from './compiled-columns.ts';
import type { DatasetConfig } from './dataset-config.ts';
import { featureColumns } from './feature-columns.ts';
import { type ModelConfig, modelConfigSchema } from './model-config.ts';

/**
 * `model.json`: a model's configuration as a run reads it. Defaults are filled in, the features are a list in the
 * order the model sees them, and the columns of the dataset that a run needs are copied in, so that a pinned
 * revision does not change when dataset.yaml does.
 */
export const compiledModelSchema = modelConfigSchema.extend(compiledColumns);

export type CompiledModel = z.infer<typeof compiledModelSchema>;

/** The configuration of a model with everything resolved against its dataset. */
export function compileModel(model: ModelConfig, dataset: DatasetConfig): CompiledModel {
  return {
    ...model,
    features: [...resolveFeatures(model, dataset)],
    key: dataset.key,
    eventTime: dataset.eventTime,
  };
}

/** The features of a model in its own order; the dataset's order for `all` and `allExcept`. */
export function resolveFeatures(model: ModelConfig, dataset: DatasetConfig): readonly string[] {
  if (model.features === 'all') return featureColumns(dataset);
  if (Array.isArray(model.features)) return model.features;
  const left = new Set(model.features.allExcept);
  return featureColumns(dataset).filter((name) => !left.has(name));
}
