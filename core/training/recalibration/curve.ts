import * as z from 'zod';
import type { RecalibrationMethod } from '../../config/recalibration-config.ts';
import { calibrated } from '../../monitoring/estimate/isotonic.ts';
import { plattProbability } from './platt.ts';

/** In a model archive: the curves that each answer goes through, in order. containers/inference_xgboost.py reads it. */
export const CURVES_FILE = 'calibration.json';

const line = { slope: z.number(), intercept: z.number() } as const;

/** One curve, as it is kept and as the archive carries it. */
export const curveSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('platt'), ...line }),
  z.strictObject({
    method: z.literal('isotonic'),
    scores: z.array(z.number()).min(1),
    probabilities: z.array(z.number()).min(1),
  }),
  z.strictObject({ method: z.literal('linear'), ...line }),
]);
export type Curve = z.infer<typeof curveSchema>;

/** Several: a champion that was recalibrated before is recalibrated on top of it. */
export const curvesSchema = z.array(curveSchema).min(1);

/**
 * A score through a curve; NaN stays NaN.
 * @example applyCurve({ method: 'linear', slope: 2, intercept: 1 }, 3) // 7
 */
export function applyCurve(curve: Curve, score: number): number {
  switch (curve.method) {
    case 'platt':
      return plattProbability(curve, score);
    case 'isotonic':
      return calibrated(curve, score);
    case 'linear':
      return curve.slope * score + curve.intercept;
  }
}

/**
 * Under which name a recalibrated champion stands.
 * @example recalibratedName('v2', 'platt') // 'v2-platt'
 */
export function recalibratedName(champion: string, method: RecalibrationMethod): string {
  return `${champion}-${method}`;
}
