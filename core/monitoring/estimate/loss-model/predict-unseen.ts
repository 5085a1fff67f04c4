import type { BinnedColumns } from './bin-columns.ts';
import { boostTrees } from './boost-trees.ts';
import { fitLogLinear } from './fit-log-linear.ts';
import { type LogLinear, logOf } from './log-linear.ts';
import { devianceOf, levelOf } from './poisson-deviance.ts';
import { columnsWhereMissing, type StandardColumn } from './standard-columns.ts';
import { tellingColumns } from './telling-columns.ts';
import { fittedWeight, trustedWeight } from './trusted-weight.ts';

const MOST_TREES = 60;
const CHECKED_EVERY = 5;
/** Checks without a gain after which no more trees are grown. */
const PATIENCE = 2;
/** In rows of average loss. */
export const RULE = { minimumWeight: 10, pull: 5 };

export interface Learned {
  readonly columns: readonly Float64Array[];
  readonly standard: readonly StandardColumn[];
  readonly binned: BinnedColumns;
  /** With a mean of 1. */
  readonly targets: Float64Array;
  /** Number of each row's block. */
  readonly blocks: Int32Array;
  /** The half of each row: 0 or 1. */
  readonly folds: Uint8Array;
}

export interface Unseen {
  /** What the logarithms of the linear part, and of the trees, are to be multiplied with. */
  readonly linearWeight: number;
  readonly treeWeight: number;
  /** How many trees err least on rows that they did not see. */
  readonly trees: number;
  /** Standard error of the weight of all logarithms together. */
  readonly weightError: number;
  /** Of each row by what was learned from the other half, at that half's level. */
  readonly predictions: Float64Array;
}

interface Half {
  /** Those that are learned from. */
  readonly rows: Int32Array;
  readonly others: Int32Array;
}

/**
 * Each half of the rows by what the other taught: a linear part, as far as it is to be trusted, and trees on top of that,
 * as many and as far as they are. Both go into the mix by weights of their own, so that a part that helps a little helps.
 */
export function predictUnseen(learned: Learned, seed: string): Unseen {
  const { targets, blocks, folds } = learned;
  const all = Int32Array.from(targets.keys());
  const halves = [0, 1].map((fold): Half => ({
    rows: all.filter((row) => folds[row] !== fold),
    others: all.filter((row) => folds[row] === fold),
  }));
  const byHalf = halves.map(({ rows }) => linearLogs(learned, linearOf(learned, rows)));
  const linear = targets.map((_, row) => byHalf[folds[row] ?? 0]?.[row] ?? 0);
  const linearWeight = trustedWeight(fittedWeight({ targets, logs: linear, folds, blocks }));
  const starts = byHalf.map((logs) => logs.map((log) => linearWeight * log));
  const offset = linear.map((log) => linearWeight * log);
  const { trees, logs: grown } = bestStage(
    { targets, halves, offset },
    stagesOf(learned, halves, starts, seed),
  );
  const treeWeight =
    trees === 0 ? 0 : trustedWeight(fittedWeight({ targets, offset, logs: grown, folds, blocks }));
  const logs = offset.map((log, row) => log + treeWeight * (grown[row] ?? 0));
  const { error } = fittedWeight({ targets, logs, folds, blocks });
  const levels = halves.map(({ rows }) => levelOf(targets, logs, rows));
  return {
    ...{ linearWeight, treeWeight, trees: treeWeight === 0 ? 0 : trees, weightError: error },
    predictions: logs.map((log, row) => (levels[folds[row] ?? 0] ?? 1) * Math.exp(log)),
  };
}

export function linearOf({ standard, targets, blocks }: Learned, rows: Int32Array): LogLinear | undefined {
  const telling = tellingColumns(standard, targets, { rows, blocks });
  return fitLogLinear([...telling, ...columnsWhereMissing(telling)], targets, rows);
}

/** Logarithms of all rows by the linear part. */
export function linearLogs({ columns, targets }: Learned, linear: LogLinear | undefined): Float64Array {
  if (linear === undefined) return new Float64Array(targets.length);
  return targets.map((_, row) => logOf(linear, (column) => columns[column]?.[row]));
}

/** What trees of the other half add to its start: after CHECKED_EVERY, twice as many, and so on. */
function stagesOf(
  { binned, targets }: Learned,
  halves: readonly Half[],
  starts: readonly Float64Array[],
  seed: string,
): readonly Float64Array[] {
  const stages: Float64Array[] = [];
  halves.forEach(({ rows, others }, fold) => {
    const own = starts[fold] ?? new Float64Array(targets.length);
    const level = Math.log(levelOf(targets, own, rows));
    const start = own.map((log) => log + level);
    const errors = [devianceOf(targets, start, others)];
    boostTrees(binned, targets, {
      ...{ rows, trees: MOST_TREES, rule: RULE, seed: `${seed} ${fold}`, start },
      onTree: (count, logs) => {
        if (count % CHECKED_EVERY !== 0) return true;
        const stage = (stages[count / CHECKED_EVERY - 1] ??= new Float64Array(targets.length));
        for (const row of others) stage[row] = (logs[row] ?? 0) - (start[row] ?? 0);
        errors.push(devianceOf(targets, logs, others));
        return errors.length - 1 - errors.indexOf(Math.min(...errors)) < PATIENCE;
      },
    });
    // Later stages are those of the last tree: more of them would err more still.
    const last = stages[errors.length - 2];
    for (const stage of stages.slice(errors.length - 1))
      for (const row of others) stage[row] = last?.[row] ?? 0;
  });
  return stages;
}

/** The stage that errs least; 0 trees where none errs less than the offset. */
function bestStage(
  facts: { readonly targets: Float64Array; readonly halves: readonly Half[]; readonly offset: Float64Array },
  stages: readonly Float64Array[],
): { readonly trees: number; readonly logs: Float64Array } {
  const { targets, halves, offset } = facts;
  const errorOf = (logs: Float64Array) =>
    halves.reduce((sum, { others }) => sum + devianceOf(targets, logs, others), 0);
  const errors = stages.map((stage) => errorOf(offset.map((log, row) => log + (stage[row] ?? 0))));
  const best = errors.indexOf(Math.min(...errors));
  const logs = stages[best];
  return logs === undefined || !((errors[best] ?? 0) < errorOf(offset))
    ? { trees: 0, logs: new Float64Array(targets.length) }
    : { trees: (best + 1) * CHECKED_EVERY, logs };
}
