/**
 * What the plan of a window has to stay within. Sources: the quotas of Step Functions, Lambda and S3 as AWS documents
 * them, and the speed of the scan, of which half is assumed on Lambda (docs/scale.md names both).
 */
export interface PlanLimits {
  /** Below so many plain bytes a window is read by one function, without a map. */
  readonly inlineBytes: number;
  /** And below so many objects: 5,000 first bytes of 50 ms, eight at a time, are half a minute. */
  readonly inlineObjects: number;
  /** And so few owners: each has a baseline to be loaded, and results and sketches of its own to be written. */
  readonly inlineOwners: number;
  /** Plain bytes that a batch is aimed at: about 7 s of work. */
  readonly targetBytes: number;
  /** Plain bytes that no batch exceeds: 72 s of work, where an EXPRESS child may take five minutes. */
  readonly mostBytes: number;
  /** Children of a map run. */
  readonly mostBatches: number;
  /** Children at once: an account has 1,000 by default, for all its functions. */
  readonly concurrency: number;
  /** Bytes of one item, which is the input of a child. */
  readonly mostItemBytes: number;
  /** Plain bytes a compressed byte stands for. */
  readonly plainPerCompressed: number;
}

/** Input and output of a state: 256 KiB. */
export const STATE_PAYLOAD_BYTES = 262_144;

/** An object costs its first byte too: 50 ms, eight at a time, of a worker that reads 139 MB/s. */
export const OBJECT_OVERHEAD_BYTES = 900_000;

export const DEFAULT_PLAN_LIMITS: PlanLimits = {
  inlineBytes: 5e9,
  inlineObjects: 5000,
  inlineOwners: 40,
  targetBytes: 1e9,
  mostBytes: 1e10,
  mostBatches: 10_000,
  concurrency: 200,
  // Room for what the map adds to an item.
  mostItemBytes: STATE_PAYLOAD_BYTES - 16_384,
  plainPerCompressed: 4,
};
