import type { MetricName } from '../config/problem.ts';
import { areaUnderCurve } from '../training/auc.ts';
import { isLowerBetter, meanMetric } from '../training/metrics.ts';
import type { WindowReport } from './window-report.ts';

/** Answers of one version whose outcome is known, of one UTC day. */
export interface JoinedDay {
  /** `2013-06-01` */
  readonly day: string;
  readonly predictions: readonly number[];
  readonly labels: readonly number[];
  /** Cells of the columns that tell groups apart, one a row; null where the row has none. */
  readonly sensitive?: Readonly<Record<string, readonly (string | null)[]>>;
}

export interface QualityRule {
  readonly metric: MetricName;
  readonly windowDays: number;
  readonly maximumRatio: number;
  readonly minimumRows: number;
  /** What the contest that put the version in service showed. */
  readonly promised: number;
}

export interface QualityVerdict {
  readonly status: WindowReport['status'];
  readonly reason: string;
  readonly quality?: NonNullable<WindowReport['quality']>;
}

/** A promise without any error would make every ratio infinite, or no number at all. */
const LEAST_LOSS = 1e-9;

/**
 * Realised quality over the newest mature days against what the contest promised. Days without a joined row do not
 * count among them: a feed that paused must not shorten the window.
 *
 * @param days     mature days of the version, any order
 * @param enoughBy the day on which there will be rows enough, as far as somebody can tell
 */
export function judgeQuality(
  days: readonly JoinedDay[],
  rule: QualityRule,
  enoughBy: string | null = null,
): QualityVerdict {
  const forecast = enoughBy === null ? '' : `; at this pace there will be enough on ${enoughBy}`;
  const newest = days
    .filter(({ labels }) => labels.length > 0)
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
    .slice(-rule.windowDays);
  const predictions = newest.flatMap((day) => day.predictions);
  const labels = newest.flatMap((day) => day.labels);
  const [from, to] = [newest[0]?.day, newest.at(-1)?.day];
  if (from === undefined || to === undefined)
    return { status: 'no-data', reason: `no mature label of a row that this version answered${forecast}` };
  if (labels.length < rule.minimumRows) {
    return {
      status: 'inconclusive',
      reason: `${labels.length} labelled rows on ${newest.length} mature days, ${rule.minimumRows} needed${forecast}`,
    };
  }
  const value = metricOf(rule.metric, predictions, labels);
  if (!Number.isFinite(value))
    return { status: 'inconclusive', reason: `${rule.metric} is not defined on these rows` };
  const [loss, promisedLoss] = [lossOf(rule.metric, value), lossOf(rule.metric, rule.promised)];
  const ratio = Math.max(loss, LEAST_LOSS) / Math.max(promisedLoss, LEAST_LOSS);
  const isBreached = ratio > rule.maximumRatio;
  const text = `${rule.metric} ${value.toPrecision(4)} is ${ratio.toFixed(2)} x the promised ${rule.promised.toPrecision(4)}`;
  return {
    status: isBreached ? 'breached' : 'within',
    reason: `${text}, ${isBreached ? 'above' : 'not above'} ${rule.maximumRatio}`,
    quality: {
      metric: rule.metric,
      value,
      promised: rule.promised,
      ratio,
      limit: rule.maximumRatio,
      rows: labels.length,
      days: newest.length,
      from,
      to,
      byDay: newest.map((day) => {
        const own = metricOf(rule.metric, day.predictions, day.labels);
        return { day: day.day, rows: day.labels.length, value: Number.isFinite(own) ? own : null };
      }),
    },
  };
}

/**
 * @returns NaN where the metric is not defined: AUC of one class, any metric of no rows
 * @example metricOf('mae', [1, 3], [0, 0]) // 2
 */
export function metricOf(
  metric: MetricName,
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
): number {
  return metric === 'auc' ? areaUnderCurve(predictions, labels) : meanMetric(metric, predictions, labels);
}

/** Ratios are of losses: a metric that grows with quality counts by what it lacks to 1. */
function lossOf(metric: MetricName, value: number): number {
  return isLowerBetter(metric) ? value : 1 - value;
}
