import { MODEL_METRICS, PLATFORM_METRICS } from '../monitoring/metrics/model-metrics.ts';
import { PRICES } from './prices.ts';

/** Resources that cost while nothing runs. All others cost nothing then; storage is what the rows take. */
export interface RestingResources {
  readonly key: number;
  readonly alarm: number;
  readonly dashboard: number;
  /** Custom metrics; no resource stands for them. */
  readonly metric: number;
}

/**
 * What an environment has when its clock is off: the shared stacks, and what each model adds. A test counts the same
 * in the templates.
 */
export const RESTING = {
  platform: { key: 4, alarm: 9, dashboard: 1, metric: Object.keys(PLATFORM_METRICS).length },
  model: { key: 0, alarm: 3, dashboard: 0, metric: Object.keys(MODEL_METRICS).length },
} as const satisfies Readonly<Record<string, RestingResources>>;

/** @example restingDollars({ key: 4, alarm: 9, dashboard: 1, metric: 2 }).toFixed(2) // '8.50' */
export function restingDollars({ key, alarm, dashboard, metric }: RestingResources): number {
  return key * PRICES.key.dollars + watchingDollars({ alarm, dashboard, metric });
}

/** CloudWatch's part. @example watchingDollars({ alarm: 3, dashboard: 0, metric: 6 }).toFixed(2) // '2.10' */
export function watchingDollars({
  alarm,
  dashboard,
  metric,
}: Pick<RestingResources, 'alarm' | 'dashboard' | 'metric'>): number {
  return alarm * PRICES.alarm.dollars + dashboard * PRICES.dashboard.dollars + metric * PRICES.metric.dollars;
}
