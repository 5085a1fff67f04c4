import * as z from 'zod';
import { amountSchema, countSchema, numberSchema, numbersSchema } from '#core/number-schemas';
import { contradiction, parseFile, type SourceFile } from './parse-file.ts';

const commonSchema = z.object({ num_present: countSchema, num_missing: countSchema });

const bucketSchema = z.object({ lower_bound: numberSchema, upper_bound: numberSchema, count: countSchema });

const kllSchema = z.object({
  buckets: z.array(bucketSchema).default([]),
  sketch: z
    .object({
      parameters: z.object({ c: numberSchema, k: z.number().min(1) }).optional(),
      /** Compactors from the lowest level: a value at level i stands for 2^i rows. */
      data: z.array(numbersSchema),
    })
    .optional(),
});

const numericalSchema = z.object({
  common: commonSchema,
  mean: numberSchema.optional(),
  sum: numberSchema.optional(),
  std_dev: amountSchema.optional(),
  min: numberSchema.optional(),
  max: numberSchema.optional(),
  distribution: z.object({ kll: kllSchema.optional() }).optional(),
});

const stringSchema = z.object({
  common: commonSchema,
  distinct_count: amountSchema.optional(),
  distribution: z
    .object({
      categorical: z
        .object({ buckets: z.array(z.object({ value: z.string(), count: countSchema })) })
        .optional(),
    })
    .optional(),
});

const statisticsSchema = z.object({
  version: numberSchema.optional(),
  dataset: z.object({ item_count: countSchema }),
  features: z
    .array(
      z.object({
        name: z.string().min(1),
        inferred_type: z.string(),
        numerical_statistics: numericalSchema.optional(),
        string_statistics: stringSchema.optional(),
      }),
    )
    .max(10_000),
});

export type ModelMonitorStatistics = z.infer<typeof statisticsSchema>;
export type MonitoredFeature = ModelMonitorStatistics['features'][number];
export type NumericalStatistics = z.infer<typeof numericalSchema>;

/**
 * Reads a statistics.json: counts, moments and distributions of each column of a data set.
 * @throws BadModelMonitorFileError when it is not of the documented shape
 * @throws ContradictoryStatisticsError when a column stands twice or its buckets do not follow each other
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-statistics.html
 */
export function readStatistics(file: SourceFile): ModelMonitorStatistics {
  const statistics = parseFile(file, statisticsSchema);
  const seen = new Set<string>();
  statistics.features.forEach((feature, index) => {
    const path = ['features', index];
    if (seen.has(feature.name))
      throw contradiction(file, [...path, 'name'], 'a column stands twice', {
        received: feature.name,
        allowed: 'each column once',
      });
    seen.add(feature.name);
    checkBuckets(file, feature, [...path, 'numerical_statistics', 'distribution', 'kll', 'buckets']);
  });
  return statistics;
}

function checkBuckets(file: SourceFile, feature: MonitoredFeature, path: readonly (string | number)[]): void {
  const buckets = feature.numerical_statistics?.distribution?.kll?.buckets ?? [];
  buckets.forEach(({ lower_bound: lower, upper_bound: upper }, index) => {
    const before = buckets[index - 1]?.upper_bound ?? Number.NEGATIVE_INFINITY;
    if (lower <= upper && lower >= before) return;
    throw contradiction(file, [...path, index], 'the buckets of a column do not follow each other', {
      received: `from ${lower} to ${upper}${index === 0 ? '' : ` after one to ${before}`}`,
      allowed: 'bounds that rise from bucket to bucket',
    });
  });
}
