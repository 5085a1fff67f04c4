import { canonicalJson } from '../../registry/canonical-json.ts';
import { sha256Hex } from '../../registry/identify.ts';

/** Some results that are merged into one. The name stands for the inputs: a repeat writes the same object again. */
export interface MergeStep {
  readonly output: string;
  readonly inputs: readonly string[];
}

/** Steps that wait for those of the level before, and for none of their own. */
export type MergeLevel = readonly MergeStep[];

/** Sketches that one function holds: 64 of at most 64 KB are 4 MB. */
export const MERGE_FAN_IN = 64;
const DIGEST_DIGITS = 32;

/**
 * Merges results level by level until one is left. Merging is associative and commutative, so the shape of the tree
 * changes nothing but the time it takes: `levels = ceil(log n / log fanIn)`.
 *
 * @param leaves names of results, each once, in any order
 * @param fanIn  inputs of a step at most, >= 2
 * @returns levels from the leaves to the root; none when there is nothing to merge
 * @example planMerge(['a'], 2) // []
 * @example planMerge(['c', 'a', 'b'], 2).map((steps) => steps.map(({ inputs }) => inputs.length)) // [[2, 1], [2]]
 */
export function planMerge(leaves: readonly string[], fanIn: number): readonly MergeLevel[] {
  const levels: MergeLevel[] = [];
  let names: readonly string[] = leaves.toSorted();
  while (names.length > 1) {
    const steps = evenGroups(names, Math.ceil(names.length / fanIn)).map(stepOf);
    levels.push(steps);
    names = steps.map(({ output }) => output).sort();
  }
  return levels;
}

/** A step of one input passes it on under its own name. */
function stepOf(inputs: readonly string[]): MergeStep {
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) return { output: only, inputs };
  return { output: sha256Hex(canonicalJson(inputs)).slice(0, DIGEST_DIGITS), inputs };
}

/** Consecutive groups whose sizes differ by at most one. */
function evenGroups(names: readonly string[], groups: number): readonly (readonly string[])[] {
  return Array.from({ length: groups }, (_, index) =>
    names.slice(Math.ceil((index * names.length) / groups), Math.ceil(((index + 1) * names.length) / groups)),
  );
}
