import type { MetricName } from '../config/problem.ts';
import { seededRandom } from '../random.ts';
import { areaUnderCurve } from './auc.ts';
import { blockBootstrap } from './block-bootstrap.ts';
import { bootstrapInterval, bootstrapPValue, type Interval } from './bootstrap-comparison.ts';
import type { EvaluationTable } from './evaluation-table.ts';
import { FEWEST_BLOCKS } from './few-blocks.ts';
import type { GroupColumn } from './group-column.ts';
import { isLowerBetter, meanMetric } from './metrics.ts';

/** What a project asks of slices: `evaluation.gate.slices` of model.yaml. */
export interface SlicePolicy {
  readonly columns: readonly string[];
  readonly minimumRows: number;
  /** How much worse than the champion on a slice, in percent of the champion's metric there. */
  readonly maximumWorsePercent: number;
}

/** One group of rows, and how a challenger does on it against the champion. */
export interface SliceEvidence {
  readonly column: string;
  readonly group: string;
  readonly rows: number;
  /** Blocks that hold rows of it. */
  readonly blocks: number;
  /** few-rows, few-blocks: too little to judge by; undefined: the metric is no number there (AUC with one class). */
  readonly state: 'judged' | 'few-rows' | 'few-blocks' | 'undefined';
  readonly value: number;
  readonly champion: number;
  /** Challenger - champion; one-sided p-value of "worse by more than the margin", before Holm. */
  readonly difference?: { readonly value: number; readonly pValue: number } & Interval;
}

export interface SliceFacts {
  readonly metric: MetricName;
  readonly draws: number;
  readonly seed: string;
  readonly champion: string;
  readonly policy: SlicePolicy;
}

/**
 * Every slice of every challenger, by the bootstrap of blocks that judges the whole hold-out: the same draws, of which only the
 * slice's rows are counted.
 *
 * A slice is failed by who is shown to be worse there, not by who cannot be shown to be as good: small slices would otherwise
 * refuse everybody. A draw speaks for "worse" where the challenger's metric is beyond the champion's, moved by the margin.
 * @param table predictions of the champion and of all challengers
 * @returns by challenger, in the order of columns and groups
 */
export function evaluateSlices(
  table: EvaluationTable,
  columns: readonly GroupColumn[],
  facts: SliceFacts,
): ReadonlyMap<string, readonly SliceEvidence[]> {
  const challengers = [...table.predictions.keys()].filter((name) => name !== facts.champion);
  const found = new Map(challengers.map((name) => [name, [] as SliceEvidence[]]));
  for (const { column, groups, groupOfRow } of columns) {
    groups.forEach((group, index) => {
      const slice = sliceOf(table, groupOfRow, index);
      for (const [challenger, shown] of judgeSlice(slice, challengers, facts))
        found.get(challenger)?.push({ column, group, ...shown });
    });
  }
  return found;
}

/** The rows of one group. Blocks keep their numbers, so that draws are those of the whole hold-out. */
function sliceOf(table: EvaluationTable, groupOfRow: Int32Array, group: number): EvaluationTable {
  const rows: number[] = [];
  for (let row = 0; row < groupOfRow.length; row += 1) if (groupOfRow[row] === group) rows.push(row);
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  return {
    labels: pick(table.labels),
    blockOfRow: Int32Array.from(rows, (row) => table.blockOfRow[row] ?? 0),
    blocks: table.blocks,
    predictions: new Map([...table.predictions].map(([name, values]) => [name, pick(values)])),
  };
}

type Shown = Omit<SliceEvidence, 'column' | 'group'>;

function judgeSlice(
  slice: EvaluationTable,
  challengers: readonly string[],
  { metric, draws, seed, champion, policy }: SliceFacts,
): readonly (readonly [challenger: string, shown: Shown])[] {
  const [rows, blocks] = [slice.labels.length, new Set(slice.blockOfRow).size];
  const none = new Float64Array();
  const valueOf = (name: string) => {
    const predictions = slice.predictions.get(name) ?? none;
    return metric === 'auc'
      ? areaUnderCurve(predictions, slice.labels)
      : meanMetric(metric, predictions, slice.labels);
  };
  const theirs = valueOf(champion);
  const size = rows < policy.minimumRows ? 'few-rows' : blocks < FEWEST_BLOCKS ? 'few-blocks' : 'judged';
  const drawn =
    size === 'judged'
      ? blockBootstrap(slice, metric, draws, seededRandom(seed))
      : new Map<string, Float64Array>();
  const sign = isLowerBetter(metric) ? 1 : -1;
  const margin = policy.maximumWorsePercent / 100;
  return challengers.map((name) => {
    const value = valueOf(name);
    const own = { rows, blocks, value, champion: theirs };
    if (size !== 'judged') return [name, { ...own, state: size }];
    if (!Number.isFinite(value - theirs)) return [name, { ...own, state: 'undefined' }];
    const [mine, opponent] = [drawn.get(name) ?? none, drawn.get(champion) ?? none];
    const differences = mine.map((each, draw) => each - (opponent[draw] ?? Number.NaN));
    // Below 0 where the draw says "worse by more than the margin".
    const excess = differences.map(
      (each, draw) => margin * Math.abs(opponent[draw] ?? Number.NaN) - sign * each,
    );
    const difference = {
      value: value - theirs,
      ...bootstrapInterval(differences, blocks),
      pValue: bootstrapPValue(excess, blocks),
    };
    return [name, { ...own, state: 'judged', difference }];
  });
}
