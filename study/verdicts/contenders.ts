import type { Baseline, BaselineColumn } from '#core/monitoring/baseline';
import { chiSquareTest } from '#core/monitoring/chi-square';
import { type DriftRule, judgeDrift } from '#core/monitoring/judge-drift';
import { kolmogorovSmirnov } from '#core/monitoring/ks';
import { populationStabilityIndex, sumGroups } from '#core/monitoring/psi';
import { emptySketch } from '#core/monitoring/sketch';
import type { Sketch } from '#core/monitoring/stored-sketch';

/** A feature as a window's verdict sees it. */
export interface ComparedColumn {
  readonly column: BaselineColumn;
  /** The window's rows per bin of the column. */
  readonly counts: readonly number[];
}

/** Says of each feature of a window whether it changed. */
export interface Contender {
  readonly name: string;
  readonly method: string;
  readonly judge: (columns: readonly ComparedColumn[]) => readonly boolean[];
}

/** The defaults of model.yaml, windows of a month; but of rows as few as it allows, since a study is asked of all. */
export const RULE: DriftRule = {
  ...{ windowDays: 30, minimumRows: 50, minimumThreshold: 0.25, calibrationFactor: 2, masked: [] },
};

const CHANGED = new Set(['changed', 'drifted']);

export const CONTENDERS: readonly Contender[] = [
  {
    name: 'gyre',
    method: 'verdict `changed`, or `drifted`, which is more',
    judge: (columns) => gyreVerdicts(columns).map((status) => CHANGED.has(status)),
  },
  {
    name: 'gyre-drifted',
    method: 'verdict `drifted`, which alarms: for large changes only',
    judge: (columns) => gyreVerdicts(columns).map((status) => status === 'drifted'),
  },
  {
    name: 'psi-0.1',
    method: 'stability index on deciles and missing values at or above 0.1',
    judge: (columns) => columns.map((one) => stabilityIndex(one) >= 0.1),
  },
  {
    name: 'ks-0.05',
    method: 'Kolmogorov-Smirnov, or chi-square for up to 20 values: p below 0.05, no correction',
    judge: (columns) => columns.map((one) => plainPValue(one) < 0.05),
  },
];

/** What the product itself says, feature by feature. */
export function gyreVerdicts(columns: readonly ComparedColumn[], rule: DriftRule = RULE): readonly string[] {
  const { status, features } = judgeDrift(baselineOf(columns), sketchOf(columns), rule);
  return columns.map((_, index) => features[index]?.status ?? status);
}

/** The window as the product holds it. */
export function sketchOf(columns: readonly ComparedColumn[]): Sketch {
  return {
    ...emptySketch(baselineOf(columns), { bucket: 'study', key: 'window' }),
    rows: sum(columns[0]?.counts ?? []),
    features: columns.map(({ counts }) => [...counts]),
  };
}

/** Answers are not part of the study: one that is always 0 stands for them. */
export function baselineOf(columns: readonly ComparedColumn[]): Baseline {
  const rows = sum(columns[0]?.column.counts ?? []);
  const bins = { lowest: 0, edges: [0], isDiscrete: true };
  const prediction = { name: 'prediction', bins, counts: [0, rows, 0, 0], groups: [0, 0, 0, 1], days: [] };
  return {
    ...{ format: 1, model: 'study', contestId: 'study', trainStart: '', trainEnd: '', rows },
    ...{ features: columns.map(({ column }) => column), prediction },
  };
}

function stabilityIndex({ column, counts }: ComparedColumn): number {
  const { groups } = column;
  return populationStabilityIndex(sumGroups(column.counts, groups), sumGroups(counts, groups)) ?? 0;
}

/** Values only: these tests drop what is missing. */
function plainPValue({ column, counts }: ComparedColumn): number {
  const [before, now] = [column.counts.slice(0, -1), counts.slice(0, -1)];
  return (column.bins.isDiscrete ? chiSquareTest : kolmogorovSmirnov)(before, now)?.pValue ?? 1;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
