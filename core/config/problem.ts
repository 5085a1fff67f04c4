import * as z from 'zod';

/** What a model predicts: a number, or how likely yes is. */
export const problemSchema = z.enum(['regression', 'binary']);
export type Problem = z.infer<typeof problemSchema>;

/** What the contests of each problem can measure. */
export const REGRESSION_METRICS = ['rmse', 'mae'] as const;
export const BINARY_METRICS = ['auc', 'logLoss', 'brier'] as const;
export const metricSchema = z.enum([...REGRESSION_METRICS, ...BINARY_METRICS]);
export type MetricName = z.infer<typeof metricSchema>;
