import type { MetricLog } from '#ports/metric-log';

interface Document {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

export interface LoggedPoint {
  readonly name: string;
  readonly value: unknown;
  readonly unit: string;
  readonly at: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

export interface MemoryMetricLog extends MetricLog {
  readonly lines: string[];
  /** The datapoints that CloudWatch makes of the lines. */
  points(): readonly LoggedPoint[];
}

export function memoryMetricLog(): MemoryMetricLog {
  const lines: string[] = [];
  return {
    lines,
    write: (line) => void lines.push(line),
    points: () => lines.flatMap((line) => pointsOf(JSON.parse(line) as Document)),
  };
}

function pointsOf(document: Document): readonly LoggedPoint[] {
  return document._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit }) => ({
        ...{ name: Name, value: document[Name], unit: Unit },
        at: new Date(document._aws.Timestamp).toISOString(),
        dimensions: Object.fromEntries(names.map((name) => [name, document[name]])),
      })),
    ),
  );
}
