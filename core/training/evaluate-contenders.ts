import { BINARY_METRICS, type MetricName, type Problem, REGRESSION_METRICS } from '../config/problem.ts';
import type { RecalibrationMethod } from '../config/recalibration-config.ts';
import { seededRandom } from '../random.ts';
import { areaUnderCurve } from './auc.ts';
import { blockBootstrap } from './block-bootstrap.ts';
import { bootstrapInterval, bootstrapPValue, type Interval } from './bootstrap-comparison.ts';
import type { EvaluationTable } from './evaluation-table.ts';
import type { GroupColumn } from './group-column.ts';
import { type GuardEvidence, guardEvidence, type GuardPolicy } from './guard-evidence.ts';
import { bias, isLowerBetter, meanMetric } from './metrics.ts';
import { type OverfittingEvidence, overfittingGap } from './overfitting.ts';

export type { Interval };

/** How one contender did on the hold-out, and against whom it was held. Differences are contender - opponent. */
export interface ContenderEvidence extends GuardEvidence {
  readonly contender: string;
  /** It is the champion, its answers through a curve of this kind. */
  readonly recalibratedBy?: RecalibrationMethod;
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
  /** Hold-out against training; where the gate limits the gap. */
  readonly overfitting?: OverfittingEvidence;
  /** Size of the model archive; measured where the gate limits it. */
  readonly artifactBytes?: number;
}

/** 1: without correction for few blocks, without guards. 2: as it is now. */
export type EvidenceMethod = 1 | 2;

/** The hold-out's columns for slices and fairness, as they were kept. */
export interface HoldoutGroups {
  /** Of the file that holds their cells. */
  readonly sha256: string;
  readonly columns: readonly GroupColumn[];
}

export interface ContestEvidence {
  /** Absent in evidence of method 1. */
  readonly method?: 2;
  readonly metric: MetricName;
  readonly rows: number;
  readonly blocks: number;
  readonly draws: number;
  readonly seed: string;
  readonly naive: number;
  /** The one that serves. It may be missing among the contenders: then nobody can be held against it. */
  readonly champion: string | undefined;
  readonly groups?: { readonly sha256: string; readonly columns: readonly string[] };
  readonly contenders: readonly ContenderEvidence[];
}

const NAIVE = '\u0000naive';
const NO_GUARDS: GuardPolicy = { threshold: 0.5 };

/**
 * Everything that the gate needs to know, computed from the predictions alone: the same table and seed give the
 * same evidence, byte for byte.
 *
 * @param naive    what one would predict without a model: mean or base rate of the training rows
 * @param champion the contender that serves now, when there is one
 * @param method   how; a contest is replayed by the method that it was held by
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
    readonly artifactBytes?: Readonly<Record<string, number>>;
    /** The contest's metric on each contender's training rows, where it was recorded. */
    readonly trainingMetrics?: Readonly<Record<string, number>>;
    readonly guards?: GuardPolicy;
    readonly groups?: HoldoutGroups | undefined;
    /** Contenders that are the champion's answers through a curve. */
    readonly recalibratedBy?: ReadonlyMap<string, RecalibrationMethod>;
    readonly method?: EvidenceMethod;
  },
): ContestEvidence {
  const { metric, champion, groups, method = 2 } = facts;
  const blocks = method === 1 ? Number.POSITIVE_INFINITY : table.blocks.length;
  const naive = new Float64Array(table.labels.length).fill(facts.naive);
  const withNaive = { ...table, predictions: new Map([...table.predictions, [NAIVE, naive]]) };
  const draws = blockBootstrap(withNaive, metric, facts.draws, seededRandom(facts.seed));
  const sign = isLowerBetter(metric) ? 1 : -1;
  const values = new Map(
    [...withNaive.predictions].map(([name, own]) => [name, metricOf(metric, own, table.labels)]),
  );
  const valueOf = (contender: string) => values.get(contender) ?? Number.NaN;
  // With one constant score every pair is a tie: the naive AUC is 0.5 in every draw.
  const compare = (contender: string, opponent: string) => {
    const mine = draws.get(contender) ?? new Float64Array();
    const theirs = draws.get(opponent) ?? new Float64Array();
    const differences = mine.map((value, draw) => value - (theirs[draw] ?? Number.NaN));
    return {
      value: valueOf(contender) - valueOf(opponent),
      ...bootstrapInterval(differences, blocks),
      pValue: bootstrapPValue(
        differences.map((difference) => sign * difference),
        blocks,
      ),
    };
  };
  const standing = champion !== undefined && table.predictions.has(champion) ? champion : undefined;
  const guards =
    method === 1
      ? undefined
      : guardEvidence(table, {
          ...{ problem: facts.problem, metric, draws: facts.draws, seed: facts.seed, champion: standing },
          ...{ policy: facts.guards ?? NO_GUARDS, columns: groups?.columns ?? [] },
        });
  const contenders = [...table.predictions.keys()].sort().map((contender): ContenderEvidence => {
    const predictions = table.predictions.get(contender) ?? naive;
    const recalibratedBy = facts.recalibratedBy?.get(contender);
    return {
      contender,
      ...(recalibratedBy === undefined ? {} : { recalibratedBy }),
      metrics: allMetrics(facts.problem, predictions, table.labels, { [metric]: valueOf(contender) }),
      primary: {
        value: valueOf(contender),
        ...bootstrapInterval(draws.get(contender) ?? new Float64Array(), blocks),
      },
      ...(standing === undefined || standing === contender
        ? {}
        : { difference: { opponent: standing, ...compare(contender, standing) } }),
      overNaive: compare(contender, NAIVE),
      scoringSeconds: facts.scoringSeconds[contender] ?? Number.NaN,
      ...(facts.trainingMetrics === undefined
        ? {}
        : {
            overfitting: overfittingGap(metric, valueOf(contender), facts.trainingMetrics[contender]),
          }),
      ...(facts.artifactBytes === undefined
        ? {}
        : { artifactBytes: facts.artifactBytes[contender] ?? Number.NaN }),
      ...guards?.get(contender),
    };
  });
  return {
    ...(method === 1 ? {} : { method }),
    metric,
    rows: table.labels.length,
    blocks: table.blocks.length,
    draws: facts.draws,
    seed: facts.seed,
    naive: facts.naive,
    champion,
    ...(groups === undefined
      ? {}
      : { groups: { sha256: groups.sha256, columns: groups.columns.map(({ column }) => column) } }),
    contenders,
  };
}

function metricOf(metric: MetricName, predictions: Float64Array, labels: Float64Array): number {
  return metric === 'auc' ? areaUnderCurve(predictions, labels) : meanMetric(metric, predictions, labels);
}

/** @param known those that are computed already: ranks cost a sort */
function allMetrics(
  problem: Problem,
  predictions: Float64Array,
  labels: Float64Array,
  known: Readonly<Partial<Record<MetricName, number>>>,
): Record<string, number> {
  const value = (name: MetricName) => known[name] ?? metricOf(name, predictions, labels);
  const names = problem === 'regression' ? REGRESSION_METRICS : BINARY_METRICS;
  return {
    ...Object.fromEntries(names.map((name) => [name, value(name)])),
    bias: bias(predictions, labels),
  };
}
