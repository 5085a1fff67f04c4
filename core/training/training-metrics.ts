import * as z from 'zod';

/** What a training script may leave beside its model: `{"rmse": 8.7}`, its metrics on the training rows by name. */
export const TRAINING_METRICS = 'training-metrics.json';

const metricsSchema = z.record(z.string().max(64), z.number());

/**
 * Reads what the script left; undefined when it is not of this form, which counts as not recorded.
 * @example readTrainingMetrics('{"rmse": 8.7}') // { rmse: 8.7 }
 */
export function readTrainingMetrics(text: string): Readonly<Record<string, number>> | undefined {
  try {
    return metricsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Where they are kept: beside the archive, under its digest.
 * @param artifactKey of the archive among the artifacts
 * @example trainingMetricsKey('models/m/artifacts/ab/model.tar.gz') // 'models/m/artifacts/ab/training-metrics.json'
 */
export function trainingMetricsKey(artifactKey: string): string {
  return `${artifactKey.slice(0, artifactKey.lastIndexOf('/'))}/${TRAINING_METRICS}`;
}
