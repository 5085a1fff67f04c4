import { type DomainNoise, fitDomainNoise } from '../multivariate/domain-noise.ts';
import { referenceBins, type ReferenceBins } from '../reference-bins.ts';
import { fitOutlierDistance } from './outlier-distance.ts';
import { fitReconstructionError } from './reconstruction-error.ts';
import { compileRowScorer, type RowScorer } from './row-scorer.ts';
import { type RowScore, rowScoreOf, type WithoutRowScores } from './row-score.ts';
import { cellsText, mergedSampleRows } from './row-sample.ts';
import { spreadRows } from './spread-rows.ts';

/** What a baseline knows of its rows as wholes. */
export interface RowScoring {
  readonly rowScores: RowScore[];
  /** Some training rows as text, evenly over time. */
  readonly sample?: string[];
  readonly domainNoise?: DomainNoise;
  readonly withoutRowScores?: WithoutRowScores;
}

/** As model.yaml has it. */
export type DriftWindowLength = 'calendar-month' | { readonly days: number };
const DAYS_A_MONTH = 30;

/** Time and space grow with the square: beyond it the baseline would take megabytes and a row more than 0.1 ms. */
export const MOST_FEATURES = 200;
/** Fewer do not fix a covariance. */
export const LEAST_ROWS = 100;
/** Rows that are scored: what blocks of days are told by. */
const MOST_ROWS = 30_000;
/** Rows that parameters are fitted on: more would change no digit that is shown, and keep the contest waiting. */
const FITTED_ROWS = 10_000;

/**
 * Fits the scores that need nothing but features on some training rows, evenly over their time.
 * @param columns training rows, column by column, NaN for missing; not changed
 * @param days    the day of each row, counted from the first day of training
 * @param facts.masked      features, by place, that captures do not hold: they take no part
 * @param facts.driftWindow the window that will be judged
 */
export function fitRowScores(
  columns: readonly Float64Array[],
  days: ArrayLike<number>,
  { masked, driftWindow }: { readonly masked: readonly number[]; readonly driftWindow: DriftWindowLength },
): RowScoring {
  const all = columns[0]?.length ?? 0;
  if (columns.length > MOST_FEATURES) return { rowScores: [], withoutRowScores: 'too-many-features' };
  if (all < LEAST_ROWS) return { rowScores: [], withoutRowScores: 'too-few-rows' };
  const chosen = spreadRows(all, MOST_ROWS);
  const hidden = new Set(masked);
  const rows = columns.map((column, at) =>
    hidden.has(at) ? new Float64Array(chosen.length).fill(Number.NaN) : valuesAt(column, chosen),
  );
  const rowDays = Int32Array.from(chosen, (row) => days[row] ?? 0);
  const fitted = spreadRows(chosen.length, FITTED_ROWS);
  const some = rows.map((column) => valuesAt(column, fitted));
  const reconstruction = fitReconstructionError(some);
  const distance = fitOutlierDistance(some);
  if (reconstruction === undefined || distance === undefined)
    return { rowScores: [], withoutRowScores: 'too-few-columns' };
  const scored = (scorer: RowScorer, withEdge?: number): RowScore => {
    const scores = scoresOf(scorer, rows);
    const bins = withEdge === undefined ? referenceBins(scores) : binsWithEdge(scores, withEdge);
    return rowScoreOf({ name: scorer.kind, scorer, scores, days: rowDays, bins });
  };
  const windowDays = driftWindow === 'calendar-month' ? DAYS_A_MONTH : driftWindow.days;
  const sampled = spreadRows(chosen.length, mergedSampleRows(columns.length));
  return {
    rowScores: [scored(reconstruction), scored(distance, distance.threshold)],
    sample: Array.from(sampled, (row) => cellsText(rows.map((column) => column[row] ?? Number.NaN))),
    domainNoise: fitDomainNoise(rows, rowDays, windowDays),
  };
}

function valuesAt(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) values[at] = column[rows[at] ?? 0] ?? Number.NaN;
  return values;
}

function scoresOf(scorer: RowScorer, rows: readonly Float64Array[]): Float64Array {
  const score = compileRowScorer(scorer);
  const values = new Float64Array(rows.length);
  return Float64Array.from({ length: rows[0]?.length ?? 0 }, (_, row) => {
    rows.forEach((column, at) => {
      values[at] = column[row] ?? Number.NaN;
    });
    return score(values, Number.NaN);
  });
}

/** The threshold ends a bin, so that rows beyond it are counted and not estimated. */
function binsWithEdge(scores: Float64Array, edge: number): ReferenceBins {
  const bins = referenceBins(scores);
  const edges = [...new Set([...bins.edges, edge])].toSorted((a, b) => a - b);
  return { ...bins, edges };
}
