import type { MetricName, Problem } from '../config/model-config.ts';
import { seededRandom } from '../random.ts';
import { areaUnderCurve } from './auc.ts';
import { blockBootstrap, improvementPValue, percentileInterval } from './block-bootstrap.ts';
import type { EvaluationTable } from './evaluation-table.ts';
import { bias, isLowerBetter, meanMetric } from './metrics.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How one contender did on the hold-out, and against whom it was held. Differences are contender - opponent. */
export interface ContenderEvidence {
  readonly contender: string;
  /** Every metric of the problem, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly primary: { readonly value: number } & Interval;
  readonly difference?: {
    readonly opponent: string;
    readonly value: number;
    /** One-sided p-value of "better than the opponent". */
    readonly pValue: number;
  } & Interval;
  /** The same against the naive prediction. */
  readonly overNaive: { readonly value: number; readonly pValue: number } & Interval;
  /** Seconds that scoring the hold-out took, start to end of the job. */
  readonly scoringSeconds: number;
}

export interface ContestEvidence {
  readonly metric: MetricName;
  readonly rows: number;
  readonly blocks: number;
  readonly draws: number;
  readonly seed: string;
  readonly naive: number;
  /** The one that serves. It may be missing among the contenders: then nobody can be held against it. */
  readonly champion: string | undefined;
  readonly contenders: readonly ContenderEvidence[];
}

/** 95 %: what people expect of an interval; the gate's own error rate is configured apart. */
const LEVEL = 0.95;
const NAIVE = '\u0000naive';

/**
 * Everything that the gate needs to know, computed from the predictions alone: the same table and seed give the
 * same evidence, byte for byte.
 *
 * @param naive    what one would predict without a model: mean or base rate of the training rows
 * @param champion the contender that serves now, when there is one
 */
export function evaluateContenders(
  table: EvaluationTable,
  facts: {
    readonly problem: Problem;
    readonly metric: MetricName;
    readonly draws: number;
    readonly seed: string;
    readonly naive: number;
    readonly champion: string | undefined;
    readonly scoringSeconds: Readonly<Record<string, number>>;
  },
): ContestEvidence {
  const { metric, champion } = facts;
  const naive = new Float64Array(table.labels.length).fill(facts.naive);
  const withNaive = { ...table, predictions: new Map([...table.predictions, [NAIVE, naive]]) };
  const draws = blockBootstrap(withNaive, metric, facts.draws, seededRandom(facts.seed));
  const sign = isLowerBetter(metric) ? 1 : -1;
  const valueOf = (contender: string) =>
    metricOf(metric, withNaive.predictions.get(contender) ?? naive, table.labels);
  // With one constant score every pair is a tie: the naive AUC is 0.5 in every draw.
  const compare = (contender: string, opponent: string) => {
    const mine = draws.get(contender) ?? new Float64Array();
    const theirs = draws.get(opponent) ?? new Float64Array();
    const differences = mine.map((value, draw) => value - (theirs[draw] ?? Number.NaN));
    return {
      value: valueOf(contender) - valueOf(opponent),
      ...percentileInterval(differences, LEVEL),
      pValue: improvementPValue(differences.map((difference) => sign * difference)),
    };
  };
  const contenders = [...table.predictions.keys()].sort().map((contender): ContenderEvidence => {
    const predictions = table.predictions.get(contender) ?? naive;
    return {
      contender,
      metrics: allMetrics(facts.problem, predictions, table.labels),
      primary: {
        value: valueOf(contender),
        ...percentileInterval(draws.get(contender) ?? new Float64Array(), LEVEL),
      },
      ...(champion === undefined || champion === contender || !table.predictions.has(champion)
        ? {}
        : { difference: { opponent: champion, ...compare(contender, champion) } }),
      overNaive: compare(contender, NAIVE),
      scoringSeconds: facts.scoringSeconds[contender] ?? Number.NaN,
    };
  });
  return {
    metric,
    rows: table.labels.length,
    blocks: table.blocks.length,
    draws: facts.draws,
    seed: facts.seed,
    naive: facts.naive,
    champion,
    contenders,
  };
}

function metricOf(metric: MetricName, predictions: Float64Array, labels: Float64Array): number {
  return metric === 'auc' ? areaUnderCurve(predictions, labels) : meanMetric(metric, predictions, labels);
}

function allMetrics(
  problem: Problem,
  predictions: Float64Array,
  labels: Float64Array,
): Record<string, number> {
  if (problem === 'regression') {
    return {
      rmse: meanMetric('rmse', predictions, labels),
      mae: meanMetric('mae', predictions, labels),
      bias: bias(predictions, labels),
    };
  }
  return {
    auc: areaUnderCurve(predictions, labels),
    logLoss: meanMetric('logLoss', predictions, labels),
    brier: meanMetric('brier', predictions, labels),
    bias: bias(predictions, labels),
  };
}
