import type { BiasSection } from '../../monitoring/sections/bias.ts';
import type { FairnessMetric, GroupGap } from './group-fairness.ts';

export type GapStatus = BiasSection['columns'][number]['groups'][number]['metrics'][number]['status'];

/**
 * Is a gap between groups within what is allowed?
 *
 * - outside: the whole interval lies beyond the limit, so that chance does not explain it;
 * - within: the value lies within the limit;
 * - inconclusive: the value lies beyond and the interval reaches back, or there is no value or no interval.
 * @param limit largest distance from 0; for disparate-impact the smallest ratio, whose inverse is the largest (0.8: 0.8 to 1.25)
 * @example judgeGap({ metric: 'demographic-parity', value: -0.3, low: -0.4, high: -0.2 }, 0.1) // 'outside'
 * @example judgeGap({ metric: 'disparate-impact', value: 0.7, low: 0.5, high: 0.9 }, 0.8) // 'inconclusive'
 */
export function judgeGap({ metric, value, low, high }: GroupGap, limit: number): GapStatus {
  if (value === null) return 'inconclusive';
  const [least, most] = allowed(metric, limit);
  if (value >= least && value <= most) return 'within';
  if (low === null || high === null) return 'inconclusive';
  return high < least || low > most ? 'outside' : 'inconclusive';
}

function allowed(metric: FairnessMetric, limit: number): readonly [least: number, most: number] {
  return metric === 'disparate-impact' ? [limit, 1 / limit] : [-limit, limit];
}
