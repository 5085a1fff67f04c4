import type { RecalibrationDocument } from './recalibration-document.ts';

type Threshold = NonNullable<RecalibrationDocument['threshold']>;

/**
 * What a person is to do about the threshold: the line of model.yaml where the gain is sure, nothing where it is not.
 * @example thresholdAdvice({ configured: 0.5, best: 0.2, atConfigured: { value: 1, low: 0, high: 2 }, atBest: { value: 2, low: 1, high: 3 }, difference: { value: 1, low: 0.5, high: 1.5, pValue: 0.01 } }) // 'In model.yaml: evaluation.gate.threshold: 0.2'
 */
export function thresholdAdvice({ configured, best, difference }: Threshold): string {
  if (best === configured) return 'The configured threshold is the best one.';
  if (difference.low > 0) return `In model.yaml: evaluation.gate.threshold: ${best}`;
  return `That ${best} is worth more than ${configured} is not shown: leave evaluation.gate.threshold as it is.`;
}
