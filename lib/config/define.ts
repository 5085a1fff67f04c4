import { type DatasetConfig, datasetConfigSchema } from '#core/config/dataset-config';
import type { GyreConfig, GyreConfigInput } from '#core/config/gyre-config';
import { gyreConfigSchema } from '#core/config/gyre-config';
import { type ModelConfig, modelConfigSchema } from '#core/config/model-config';
import { InvalidProjectError } from '#core/config/errors';
import type * as z from 'zod';
import { freeze } from './freeze.ts';
import { shapeProblems } from './shape-problem.ts';

/**
 * The content of a project's gyre.config.ts.
 * @example export default defineGyre({ environments: { local: { profile: 'default' } } });
 */
export function defineGyre(config: GyreConfigInput): GyreConfigInput {
  return config;
}

/** A dataset in TypeScript instead of dataset.yaml, for those who build on the constructs. */
export function defineDataset(config: z.input<typeof datasetConfigSchema>): DatasetConfig {
  return parseConfig(datasetConfigSchema, config, `dataset ${config.name}`);
}

/** A model in TypeScript instead of model.yaml. */
export function defineModel(config: z.input<typeof modelConfigSchema>): ModelConfig {
  return parseConfig(modelConfigSchema, config, `model ${config.name}`);
}

/** gyre.config.ts with its defaults. @throws InvalidProjectError */
export function parseGyreConfig(value: unknown, file: string): GyreConfig {
  return parseConfig(gyreConfigSchema, value, file);
}

/** @throws InvalidProjectError with each problem; `where` names the source, since a value has no line. */
function parseConfig<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return freeze(result.data);
  const locate = (path: readonly (string | number)[]) => [where, path.join('.')].filter(Boolean).join(': ');
  throw new InvalidProjectError(shapeProblems(schema, value, result.error.issues, locate));
}
