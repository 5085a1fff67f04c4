import * as z from 'zod';

/** How a champion's answers can be put right without training again. */
export const RECALIBRATION_METHODS = ['platt', 'isotonic', 'linear'] as const;
export type RecalibrationMethod = (typeof RECALIBRATION_METHODS)[number];

/**
 * `evaluation.recalibration` of model.yaml: the champion's answers through a curve stand in contests beside the retrain,
 * and with `gate.costMatrix` its best threshold is told. Left out: nothing of it is done.
 */
export const recalibrationSchema = z.strictObject({
  /** Binary: platt, isotonic. Regression: linear. Default: none, which leaves the threshold. */
  methods: z.array(z.enum(RECALIBRATION_METHODS)).max(RECALIBRATION_METHODS.length).default([]),
  /** Labelled rows there must be between the champion's training and the hold-out. */
  minimumRows: z.int().min(100).default(1000),
});
export type RecalibrationConfig = z.infer<typeof recalibrationSchema>;
