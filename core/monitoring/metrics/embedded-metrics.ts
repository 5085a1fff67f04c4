import { METRIC_NAMESPACE, type ModelMetric, type PlatformMetric, unitOf } from './model-metrics.ts';

/** What is published together: one set of dimensions, one moment. */
export interface Publication {
  readonly dimensions: { readonly environment: string; readonly model?: string };
  readonly values: Readonly<Partial<Record<ModelMetric | PlatformMetric, number>>>;
  /** What the datapoints are about; CloudWatch takes the last 14 days and the next 2 hours. */
  readonly at: Date;
  /** The time of the call. */
  readonly now: Date;
  /** Facts for whoever reads the log; they make no metric. */
  readonly properties?: Readonly<Record<string, string | number>>;
}

export interface EmbeddedMetrics {
  /** One line for standard output; `undefined` when nothing can be published. */
  readonly line: string | undefined;
  /** Metrics left out, each with the reason. */
  readonly dropped: readonly string[];
}

const DAY_MILLISECONDS = 86_400_000;
const OLDEST_MILLISECONDS = 14 * DAY_MILLISECONDS;
const LEAD_MILLISECONDS = 2 * 3_600_000;
/** CloudWatch refuses numbers beyond these, and a refused number takes the others of its line with it. */
const LARGEST = 2 ** 360;
const SMALLEST = 2 ** -360;

/**
 * A publication in CloudWatch's embedded metric format: a line of JSON in a function's log that CloudWatch turns into
 * datapoints. What is no finite number is left out and named, so that nothing arrives as NaN.
 *
 * One set of dimensions, since each further one would be a metric that is paid again; of the format's bounds (100
 * metrics, 30 dimensions, 1 MB a line) a publication is far away.
 *
 * @example embeddedMetrics({ dimensions: { environment: 'e' }, values: { FullestDisk: NaN }, at: new Date(0), now: new Date(0) }).dropped // ['FullestDisk: NaN is no finite number']
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(publication: Publication): EmbeddedMetrics {
  const { dimensions, values, at, now, properties } = publication;
  const names = (Object.keys(values) as (keyof typeof values)[]).toSorted();
  const age = now.getTime() - at.getTime();
  if (!(age <= OLDEST_MILLISECONDS && age >= -LEAD_MILLISECONDS)) {
    const dropped = names.map((name) => `${name}: its moment is more than 14 days back or 2 hours ahead`);
    return { line: undefined, dropped };
  }
  const dropped: string[] = [];
  const kept = new Map<keyof typeof values, number>();
  for (const name of names) {
    const value = values[name] ?? Number.NaN;
    if (Number.isFinite(value) && Math.abs(value) <= LARGEST)
      kept.set(name, Math.abs(value) < SMALLEST ? 0 : value);
    else
      dropped.push(
        `${name}: ${value} is no ${Number.isFinite(value) ? 'number of CloudWatch' : 'finite number'}`,
      );
  }
  if (kept.size === 0) return { line: undefined, dropped };
  const document = {
    ...properties,
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: [...kept.keys()].map((Name) => ({ Name, Unit: unitOf(Name) })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(kept),
  };
  return { line: JSON.stringify(document), dropped };
}
