/** What costs depend on. Bytes are decimal and plain unless a name says otherwise. */
export interface Workload {
  readonly models: number;
  /** Of all models together, shared evenly. */
  readonly capturesPerDay: number;
  /** A line of capture: request, answer and metadata. */
  readonly bytesPerCapture: number;
  /** Of each model. */
  readonly features: number;
  /** How long captures are kept. */
  readonly retentionDays: number;
  /** Windows of a model that are looked at in a day. */
  readonly runsPerDay: number;
  readonly isGzip: boolean;
  /** Plain bytes of a capture object. */
  readonly objectBytes: number;
  /** Memory of a worker: 1,769 MB are one processor. */
  readonly memoryMb: number;
}

/** 25 features make a line of about 600 bytes; objects as the batch writer and compaction aim at. */
export const DEFAULT_WORKLOAD: Workload = {
  models: 1,
  capturesPerDay: 1_000_000,
  bytesPerCapture: 600,
  features: 25,
  retentionDays: 30,
  runsPerDay: 24,
  isGzip: true,
  objectBytes: 64 * 1024 * 1024,
  memoryMb: 1769,
};

/** What may be asked for: outside, the formulas say nothing. */
export const WORKLOAD_RANGES = {
  models: { least: 1, most: 10_000, unit: 'models' },
  capturesPerDay: { least: 0, most: 1e12, unit: 'captures a day' },
  // Request and answer of a real-time endpoint are 6 MiB at most, each a third longer in BASE64.
  bytesPerCapture: { least: 100, most: 17_000_000, unit: 'bytes' },
  features: { least: 1, most: 10_000, unit: 'features' },
  retentionDays: { least: 1, most: 3650, unit: 'days' },
} as const satisfies Partial<Record<keyof Workload, { least: number; most: number; unit: string }>>;

/**
 * Speed of one worker of one processor in plain bytes a second. Measured on two cores of a laptop-sized machine by
 * the scan that the engine grew from: 379 MB/s plain, 278 MB/s from gzip; of both, half is assumed on Lambda. The
 * network is what public notes say a function gets (50 to 90 MB/s). Neither was measured on AWS.
 */
export const THROUGHPUT = {
  plainBytesPerSecond: 190e6,
  gzipBytesPerSecond: 139e6,
  networkBytesPerSecond: 80e6,
  /** Share of an initialisation, first byte and the write of the result, for each call of a function. */
  secondsPerCall: 0.25,
  /** Of captures of 25 features, measured: 595 MB against 150. */
  gzipRatio: 4,
} as const;
