import * as z from 'zod';

/** What one run of a contender took. */
export const measuredSchema = z.strictObject({
  wallSeconds: z.number().positive(),
  cpuSeconds: z.number().positive(),
  peakRssMb: z.number().positive(),
  /** Of all counts; floors have none. */
  digest: z.string().exactOptional(),
});
export type Measured = z.infer<typeof measuredSchema>;

export interface Result {
  readonly name: string;
  readonly what: string;
  readonly recordsPerSecond: number;
  readonly recordsPerCpuSecond: number;
  readonly peakRssMb: number;
  readonly digest: string | undefined;
}

/** The median of each figure; the highest memory. */
export function resultOf(name: string, what: string, rows: number, runs: readonly Measured[]): Result {
  return {
    ...{ name, what, digest: runs[0]?.digest },
    recordsPerSecond: Math.round(rows / median(runs.map(({ wallSeconds }) => wallSeconds))),
    recordsPerCpuSecond: Math.round(rows / median(runs.map(({ cpuSeconds }) => cpuSeconds))),
    peakRssMb: Math.round(Math.max(...runs.map(({ peakRssMb }) => peakRssMb))),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? Number.NaN;
}

/**
 * Runs a contender and prints what it took: the only line of a process of its own.
 * @param digestOf what it found, in short; made when the time is taken
 */
export async function printMeasured<Found>(
  run: () => Promise<Found>,
  digestOf: (found: Found) => string | undefined,
): Promise<void> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const found = await run();
  const { user, system } = process.cpuUsage(cpu);
  const wallSeconds = (performance.now() - wall) / 1e3;
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  const digest = digestOf(found);
  const measured: Measured = {
    ...{ wallSeconds, cpuSeconds: (user + system) / 1e6, peakRssMb },
    ...(digest === undefined ? {} : { digest }),
  };
  console.log(JSON.stringify(measured));
}
