/** Reading published metrics hour by hour. */
export interface MetricHistory {
  /** By the hour's start, UTC (`2026-11-21T14`); an hour without a datapoint is absent. */
  hourly(query: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: 'Sum' | 'Maximum';
    /** At most two months. */
    readonly from: Date;
    readonly to: Date;
  }): Promise<ReadonlyMap<string, number>>;
}
