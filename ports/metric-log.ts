/** Where lines of metrics go; they are taken from there without an answer. */
export interface MetricLog {
  write(line: string): void;
}
