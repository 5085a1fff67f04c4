/** Reading published metrics: sums over a stretch of time, for decisions that need counts. */
export interface MetricReader {
  /** Sum of a metric between two times; 0 when nothing was published. */
  sum(query: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly from: Date;
    readonly to: Date;
  }): Promise<number>;
}
