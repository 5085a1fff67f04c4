import type { Clause } from './clause.ts';
import type { ContenderEvidence } from './evaluate-contenders.ts';
import type { FairnessPolicy } from './fairness-evidence.ts';
import { holmAdjust } from './holm.ts';
import type { SlicePolicy } from './slices.ts';
import { TRAINING_METRICS } from './training-metrics.ts';

/** What a project asks beside the contest's metric. What is not asked for is no clause. */
export interface GuardLimits {
  readonly slices?: SlicePolicy | undefined;
  readonly fairness?: FairnessPolicy | undefined;
  readonly calibration?:
    { readonly maximumEce?: number | undefined; readonly maximumBrier?: number | undefined } | undefined;
  readonly costMatrix?: { readonly minimumPerRow?: number | undefined } | undefined;
  readonly overfitting?: { readonly maximumGapPercent: number } | undefined;
  readonly maximumArtifactMb?: number | undefined;
}

interface GuardFacts {
  readonly challenger: ContenderEvidence;
  readonly isNew: boolean;
  readonly policy: GuardLimits & { readonly significance: number };
}

/** One clause for each limit that the project set. A figure that is no number passes none. */
export function guardClauses(facts: GuardFacts): readonly Clause[] {
  return [
    slices(facts),
    fairness(facts),
    calibration(facts),
    brier(facts),
    value(facts),
    overfitting(facts),
    artifactSize(facts),
  ].filter((clause) => clause !== undefined);
}

/** Shown to be worse than the champion anywhere? Holm covers all slices of the challenger together. */
function slices({ challenger, policy }: GuardFacts): Clause | undefined {
  if (policy.slices === undefined || challenger.slices === undefined) return undefined;
  const judged = challenger.slices.flatMap((slice) =>
    slice.difference === undefined ? [] : [{ ...slice, difference: slice.difference }],
  );
  const left = challenger.slices.length - judged.length;
  const unjudged = left === 0 ? '' : `; ${left} more cannot be judged`;
  const adjusted = holmAdjust(judged.map(({ difference }) => difference.pValue));
  const smallest = adjusted.reduce((best, each, index) => (each < (adjusted[best] ?? 1) ? index : best), 0);
  const [worst, pValue = 1] = [judged[smallest], adjusted[smallest]];
  const passed = pValue > policy.significance;
  const by = `by more than ${policy.slices.maximumWorsePercent} %`;
  const shown =
    worst === undefined
      ? ''
      : `${worst.column} = ${worst.group} (${worst.rows} rows): ${figures(worst.difference)}, p ${pValue.toPrecision(2)} after Holm`;
  return {
    ...{ name: 'slices', contender: challenger.contender, value: pValue, bound: policy.significance, passed },
    explanation:
      worst === undefined
        ? `none of ${challenger.slices.length} slices can be judged: too few rows, or no metric`
        : passed
          ? `on none of ${judged.length} slices worse than the champion ${by}; nearest ${shown}${unjudged}`
          : `worse than the champion ${by} on ${shown}${unjudged}`,
  };
}

function fairness({ challenger, policy }: GuardFacts): Clause | undefined {
  const { minimumImpactRatio, maximumRateDifference, maximumErrorDifference } = policy.fairness ?? {};
  if ((minimumImpactRatio ?? maximumRateDifference ?? maximumErrorDifference) === undefined) return undefined;
  const { contender } = challenger;
  if (challenger.fairness === undefined) {
    const explanation = 'labels are neither 0 nor 1: groups cannot be compared';
    return { name: 'fairness', contender, value: Number.NaN, bound: 0, passed: false, explanation };
  }
  const limited = challenger.fairness
    .flatMap(({ column, reference, groups }) =>
      groups.flatMap(({ group, metrics }) => metrics.map((gap) => ({ ...gap, column, reference, group }))),
    )
    .filter(({ limit }) => limit !== undefined);
  const outside = limited.filter(({ status }) => status === 'outside');
  const [first] = outside;
  const explanation =
    first === undefined
      ? `none of ${limited.length} gaps between groups is shown to be beyond its limit`
      : `${first.column} = ${first.group} against ${first.reference}: ${first.metric} ${figures({
          value: first.value ?? Number.NaN,
          low: first.low ?? Number.NaN,
          high: first.high ?? Number.NaN,
        })}, limit ${first.limit ?? ''}${outside.length > 1 ? `, and ${outside.length - 1} more gaps` : ''}`;
  return {
    ...{ name: 'fairness', contender, value: outside.length, bound: 0 },
    passed: outside.length === 0,
    explanation,
  };
}

