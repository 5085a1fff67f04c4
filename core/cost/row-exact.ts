/**
 * Work on single rows (label joins, slices nobody asked for before, a feature counted anew) beyond one function.
 */
import { DEFAULT_PLAN_LIMITS } from '../monitoring/scale/plan-limits.ts';
import { BYTES_PER_TB, PRICES } from './prices.ts';
import { THROUGHPUT } from './workload.ts';

export type RowEngine = 'lambda' | 'athena' | 'emr-serverless';

/** Stored bytes that one query scans well inside the half hour it may take. */
const MOST_ATHENA_BYTES = 5e12;
/** Assumed of Spark on capture lines: plain bytes a second of a processor, and twice for start, skew and idling. */
const SPARK_BYTES_PER_SECOND = 15e6;
const SPARK_OVERHEAD = 2;
const SPARK_GB_PER_VCPU = 4;
const SECONDS_PER_HOUR = 3600;

/**
 * Where rows are joined, by the plain bytes of the captures that may hold them: in one function as long as that
 * reads them, by a query while it scans a few terabytes, by Spark beyond.
 * @example rowEngineFor(60e9) // 'athena'
 * @example rowEngineFor(1e9) // 'lambda'
 */
export function rowEngineFor(plainBytes: number): RowEngine {
  if (plainBytes < DEFAULT_PLAN_LIMITS.inlineBytes) return 'lambda';
  return plainBytes / THROUGHPUT.gzipRatio <= MOST_ATHENA_BYTES ? 'athena' : 'emr-serverless';
}

/**
 * @param storedBytes as stored, since compressed bytes are what Athena counts
 * @param passes      how often they are scanned
 * @example athenaDollars(150e9, 1) // 0.75
 */
export function athenaDollars(storedBytes: number, passes: number): number {
  return ((storedBytes * passes) / BYTES_PER_TB) * PRICES.athenaTb.dollars;
}

/**
 * One pass of Spark on workers with 4 GB a processor. An estimate: the speed is assumed, 10 to 20 MB/s is usual.
 * @example emrServerlessDollars(600e9).toFixed(2) // '1.68'
 */
export function emrServerlessDollars(plainBytes: number): number {
  const vcpuHours = ((plainBytes / SPARK_BYTES_PER_SECOND) * SPARK_OVERHEAD) / SECONDS_PER_HOUR;
  return vcpuHours * (PRICES.emrVcpuHour.dollars + SPARK_GB_PER_VCPU * PRICES.emrGbHour.dollars);
}
