import * as z from 'zod';
import type { CaptureObject } from '../scale/capture-object.ts';
import type { MergeLevel } from '../scale/merge-tree.ts';
import type { PlanLimits } from '../scale/plan-limits.ts';
import { planWindow, type WindowPlan } from '../scale/plan-window.ts';
import { claimName, type OpenClaim } from './claims.ts';

/** One line of a level's manifest: some results of one claim that become one. */
export const mergeItemSchema = z.strictObject({
  /** The claim whose rows they are. */
  owner: z.string().min(1),
  inputs: z.array(z.string().min(1)).min(1),
  output: z.string().min(1),
  /** Then the output are the sketches of the claim. */
  isLast: z.boolean(),
});
export type MergeItem = z.infer<typeof mergeItemSchema>;

export interface HoursPlan extends WindowPlan {
  /** From the leaves to the roots; every claim ends in one item that is its last. */
  readonly levels: readonly (readonly MergeItem[])[];
}

/**
 * Plans how claimed captures are read, of whatever models and hours together: batches hold rows of one claim, and the
 * results of a claim are merged level by level.
 * @throws WindowTooLargeError when one map run cannot take them
 */
export function planHours(claims: readonly OpenClaim[], limits: PlanLimits): HoursPlan {
  const objects = claims.flatMap(({ folder, number, objects: own }) =>
    own.map((object): CaptureObject => ({ ...object, owner: claimName(folder, number) })),
  );
  const plan = planWindow(objects, limits);
  const levels: MergeItem[][] = [];
  for (const [owner, merges] of Object.entries(plan.merges)) {
    const only = plan.batches.find((batch) => batch.owner === owner)?.digest ?? '';
    itemsOf(owner, only, merges).forEach((items, level) => (levels[level] ??= []).push(...items));
  }
  return { ...plan, levels };
}

/** @param only name of the result when it is the only one, which is nothing to merge, and has to be kept all the same */
function itemsOf(
  owner: string,
  only: string,
  merges: readonly MergeLevel[],
): readonly (readonly MergeItem[])[] {
  if (merges.length === 0) return [[{ owner, inputs: [only], output: only, isLast: true }]];
  return merges.map((steps, level) =>
    steps.map(({ inputs, output }) => ({
      ...{ owner, inputs: [...inputs], output },
      isLast: level === merges.length - 1,
    })),
  );
}

/** @example manifestKey('pl-1') // 'sketching/plans/pl-1/batches.jsonl' */
export function manifestKey(planId: string): string {
  return `sketching/plans/${planId}/batches.jsonl`;
}

/** @example levelKey('pl-1', 0) // 'sketching/plans/pl-1/merges-0.jsonl' */
export function levelKey(planId: string, level: number): string {
  return `sketching/plans/${planId}/merges-${level}.jsonl`;
}

/** Where the run's own account of its children goes. @example runPrefix('pl-1') // 'sketching/runs/pl-1' */
export function runPrefix(planId: string): string {
  return `sketching/runs/${planId}`;
}

/** A claim's results, by the digests that name them. @example resultKey('a/v1/2013/04/01/07/000001', 'd') // 'sketching/results/a/v1/2013/04/01/07/000001/d.json' */
export function resultKey(owner: string, name: string): string {
  return `sketching/results/${owner}/${name}.json`;
}
