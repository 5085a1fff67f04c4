import * as z from 'zod';
import { RECALIBRATION_METHODS, type RecalibrationMethod } from '../../config/recalibration-config.ts';
import { numberOrNaN } from '../guard-document.ts';

const interval = { value: numberOrNaN, low: numberOrNaN, high: numberOrNaN } as const;

/** The part of evidence.json about the champion's answers put right; absent where nobody asked for it. */
export const recalibrationDocumentSchema = z.strictObject({
  /** Rows between the champion's training and the hold-out that curves and threshold were made with. */
  rows: z.int(),
  /** Of the champion's answers to them, as they are kept. */
  scoresSha256: z.string(),
  /** Methods that were tried. */
  methods: z.array(z.enum(RECALIBRATION_METHODS)),
  curves: z.array(
    z.strictObject({
      contender: z.string(),
      method: z.enum(RECALIBRATION_METHODS),
      /** Of the curve as it is kept. */
      sha256: z.string(),
    }),
  ),
  threshold: z
    .strictObject({
      configured: z.number(),
      best: z.number(),
      atConfigured: z.strictObject(interval),
      atBest: z.strictObject(interval),
      difference: z.strictObject({ ...interval, pValue: numberOrNaN }),
    })
    .exactOptional(),
});
export type RecalibrationDocument = z.infer<typeof recalibrationDocumentSchema>;

/**
 * Where a contest keeps the champion's answers that its curves were fitted to.
 * @param folder of the contest among the artifacts
 * @example keptCalibrationKey('models/m/contests/ct-1') // 'models/m/contests/ct-1/recalibration/scores.csv'
 */
export function keptCalibrationKey(folder: string): string {
  return `${folder}/recalibration/scores.csv`;
}

/**
 * Where a contest keeps a curve.
 * @example keptCurveKey('models/m/contests/ct-1', 'platt') // 'models/m/contests/ct-1/recalibration/platt.json'
 */
export function keptCurveKey(folder: string, method: RecalibrationMethod): string {
  return `${folder}/recalibration/${method}.json`;
}
