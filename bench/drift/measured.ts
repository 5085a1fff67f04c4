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
