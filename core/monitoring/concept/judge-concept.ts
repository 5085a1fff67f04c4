import type { MetricName, Problem } from '../../config/problem.ts';
import { blockOf as blockOfTime, type BlockUnit } from '../../training/holdout.ts';
import type { JoinedDay } from '../judge-quality.ts';
import { CONCEPT_DETECTORS, type ConceptSection } from '../sections/concept.ts';
import { calibrationDrift } from './calibration-drift.ts';
import { causeOf, type InputsVerdict } from './cause.ts';
import { errorRise, type Promised } from './error-rise.ts';
import { residualDrift } from './residual-drift.ts';
import { runDetectors } from './run-detectors.ts';
import { scoredDays, scoredHoldout } from './scored-rows.ts';

/** A version's scores in the contest that its promise comes from. */
export interface HoldoutScores {
  readonly predictions: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  /** Block of each row. */
  readonly blocks: readonly string[];
}

export interface ConceptFacts {
  readonly problem: Problem;
  readonly metric: MetricName;
  /** What the contest resamples. */
  readonly block: BlockUnit;
  readonly promised: Promised;
  /** undefined: its scores are gone. */
  readonly holdout: HoldoutScores | undefined;
  readonly inputs: InputsVerdict;
}

/**
 * Is it the inputs that changed, or what they mean? From the mature days of a version and the hold-out of its promise.
 * Blocks are days; weeks where the contest resamples weeks.
 * @param days mature days with a row, of the quality window
 */
export function judgeConcept(days: readonly JoinedDay[], facts: ConceptFacts): ConceptSection {
  const { problem, metric, promised, inputs, block } = facts;
  const isByWeek = block === 'week';
  const window = scoredDays(days, (day) => (isByWeek ? blockOfTime(`${day}T00:00:00Z`, 'week', 0) : day));
  const { holdout: scores } = facts;
  const holdout = scoredHoldout(scores?.predictions ?? [], scores?.labels ?? [], scores?.blocks ?? []);
  if (holdout.labels.length === 0 || window.labels.length === 0) {
    const sentence =
      window.labels.length === 0
        ? 'no mature label has come yet'
        : 'the scores of the contest are gone that these rows would be compared with';
    return { cause: 'unknown', sentence, detectors: notApplicable(), calibration: [] };
  }
  // A week has no first day to tell; detectors then go day by day all the same.
  const stream = isByWeek ? scoredDays(days) : window;
  const detectors = runDetectors(problem, holdout, stream);
  const calibration = calibrationDrift(holdout, window);
  const rise = errorRise(metric, promised, holdout, window);
  return {
    ...causeOf(rise, inputs, { detectors: [...detectors], calibration }),
    detectors: [...detectors],
    residuals: residualDrift(holdout, window),
    ...(rise === undefined ? {} : { errors: rise.errors }),
    calibration,
  };
}

function notApplicable(): ConceptSection['detectors'] {
  return CONCEPT_DETECTORS.map((detector) => ({
    detector,
    status: 'not-applicable',
    since: null,
    rows: 0,
  }));
}
