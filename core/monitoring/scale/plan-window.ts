import { identify } from '../../registry/identify.ts';
import type { Batch } from './batch.ts';
import { type CaptureObject, ownerOf, plainBytesOf } from './capture-object.ts';
import { MERGE_FAN_IN, type MergeLevel, planMerge } from './merge-tree.ts';
import { planBatches } from './plan-batches.ts';
import { DEFAULT_PLAN_LIMITS, type PlanLimits } from './plan-limits.ts';

/** How the captures of a window are read. It is a function of the objects alone. */
export interface WindowPlan {
  /** The same objects and limits give the same plan under the same name. */
  readonly planId: string;
  /** inline: one function reads all batches, one after the other. map: a child of a distributed map reads each. */
  readonly mode: 'inline' | 'map';
  readonly objects: number;
  readonly plainBytes: number;
  readonly batches: readonly Batch[];
  /** How the results of an owner's batches become one, by owner. */
  readonly merges: Readonly<Record<string, readonly MergeLevel[]>>;
  /** Children at once. */
  readonly concurrency: number;
  /** Compressed objects that take longer than a batch should: read all the same, and worth a word to who writes them. */
  readonly oversized: readonly string[];
}

/**
 * Plans how the captures of a window are read: inline below 5 GB of plain bytes (and 5,000 objects, and 40 owners), where a map would take longer to start than the work does, and by a distributed map above.
 *
 * @param objects as listed, in any order; keys that are no capture objects are left out
 * @throws WindowTooLargeError when one map run cannot take them
 */
export function planWindow(
  objects: readonly CaptureObject[],
  limits: PlanLimits = DEFAULT_PLAN_LIMITS,
): WindowPlan {
  const captures = objects.filter((object) => ownerOf(object) !== undefined);
  const plainBytes = captures.reduce(
    (sum, object) => sum + plainBytesOf(object, limits.plainPerCompressed),
    0,
  );
  const batches = planBatches(captures, limits);
  const digests = new Map<string, string[]>();
  for (const { owner, digest } of batches) {
    const own = digests.get(owner);
    if (own === undefined) digests.set(owner, [digest]);
    else own.push(digest);
  }
  const isSmall = plainBytes < limits.inlineBytes && captures.length <= limits.inlineObjects;
  return {
    planId: identify('pl', { batches: batches.map(({ digest }) => digest) }),
    mode: isSmall && digests.size <= limits.inlineOwners ? 'inline' : 'map',
    objects: captures.length,
    plainBytes,
    batches,
    merges: Object.fromEntries([...digests].map(([owner, own]) => [owner, planMerge(own, MERGE_FAN_IN)])),
    concurrency: Math.max(1, Math.min(limits.concurrency, batches.length)),
    oversized: batches
      .filter((batch) => batch.plainBytes > limits.mostBytes)
      .flatMap(({ pieces }) => pieces.map(({ key }) => key)),
  };
}