function calibration({ challenger, policy }: GuardFacts): Clause | undefined {
  const bound = policy.calibration?.maximumEce;
  if (bound === undefined) return undefined;
  const measured = challenger.calibration?.state === 'measured' ? challenger.calibration : undefined;
  const error = measured?.expectedError ?? Number.NaN;
  const { contender } = challenger;
  return {
    ...{ name: 'calibration', contender, value: error, bound, passed: error <= bound },
    explanation:
      measured === undefined
        ? 'its predictions are no probabilities, or labels are neither 0 nor 1'
        : `expected calibration error ${error.toPrecision(3)} over ${measured.bins} bins, ${bound} at most`,
  };
}

function brier({ challenger, policy }: GuardFacts): Clause | undefined {
  const bound = policy.calibration?.maximumBrier;
  if (bound === undefined) return undefined;
  const score = challenger.metrics['brier'] ?? Number.NaN;
  return {
    ...{ name: 'brier', contender: challenger.contender, value: score, bound, passed: score <= bound },
    explanation: `Brier score ${score.toPrecision(3)}, ${bound} at most`,
  };
}

/** The pessimistic end counts, as it does for non-inferiority. */
function value({ challenger, policy }: GuardFacts): Clause | undefined {
  const bound = policy.costMatrix?.minimumPerRow;
  if (bound === undefined) return undefined;
  const worth = challenger.businessValue?.perRow;
  const low = worth?.low ?? Number.NaN;
  return {
    ...{ name: 'value', contender: challenger.contender, value: low, bound, passed: low >= bound },
    explanation:
      worth === undefined
        ? 'labels are neither 0 nor 1: no row has a value'
        : `worth ${figures(worth)} a row, ${bound} at least at the lower end`,
  };
}

/** Asked of what is new: a former champion has shown in service what it is worth. A curve was trained on its calibration rows. */
function overfitting({ challenger, isNew, policy }: GuardFacts): Clause | undefined {
  if (policy.overfitting === undefined || !isNew) return undefined;
  const bound = policy.overfitting.maximumGapPercent;
  const measured = challenger.overfitting?.state === 'measured' ? challenger.overfitting : undefined;
  const gap = measured?.gapPercent ?? Number.NaN;
  return {
    ...{ name: 'overfitting', contender: challenger.contender, value: gap, bound, passed: gap <= bound },
    explanation:
      measured === undefined
        ? `not recorded: the script must write its metrics on the training rows to ${TRAINING_METRICS}`
        : `${gap.toFixed(1)} % worse than the ${measured.training.toPrecision(4)} on its training rows, ${bound} % at most`,
  };
}

function artifactSize({ challenger, policy }: GuardFacts): Clause | undefined {
  if (policy.maximumArtifactMb === undefined) return undefined;
  const megabytes = (challenger.artifactBytes ?? Number.NaN) / 1_000_000;
  const bound = policy.maximumArtifactMb;
  const size = Number.isNaN(megabytes) ? 'of unknown size' : `of ${megabytes.toPrecision(3)} MB`;
  return {
    ...{ name: 'artifact-size', contender: challenger.contender, value: megabytes, bound },
    passed: megabytes <= bound,
    explanation: `the model archive is ${size}, ${bound} MB at most`,
  };
}

function figures({ value: at, low, high }: { value: number; low: number; high: number }): string {
  return `${at.toPrecision(3)} [${low.toPrecision(3)}, ${high.toPrecision(3)}]`;
}
