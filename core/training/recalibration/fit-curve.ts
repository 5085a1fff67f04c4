import type { RecalibrationMethod } from '../../config/recalibration-config.ts';
import { isotonicCurve } from '../../monitoring/estimate/isotonic.ts';
import type { Curve } from './curve.ts';
import { fitLine } from './least-squares.ts';
import { fitPlatt, logit } from './platt.ts';

/** Of log odds: below it a slope is made of rounding. */
const SMALLEST_SPREAD = 1e-6;

/** A curve, or in a few words why these rows give none: both are expected. */
export type CurveFit = { readonly curve: Curve } | { readonly reason: string };

/**
 * Fits one curve to a champion's answers and their outcomes. A curve must rise: one that falls would turn the model
 * round, and that is for a person to look into.
 * @example fitCurve('linear', [1, 2, 3], [6, 5, 4]) // { reason: 'outcomes do not rise with its answers' }
 */
export function fitCurve(method: RecalibrationMethod, scores: Float64Array, labels: Float64Array): CurveFit {
  if (!scores.every(Number.isFinite) || !labels.every(Number.isFinite))
    return { reason: 'not all answers and outcomes are numbers' };
  if (method === 'linear') {
    const line = fitLine(scores, labels);
    return line.slope > 0 ? { curve: { method, ...line } } : NOT_RISING;
  }
  if (!labels.every((label) => label === 0 || label === 1)) return { reason: 'outcomes are neither 0 nor 1' };
  if (labels.every((label) => label === labels[0])) return { reason: 'all outcomes are the same' };
  if (!scores.every((score) => score >= 0 && score <= 1))
    return { reason: 'its answers are no probabilities' };
  if (method === 'platt') {
    const odds = scores.map(logit).sort();
    if ((odds[odds.length - 1] ?? 0) - (odds[0] ?? 0) < SMALLEST_SPREAD)
      return { reason: 'its answers hardly differ' };
    const line = fitPlatt(scores, labels);
    return line.slope > 0 ? { curve: { method, ...line } } : NOT_RISING;
  }
  const { scores: knots, probabilities } = isotonicCurve(scores, labels);
  if (probabilities[0] === probabilities.at(-1)) return NOT_RISING;
  // So many rows cannot show a chance to be nothing, or certain: by the rule of succession it is no nearer than this.
  const nearest = 1 / (scores.length + 2);
  const kept = probabilities.map((share) => Math.min(1 - nearest, Math.max(nearest, share)));
  return { curve: { method, scores: [...knots], probabilities: kept } };
}

const NOT_RISING: CurveFit = { reason: 'outcomes do not rise with its answers' };
