import type { MetricName, Problem } from '../config/problem.ts';
import { seededRandom } from '../random.ts';
import { blockBootstrap } from './block-bootstrap.ts';
import { bootstrapInterval, bootstrapPValue, type Interval } from './bootstrap-comparison.ts';
import { businessValue, type CostMatrix } from './business-value.ts';
import { type CalibrationEvidence, calibrationEvidence } from './calibration-evidence.ts';
import type { EvaluationTable } from './evaluation-table.ts';
import { type FairnessEvidence, type FairnessPolicy, fairnessEvidence } from './fairness-evidence.ts';
import type { GroupColumn } from './group-column.ts';
import { meanMetric } from './metrics.ts';
import { type PairTests, pairTests } from './pair-tests.ts';
import { evaluateSlices, type SliceEvidence, type SlicePolicy } from './slices.ts';

/** What is measured beside the contest's metric: parts of `evaluation.gate` of model.yaml. */
export interface GuardPolicy {
  /** Predictions at or above it are answered yes. */
  readonly threshold: number;
  readonly slices?: SlicePolicy | undefined;
  readonly fairness?: FairnessPolicy | undefined;
  readonly calibration?: { readonly bins: number } | undefined;
  readonly costMatrix?: CostMatrix | undefined;
}

/** What one contender showed beside its metric. All of it is absent where it was not asked for or does not apply. */
export interface GuardEvidence {
  /** Binary problems. */
  readonly calibration?: CalibrationEvidence;
  /** Binary problems, against the champion. */
  readonly tests?: PairTests;
  /** Value of a row by the cost matrix, and the difference to the champion's with the p-value of "worth more". */
  readonly businessValue?: {
    readonly perRow: { readonly value: number } & Interval;
    readonly difference?: { readonly value: number; readonly pValue: number } & Interval;
  };
  readonly slices?: readonly SliceEvidence[];
  readonly fairness?: readonly FairnessEvidence[];
}

export interface GuardFacts {
  readonly problem: Problem;
  readonly metric: MetricName;
  readonly draws: number;
  readonly seed: string;
  /** The one that serves, if it stands. */
  readonly champion: string | undefined;
  readonly policy: GuardPolicy;
  /** Columns of the hold-out that slices and fairness name. */
  readonly columns: readonly GroupColumn[];
}

const USUAL_BINS = 10;

/** Computed from the predictions alone, by contender: the same rows and seed give the same figures. */
export function guardEvidence(table: EvaluationTable, facts: GuardFacts): ReadonlyMap<string, GuardEvidence> {
  const { problem, champion, policy } = facts;
  const columnsOf = (names: readonly string[]) =>
    names.flatMap((name) => facts.columns.filter(({ column }) => column === name));
  // A label that is neither 0 nor 1 makes no model better or worse: what needs both classes is left out.
  const isBinary = problem === 'binary' && table.labels.every((label) => label === 0 || label === 1);
  const slices =
    champion === undefined || policy.slices === undefined
      ? undefined
      : evaluateSlices(table, columnsOf(policy.slices.columns), {
          ...facts,
          champion,
          policy: policy.slices,
        });
  const values =
    isBinary && policy.costMatrix !== undefined ? valuesOf(table, facts, policy.costMatrix) : undefined;
  const { fairness } = policy;
  return new Map(
    [...table.predictions].map(([contender, predictions]) => {
      const opponent =
        champion === undefined || champion === contender ? undefined : table.predictions.get(champion);
      const tests =
        isBinary && opponent !== undefined
          ? pairTests({ labels: table.labels, contender: predictions, opponent }, policy.threshold)
          : undefined;
      const [worth, sliced] = [values?.get(contender), slices?.get(contender)];
      const groups =
        fairness === undefined || (problem === 'binary' && !isBinary)
          ? undefined
          : fairnessEvidence(
              columnsOf(fairness.columns),
              { predictions, labels: table.labels },
              { problem, threshold: policy.threshold, policy: fairness },
            );
      const bins = policy.calibration?.bins ?? USUAL_BINS;
      const evidence: GuardEvidence = {
        ...(isBinary ? { calibration: calibrationEvidence(predictions, table.labels, bins) } : {}),
        ...(tests === undefined ? {} : { tests }),
        ...(worth === undefined ? {} : { businessValue: worth }),
        ...(sliced === undefined ? {} : { slices: sliced }),
        ...(groups === undefined ? {} : { fairness: groups }),
      };
      return [contender, evidence];
    }),
  );
}

type BusinessValue = NonNullable<GuardEvidence['businessValue']>;

function valuesOf(
  table: EvaluationTable,
  { draws, seed, champion, policy }: GuardFacts,
  costs: CostMatrix,
): ReadonlyMap<string, BusinessValue> {
  const worth = businessValue(costs, policy.threshold);
  const drawn = blockBootstrap(table, worth, draws, seededRandom(seed));
  const blocks = table.blocks.length;
  const meanOf = (predictions: Float64Array) => meanMetric(worth, predictions, table.labels);
  const theirs = champion === undefined ? undefined : drawn.get(champion);
  const championMean = meanOf(table.predictions.get(champion ?? '') ?? new Float64Array());
  return new Map(
    [...table.predictions].map(([contender, predictions]): [string, BusinessValue] => {
      const own = drawn.get(contender) ?? new Float64Array();
      const value = meanOf(predictions);
      const perRow = { value, ...bootstrapInterval(own, blocks) };
      if (theirs === undefined || contender === champion) return [contender, { perRow }];
      const gains = own.map((each, draw) => each - (theirs[draw] ?? Number.NaN));
      const difference = {
        value: value - championMean,
        ...bootstrapInterval(gains, blocks),
        pValue: bootstrapPValue(
          gains.map((gain) => -gain),
          blocks,
        ),
      };
      return [contender, { perRow, difference }];
    }),
  );
}
