/** Publishing single datapoints of Gyre's own metrics, stamped with the time of the call. */
export interface MetricPublisher {
  publish(metric: {
    readonly name: string;
    readonly value: number;
    readonly dimensions: Readonly<Record<string, string>>;
  }): Promise<void>;
}
