/** Units as CloudWatch names them; a ratio has none. */
export type MetricUnit = 'Count' | 'None' | 'Percent';

export interface MetricDefinition {
  readonly unit: MetricUnit;
  /** The statistic that an alarm or a dashboard reads: the worst of a period, or all of it. */
  readonly statistic: 'Maximum' | 'Minimum' | 'Sum';
  /** What a datapoint says. */
  readonly meaning: string;
  /** When there is one. */
  readonly published: string;
}

/** Where all metrics of Gyre are. */
export const METRIC_NAMESPACE = 'Gyre';

/**
 * The metrics of a model, by environment and model: what a person on call looks at first. Each is a custom metric
 * that is paid by the month, so there are six, and everything else is in reports and in `gyre metrics`.
 */
export const MODEL_METRICS = {
  DriftConfirmed: {
    unit: 'Count',
    statistic: 'Maximum',
    meaning: '1 when m of the last n windows drifted, else 0',
    published: 'with each window that was judged',
  },
  WorstDriftRatio: {
    unit: 'None',
    statistic: 'Maximum',
    meaning: 'stability index of the worst feature as a multiple of its threshold; drifted from 1',
    published: 'with each window that was judged',
  },
  QualityBreached: {
    unit: 'Count',
    statistic: 'Maximum',
    meaning: '1 when realised quality is worse than the limit allows, else 0',
    published: 'with each judgement of quality',
  },
  QualityRatio: {
    unit: 'None',
    statistic: 'Maximum',
    meaning: 'loss on rows whose outcome is known as a multiple of the loss that the contest promised',
    published: 'with each judgement of quality',
  },
  CapturedRequests: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'requests in capture objects, stamped with the hour in which they were answered',
    published: 'with each capture object',
  },
  CaptureCoverage: {
    unit: 'None',
    statistic: 'Minimum',
    meaning: 'share of the requests that the endpoint answered in 24 hours which were captured, 0 to 1',
    published: 'hourly, where at least 100 requests were answered',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
export type ModelMetric = keyof typeof MODEL_METRICS;

/** The metrics of an environment, by environment. */
export const PLATFORM_METRICS = {
  Heartbeat: {
    unit: 'Count',
    statistic: 'Sum',
    meaning: 'a tick of the clock was handled; its absence alarms',
    published: 'with each tick',
  },
  FullestDisk: {
    unit: 'Percent',
    statistic: 'Maximum',
    meaning: 'disk use of the fullest instance among all endpoints; capture stops above about 75',
    published: 'hourly',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
export type PlatformMetric = keyof typeof PLATFORM_METRICS;

/** @example unitOf('FullestDisk') // 'Percent' */
export function unitOf(name: ModelMetric | PlatformMetric): MetricUnit {
  return { ...MODEL_METRICS, ...PLATFORM_METRICS }[name].unit;
}
