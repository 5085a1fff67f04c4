import type { BinnedColumns } from './bin-columns.ts';
import { boostTrees } from './boost-trees.ts';
import { fitLogLinear, type LogLinear, logOf } from './log-linear.ts';
import { devianceOf, levelOf } from './poisson-deviance.ts';
import { foldsOf } from './rows-to-learn.ts';

export const MOST_TREES = 60;
const CHECKED_EVERY = 5;
/** Checks without a gain after which no more trees are grown. */
const PATIENCE = 2;
/** In rows of average loss. */
export const RULE = { minimumWeight: 10, pull: 5 };
const SLOPES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** A linear part must gain so many standard errors (5 %, one-sided): it goes on where nothing is known. */
const SURELY = 1.645;

export interface Learned {
  readonly columns: readonly Float64Array[];
  readonly binned: BinnedColumns;
  readonly targets: Float64Array;
}

/** Logarithms of all rows by the linear part, at the level of the rows that are learned from. */
export function startOf(
  { columns, targets }: Learned,
  linear: LogLinear | undefined,
  rows: Int32Array,
): Float64Array {
  const logs = targets.map((_, row) =>
    linear === undefined ? 0 : logOf(linear, (column) => columns[column]?.[row]),
  );
  let [target, predicted] = [0, 0];
  for (const row of rows) {
    target += targets[row] ?? 0;
    predicted += Math.exp(logs[row] ?? 0);
  }
  const level = Math.log(Math.max(target, 1e-9 * rows.length) / predicted);
  return logs.map((log) => log + level);
}

interface Unseen {
  /** Whether a linear part tells anything of rows that it did not see. */
  readonly isLinear: boolean;
  /** How many trees err least on rows that they did not see. */
  readonly trees: number;
  /** What the logarithms are to be multiplied with. */
  readonly slope: number;
  /** Of each row by what was learned from the other half. */
  readonly predictions: Float64Array;
}

/** Tries trees alone, and trees on top of a linear part: what errs less on the half that was not learned from. */
export function predictUnseen(learned: Learned, blocks: Int32Array, seed: string): Unseen {
  const { columns, targets } = learned;
  const folds = foldsOf(blocks);
  const halves = [0, 1].map((fold): Half => ({
    rows: Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold),
    others: Int32Array.from(folds.keys()).filter((row) => folds[row] === fold),
    seed: `${seed} ${fold}`,
  }));
  const linear = halves.map(({ rows }) => fitLogLinear(columns, targets, rows));
  const isFitted = linear.every((one) => one !== undefined);
  const plain = simplest(targets, blocks, stagesOf(learned, halves, undefined));
  const steep = isFitted ? simplest(targets, blocks, stagesOf(learned, halves, linear)) : plain;
  const gain = gainOf(targets, blocks, plain.logs, steep.logs);
  const isLinear = gain.sum > SURELY * gain.error;
  const { trees, logs } = isLinear ? steep : plain;
  const slopes = SLOPES.map((slope) => devianceOf(targets, logs, slope));
  const slope = SLOPES[slopes.indexOf(Math.min(...slopes))] ?? 1;
  const level = levelOf(targets, logs, slope);
  return {
    ...{ isLinear, trees, slope },
    predictions: logs.map((log) => level * Math.exp(slope * log)),
  };
}

/** The fewest trees that err no more than the best number of them, but for chance between blocks. */
function simplest(targets: Float64Array, blocks: Int32Array, stages: readonly Float64Array[]) {
  const errors = stages.map((logs) => devianceOf(targets, logs, 1));
  const best = stages[errors.indexOf(Math.min(...errors))] ?? targets;
  const first = stages.findIndex((logs) => {
    const { sum, error } = gainOf(targets, blocks, logs, best);
    return sum <= error;
  });
  return { trees: first * CHECKED_EVERY, logs: stages[first] ?? best };
}

/** By how much the deviance falls from one to the other, and the standard error of that, block by block. */
function gainOf(targets: Float64Array, blocks: Int32Array, from: Float64Array, to: Float64Array) {
  const level = Math.log(levelOf(targets, to, 1) / levelOf(targets, from, 1));
  const sums = new Map<number, number>();
  targets.forEach((target, row) => {
    const block = blocks[row] ?? 0;
    const gain = target * (level + (to[row] ?? 0) - (from[row] ?? 0));
    sums.set(block, (sums.get(block) ?? 0) + gain);
  });
  const gains = [...sums.values()];
  const sum = gains.reduce((all, gain) => all + gain, 0);
  const squares = gains.reduce((all, gain) => all + (gain - sum / gains.length) ** 2, 0);
  return { sum, error: Math.sqrt((squares * gains.length) / Math.max(1, gains.length - 1)) };
}

interface Half {
  /** Those that are learned from. */
  readonly rows: Int32Array;
  readonly others: Int32Array;
  readonly seed: string;
}

/** Logarithms of all rows by what the other half taught, after 0 trees, after CHECKED_EVERY, and so on. */
function stagesOf(
  learned: Learned,
  halves: readonly Half[],
  linear: readonly (LogLinear | undefined)[] | undefined,
): readonly Float64Array[] {
  const { binned, targets } = learned;
  const checks = MOST_TREES / CHECKED_EVERY;
  const stages = Array.from({ length: checks + 1 }, () => new Float64Array(binned.rows));
  halves.forEach(({ rows, others, seed }, index) => {
    const start = startOf(learned, linear?.[index], rows);
    const errors: number[] = [];
    const keep = (from: number, logs: Float64Array) => {
      for (const stage of stages.slice(from)) for (const row of others) stage[row] = logs[row] ?? 0;
      const own = others.map((row) => row);
      errors.push(
        devianceOf(
          Float64Array.from(own, (row) => targets[row] ?? 0),
          Float64Array.from(own, (row) => logs[row] ?? 0),
          1,
        ),
      );
    };
    keep(0, start);
    boostTrees(binned, targets, {
      ...{ rows, trees: MOST_TREES, rule: RULE, seed, start },
      onTree: (count, logs) => {
        if (count % CHECKED_EVERY === 0) keep(count / CHECKED_EVERY, logs);
        // Later stages are those of the last tree: more of them would err more still.
        return errors.length - 1 - errors.indexOf(Math.min(...errors)) < PATIENCE;
      },
    });
  });
  return stages;
}
