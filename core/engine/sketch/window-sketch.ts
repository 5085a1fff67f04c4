import { BaselineMismatchError } from '#core/monitoring/errors';
import {
  addFeatureSketch,
  emptyFeatureSketch,
  type FeatureBins,
  type FeatureSketch,
} from './feature-sketch.ts';

/** What the rows are held against: the columns of a model version, in its order. */
export interface WindowBins {
  /** Names the baseline; sketches of different ones are never merged. */
  readonly baseline: string;
  readonly features: readonly FeatureBins[];
  /** One a column of the answer; most models have one. */
  readonly predictions: readonly FeatureBins[];
}

/** What was read, and what of it could not be. */
export interface WindowCoverage {
  /** Calls, the repeated ones among them. */
  records: number;
  /** Rows of calls that were counted. */
  rows: number;
  /** Calls whose event id was there before. */
  duplicates: number;
  /** Calls that could not be read, by reason. */
  readonly badRecords: Map<string, number>;
}

/** All that is kept of the rows of a window: what any number of files, threads and machines read merges into one. */
export interface WindowSketch {
  readonly baseline: string;
  readonly features: readonly FeatureSketch[];
  readonly predictions: readonly FeatureSketch[];
  readonly coverage: WindowCoverage;
}

export function emptyWindowSketch({ baseline, features, predictions }: WindowBins): WindowSketch {
  return {
    ...{
      baseline,
      features: features.map(emptyFeatureSketch),
      predictions: predictions.map(emptyFeatureSketch),
    },
    coverage: { records: 0, rows: 0, duplicates: 0, badRecords: new Map() },
  };
}

/** Counts a call that could not be read, in place. */
export function addBadRecord({ badRecords }: WindowCoverage, reason: string, times = 1): void {
  badRecords.set(reason, (badRecords.get(reason) ?? 0) + times);
}

/** Adds what was read elsewhere, in place. */
export function addCoverage(
  to: WindowCoverage,
  from: Omit<WindowCoverage, 'badRecords'> & { readonly badRecords: ReadonlyMap<string, number> },
): void {
  to.records += from.records;
  to.rows += from.rows;
  to.duplicates += from.duplicates;
  for (const [reason, times] of from.badRecords) addBadRecord(to, reason, times);
}

/**
 * Adds one sketch to another, in place. A call that both hold counts twice: to know, its event ids must be compared.
 * @throws BaselineMismatchError for a sketch of another baseline or of other columns; nothing was added then
 */
export function addWindowSketch(to: WindowSketch, from: WindowSketch): void {
  if (to.baseline !== from.baseline || shapeOf(to) !== shapeOf(from)) {
    throw new BaselineMismatchError(
      'two sketches of a window were counted in the bins of different baselines',
      {
        received: `baseline ${from.baseline}, bins ${shapeOf(from)}`,
        allowed: `baseline ${to.baseline}, bins ${shapeOf(to)}`,
        fix: 'merge sketches of one model version only',
      },
    );
  }
  addEach(to.features, from.features);
  addEach(to.predictions, from.predictions);
  addCoverage(to.coverage, from.coverage);
}

function addEach(to: readonly FeatureSketch[], from: readonly FeatureSketch[]): void {
  to.forEach((sketch, place) => {
    const other = from[place];
    if (other !== undefined) addFeatureSketch(sketch, other);
  });
}

/** @returns kind and bins of each column, such as `n252 n252 c14 | n252` */
function shapeOf({ features, predictions }: WindowSketch): string {
  return [features, predictions]
    .map((columns) => columns.map(({ kind, bins }) => `${kind.charAt(0)}${bins.length}`).join(' '))
    .join(' | ');
}
