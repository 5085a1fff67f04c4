import { DEFAULT_PLAN_LIMITS } from '../monitoring/scale/plan-limits.ts';
import { THROUGHPUT, type Workload } from './workload.ts';

const SECONDS_PER_DAY = 86_400;

/** What a day of captures asks of the machines that read them. */
export interface DailyWork {
  readonly plainBytes: number;
  /** As stored, compressed or not. */
  readonly storedBytes: number;
  readonly objects: number;
  /** How the planner reads the window of a model; arrival: each object by a call of its own, as it comes in. */
  readonly mode: 'inline' | 'map' | 'arrival';
  /** Calls of functions that read captures. */
  readonly calls: number;
  readonly workerSeconds: number;
  readonly secondsPerCall: number;
  /** Workers busy at once on average. */
  readonly meanConcurrency: number;
}

/**
 *   D = N B        stored = D / z       objects = D / o
 *   v = min(v_cpu, v_net z)             plain bytes a second of a worker; z = 1 without gzip
 *   calls = R M inline, max(R M, D / g) by a map, max(objects, M) on arrival
 *   T = D / v + calls t0
 *
 * N captures a day, B bytes each, z gzip ratio, o bytes an object, R runs a day, M models, g bytes a child.
 *
 * @param mode default: what the planner chooses for the mean window of a model
 * @returns counts are rounded up, seconds are of one processor
 * @example Math.round(dailyWork({ models: 1, capturesPerDay: 1e9, bytesPerCapture: 600, features: 25, retentionDays: 30, runsPerDay: 24, isGzip: true, objectBytes: 67108864, memoryMb: 1769 }).workerSeconds) // 4467
 */
export function dailyWork(workload: Workload, mode?: DailyWork['mode']): DailyWork {
  const { models, capturesPerDay, bytesPerCapture, runsPerDay, isGzip, objectBytes } = workload;
  const plainBytes = capturesPerDay * bytesPerCapture;
  const windows = models * runsPerDay;
  const objects = Math.ceil(plainBytes / objectBytes);
  const chosen = mode ?? (plainBytes / windows < DEFAULT_PLAN_LIMITS.inlineBytes ? 'inline' : 'map');
  const calls = {
    inline: windows,
    map: Math.max(windows, Math.ceil(plainBytes / DEFAULT_PLAN_LIMITS.targetBytes)),
    arrival: objects,
  }[chosen];
  const workerSeconds = plainBytes / bytesPerSecond(isGzip) + calls * THROUGHPUT.secondsPerCall;
  return {
    plainBytes,
    storedBytes: isGzip ? plainBytes / THROUGHPUT.gzipRatio : plainBytes,
    objects,
    ...{ mode: chosen, calls, workerSeconds },
    secondsPerCall: calls === 0 ? 0 : workerSeconds / calls,
    meanConcurrency: workerSeconds / SECONDS_PER_DAY,
  };
}

/**
 * Plain bytes that a worker reads in a second: its processor is the limit for gzip, the network for plain objects.
 * @example bytesPerSecond(true) // 139000000
 * @example bytesPerSecond(false) // 80000000
 */
export function bytesPerSecond(isGzip: boolean): number {
  const { plainBytesPerSecond, gzipBytesPerSecond, networkBytesPerSecond, gzipRatio } = THROUGHPUT;
  return isGzip
    ? Math.min(gzipBytesPerSecond, networkBytesPerSecond * gzipRatio)
    : Math.min(plainBytesPerSecond, networkBytesPerSecond);
}

/**
 * Workers that a window needs at once to be done in time.
 * @param seconds from the end of the window to its result, > 0
 * @example workersWithin(186, 10) // 19
 */
export function workersWithin(workerSeconds: number, seconds: number): number {
  return Math.ceil(workerSeconds / seconds);
}
