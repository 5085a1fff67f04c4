import type { MetricName } from '../../config/problem.ts';
import type { RecalibrationMethod } from '../../config/recalibration-config.ts';
import { canonicalJson } from '../../registry/canonical-json.ts';
import { sha256Hex } from '../../registry/identify.ts';
import type { CostMatrix } from '../business-value.ts';
import { meanMetric } from '../metrics.ts';
import { readScores } from '../read-scores.ts';
import { bestThreshold } from './best-threshold.ts';
import { applyCurve, recalibratedName } from './curve.ts';
import { fitCurve } from './fit-curve.ts';
import type { RecalibrationDocument } from './recalibration-document.ts';
import type { RowsByBlock } from './rows-by-block.ts';
import { thresholdEvidence } from './threshold-evidence.ts';

/** A champion's answers through one curve, as a contender. */
export interface RecalibratedContender {
  readonly contender: string;
  readonly method: RecalibrationMethod;
  /** The curve as it is kept. */
  readonly text: string;
  /** To the hold-out. */
  readonly predictions: Float64Array;
  /** The contest's metric on the rows that the curve was fitted to. */
  readonly fittedValue: number;
}

export interface Recalibration {
  readonly contenders: readonly RecalibratedContender[];
  readonly document: RecalibrationDocument;
  /** Why a method, or the threshold, is not there. */
  readonly excluded: readonly string[];
}

/**
 * Fits curves and threshold to the champion's answers on rows before the hold-out, and applies them to its answers to the
 * hold-out. Nothing of the hold-out enters a fit. The same texts give the same result, byte for byte: a replay calls it too.
 *
 * @param calibration the champion's answers to the rows between its training and the hold-out: `id,label,prediction` a line
 * @throws BadScoresError when the text does not cover the rows
 */
export function recalibrate(
  calibration: { readonly text: string; readonly rows: number; readonly where: string },
  holdout: RowsByBlock,
  facts: {
    readonly champion: string;
    readonly methods: readonly RecalibrationMethod[];
    readonly metric: MetricName;
    readonly gate: {
      readonly threshold: number;
      readonly bootstrapDraws: number;
      readonly costMatrix?: CostMatrix | undefined;
    };
    readonly seed: string;
  },
): Recalibration {
  const { champion, metric, gate } = facts;
  const known = readScores(calibration.text, calibration.rows, calibration.where);
  const excluded: string[] = [];
  const contenders: RecalibratedContender[] = [];
  for (const method of facts.methods) {
    const fit = fitCurve(method, known.predictions, known.labels);
    if ('reason' in fit) {
      excluded.push(`${method}: ${fit.reason}`);
      continue;
    }
    const through = (score: number) => applyCurve(fit.curve, score);
    contenders.push({
      ...{ contender: recalibratedName(champion, method), method, text: canonicalJson(fit.curve) },
      predictions: holdout.predictions.map(through),
      // Configuration keeps curves and AUC apart: a rising curve leaves it as it is.
      fittedValue:
        metric === 'auc' ? Number.NaN : meanMetric(metric, known.predictions.map(through), known.labels),
    });
  }
  const { costMatrix: costs } = gate;
  const reason = costs === undefined ? undefined : reasonAgainstThreshold(known, holdout);
  if (reason !== undefined) excluded.push(`threshold: ${reason}`);
  const threshold =
    costs === undefined || reason !== undefined
      ? undefined
      : thresholdEvidence(
          holdout,
          {
            configured: gate.threshold,
            best: bestThreshold(known.predictions, known.labels, costs, gate.threshold),
          },
          { costs, draws: gate.bootstrapDraws, seed: facts.seed },
        );
  return {
    ...{ contenders, excluded },
    document: {
      rows: calibration.rows,
      scoresSha256: sha256Hex(calibration.text),
      methods: [...facts.methods],
      curves: contenders.map(({ contender, method, text }) => ({
        ...{ contender, method, sha256: sha256Hex(text) },
      })),
      ...(threshold === undefined ? {} : { threshold }),
    },
  };
}

interface Answered {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
}

function reasonAgainstThreshold(...parts: readonly Answered[]): string | undefined {
  if (!parts.every(({ predictions }) => predictions.every(Number.isFinite)))
    return 'not all answers are numbers';
  const isBinary = ({ labels }: Answered) => labels.every((label) => label === 0 || label === 1);
  return parts.every(isBinary) ? undefined : 'outcomes are neither 0 nor 1';
}
