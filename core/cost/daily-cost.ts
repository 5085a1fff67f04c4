import type { DailyWork } from './daily-work.ts';
import { BYTES_PER_GB, DAYS_PER_MONTH, MB_PER_MEMORY_GB, PRICES } from './prices.ts';
import type { Workload } from './workload.ts';

/** Dollars a day, service by service. What is at rest is not among them. */

/** State transitions of a run beside those that start children. */
const TRANSITIONS_PER_RUN = 10;
/** An express execution is billed in steps of 64 MB: the children fit the first. */
const EXPRESS_GB = 64 / MB_PER_MEMORY_GB;
/** Registry items written and read by a model in a day beside those of its features. */
const DAILY_WRITES = 200;
const DAILY_READS = 2000;
const KEYS_PER_LISTING = 1000;

/**
 * `T m p_gbs + calls p_req`
 * @param memoryMb 128 to 10,240
 * @example lambdaDollars({ workerSeconds: 4467, calls: 600 }, 1769).toFixed(3) // '0.103'
 */
export function lambdaDollars(
  { workerSeconds, calls }: Pick<DailyWork, 'workerSeconds' | 'calls'>,
  memoryMb: number,
): number {
  const gbSeconds = (workerSeconds * memoryMb) / MB_PER_MEMORY_GB;
  return gbSeconds * PRICES.lambdaGbSecond.dollars + calls * PRICES.lambdaRequest.dollars;
}

/**
 * Runs are standard executions of ten states. A child of a map is an express execution, and its start is counted as
 * a transition of the parent at full price.
 *
 * `(children + 10 R M) p_std + children p_exp + T 0.0625 p_x`
 *
 * @param runs R M, of all models in a day
 * @example stepFunctionsDollars({ mode: 'map', workerSeconds: 4467, calls: 600 }, 24).toFixed(3) // '0.026'
 * @example stepFunctionsDollars({ mode: 'inline', workerSeconds: 10, calls: 24 }, 24).toFixed(3) // '0.006'
 */
export function stepFunctionsDollars(
  { mode, workerSeconds, calls }: Pick<DailyWork, 'mode' | 'workerSeconds' | 'calls'>,
  runs: number,
): number {
  const own = TRANSITIONS_PER_RUN * runs * PRICES.standardTransition.dollars;
  if (mode !== 'map') return own;
  const children = calls * (PRICES.standardTransition.dollars + PRICES.expressRequest.dollars);
  return own + children + workerSeconds * EXPRESS_GB * PRICES.expressGbSecond.dollars;
}

/**
 * One GET an object, one PUT a result, one LIST a thousand objects.
 * @example s3RequestDollars({ objects: 8941, calls: 600 }).toFixed(4) // '0.0066'
 */
export function s3RequestDollars({ objects, calls }: Pick<DailyWork, 'objects' | 'calls'>): number {
  const listings = Math.ceil(objects / KEYS_PER_LISTING);
  return objects * PRICES.s3Get.dollars + (calls + listings) * PRICES.s3Put.dollars;
}

/**
 * `M ((F R + 200) p_write + 2000 p_read)`: a verdict a feature and run, and what records and ledger take.
 * @example tableDollars({ models: 1, features: 25, runsPerDay: 24 }).toFixed(5) // '0.00075'
 */
export function tableDollars({
  models,
  features,
  runsPerDay,
}: Pick<Workload, 'models' | 'features' | 'runsPerDay'>): number {
  const writes = features * runsPerDay + DAILY_WRITES;
  return models * (writes * PRICES.tableWrite.dollars + DAILY_READS * PRICES.tableRead.dollars);
}

/**
 * What a day pays for the captures that are kept: all of them, a thirtieth of the month.
 * @example storageDollars(150e9, 30).toFixed(2) // '3.45'
 */
export function storageDollars(storedBytesPerDay: number, retentionDays: number): number {
  const keptGb = (storedBytesPerDay * retentionDays) / BYTES_PER_GB;
  return (keptGb * PRICES.s3GbMonth.dollars) / DAYS_PER_MONTH;
}
