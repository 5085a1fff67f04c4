import { baselineColumn } from '#core/monitoring/baseline';
import { calibrationGain } from '#core/monitoring/estimate/calibration-gain';
import { estimateFromCounts } from '#core/monitoring/estimate/confidence-model';
import { fitConfidenceModel } from '#core/monitoring/estimate/fit-confidence-model';
import { estimatedAuc } from '#core/monitoring/estimate/estimated-auc';
import type { Estimated } from '#core/monitoring/estimate/estimated';
import { expectedLoss } from '#core/monitoring/estimate/expected-loss';
import { calibrated, isotonicCurve } from '#core/monitoring/estimate/isotonic';
import { fitLossModel } from '#core/monitoring/estimate/loss-model/fit-loss-model';
import { estimateFromLosses, lossScorer } from '#core/monitoring/estimate/loss-model/loss-model';
import { rowMass } from '#core/monitoring/estimate/score-mass';
import { metricOf } from '#core/monitoring/judge-quality';
import { countInBins } from '../sampling/count-in-bins.ts';
import {
  BINARY_STUDIED,
  type EstimateCase,
  REGRESSION_STUDIED,
  type StudiedMetric,
} from './estimate-case.ts';

/** One window of a case by one metric: what was estimated, and what came. */
export interface ScoredWindow {
  readonly group: string;
  readonly seed?: string;
  readonly case: string;
  readonly window: string;
  readonly metric: StudiedMetric;
  /** On the hold-out: what the contest promised. */
  readonly promised: number;
  readonly realised: number;
  /** By contender: gyre, promised, and peers. */
  readonly estimates: Readonly<Record<string, number>>;
  readonly isInside: boolean;
  /** The estimate from rows instead of bins; only where there are bins. */
  readonly fromRows?: number;
}

/** Estimates of Gyre, as its baseline and sketches make them, and the promise itself as an estimate. */
export function scoreCase(one: EstimateCase, seed: string): readonly ScoredWindow[] {
  const metrics = one.problem === 'binary' ? BINARY_STUDIED : REGRESSION_STUDIED;
  const estimatorOf = one.problem === 'binary' ? binaryEstimator : regressionEstimator;
  return metrics.flatMap((metric) => {
    const estimate = estimatorOf(one, metric, seed);
    const valueOf = (from: number, to: number) =>
      metricOf(metric, one.predictions.subarray(from, to), one.labels.subarray(from, to));
    const promised = valueOf(0, one.holdoutRows);
    return one.windows.map(({ name, from, to }): ScoredWindow => {
      const { estimated, fromRows } = estimate(from, to);
      const realised = valueOf(from, to);
      return {
        ...(one.seed === undefined ? {} : { seed: one.seed }),
        ...{ group: one.group, case: one.name, window: name, metric, promised, realised },
        estimates: { gyre: estimated?.value ?? Number.NaN, promised },
        isInside: estimated !== undefined && realised >= estimated.low && realised <= estimated.high,
        ...(fromRows === undefined ? {} : { fromRows }),
      };
    });
  });
}

type Estimator = (
  from: number,
  to: number,
) => { readonly estimated: Estimated | undefined; readonly fromRows?: number };

function binaryEstimator(one: EstimateCase, metric: StudiedMetric, seed: string): Estimator {
  if (metric === 'rmse' || metric === 'mae') throw new TypeError(`${metric} is no metric of classes`);
  const holdout = one.predictions.subarray(0, one.holdoutRows);
  const labels = one.labels.subarray(0, one.holdoutRows);
  const { bins } = baselineColumn('prediction', holdout, []);
  const model = fitConfidenceModel({ scores: holdout, labels, blockOfRow: one.days }, { metric, bins, seed });
  const offset = model?.offset ?? 0;
  const curve = calibrationGain(holdout, labels, seed).helps ? isotonicCurve(holdout, labels) : undefined;
  return (from, to) => {
    const scores = one.predictions.subarray(from, to);
    const probabilities = scores.map((score) => (curve === undefined ? score : calibrated(curve, score)));
    const fromRows =
      offset +
      (metric === 'auc'
        ? estimatedAuc(rowMass(scores, probabilities))
        : scores.reduce((sum, score, row) => sum + expectedLoss(metric, score, probabilities[row] ?? 0), 0) /
          scores.length);
    const estimated = model === undefined ? undefined : estimateFromCounts(model, countInBins(scores, bins));
    return { estimated, fromRows };
  };
}

function regressionEstimator(one: EstimateCase, metric: StudiedMetric, seed: string): Estimator {
  if (metric !== 'rmse' && metric !== 'mae') throw new TypeError(`${metric} is no metric of numbers`);
  const part = (values: Float32Array | Float64Array | Int32Array) => values.subarray(0, one.holdoutRows);
  const model = fitLossModel(
    {
      ...{ features: one.features.map(part), predictions: part(one.predictions) },
      ...{ labels: part(one.labels), blockOfRow: part(one.days) },
    },
    { metric, seed },
  );
  if (model === undefined) return () => ({ estimated: undefined });
  const score = lossScorer(model);
  return (from, to) => {
    const row = new Float64Array(one.features.length);
    let sum = 0;
    for (let at = from; at < to; at += 1) {
      one.features.forEach((column, index) => {
        row[index] = column[at] ?? Number.NaN;
      });
      sum += score(row, one.predictions[at] ?? Number.NaN);
    }
    return { estimated: estimateFromLosses(model, { rows: to - from, sum }) };
  };
}
