import type { MetricPublisher } from '#ports/metric-publisher';

export interface MemoryMetrics extends MetricPublisher {
  readonly published: {
    readonly name: string;
    readonly value: number;
    readonly dimensions: Readonly<Record<string, string>>;
  }[];
}

/** Remembers datapoints, and refuses what CloudWatch refuses: a value that is no finite number. */
export function memoryMetrics(): MemoryMetrics {
  const published: MemoryMetrics['published'] = [];
  return {
    published,
    publish: async (metric) => {
      if (!Number.isFinite(metric.value)) throw new Error(`${metric.name} has no finite value`);
      published.push(metric);
    },
  };
}
