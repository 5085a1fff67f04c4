import type { MetricLog } from '#ports/metric-log';

/** CloudWatch takes metrics from the log: a line that is JSON and nothing else, which `console` would not leave alone. */
export const standardOutputMetrics: MetricLog = {
  write: (line) => void process.stdout.write(`${line}\n`),
};
