import * as z from 'zod';
import { REFERENCE_KINDS } from '../monitoring/season/reference-kinds.ts';
import { gateSchema } from './gate-config.ts';
import { columnNameSchema, nameSchema } from './names.ts';
import { recalibrationSchema } from './recalibration-config.ts';

/** `model.yaml`: one model, room by room. Units are in the names; every optional key has a safe default. */
const problemSchema = z.enum(['regression', 'binary']);

export const REGRESSION_METRICS = ['rmse', 'mae'] as const;
export const BINARY_METRICS = ['auc', 'logLoss', 'brier'] as const;
const metricSchema = z.enum([...REGRESSION_METRICS, ...BINARY_METRICS]);

const trainingSchema = z.strictObject({
  preset: z.literal('xgboost').default('xgboost'),
  entryPoint: z.string().default('train.py'),
  instanceType: z.string().default('ml.m5.xlarge'),
  volumeSizeGb: z.int().min(1).max(1024).default(20),
  maximumRuntimeMinutes: z.int().min(1).max(2880).default(60),
  useSpot: z.boolean().default(false),
  /** The first contest waits for this many labelled rows. */
  minimumRows: z.int().min(100).default(1000),
  /** Passed to the script as strings, as SageMaker does. */
  hyperparameters: z.record(z.string().max(64), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

const evaluationSchema = z.strictObject({
  metric: metricSchema,
  /** The newest days of event time, set aside per contest. */
  holdoutDays: z.int().min(1).max(365).default(28),
  /** Rows of one block are correlated: they are resampled together. */
  block: z.enum(['day', 'hour', 'week', 'row']).default('day'),
  gate: gateSchema.prefault({}),
  /** Scoring jobs at once; new accounts have a transform quota near 0. */
  transformConcurrency: z.int().min(1).max(10).default(1),
  /** Former champions that stand in each contest. */
  formerChampions: z.int().min(0).max(10).default(5),
  /** The champion through a curve as a contender, and its best threshold; default: neither. */
  recalibration: recalibrationSchema.optional(),
});

const deploymentSchema = z.strictObject({
  target: z.enum(['realtime', 'serverless', 'async', 'batch']).default('realtime'),
  instanceType: z.string().default('ml.m5.large'),
  instanceCount: z.int().min(1).max(100).default(1),
  strategy: z.enum(['all-at-once', 'canary', 'linear', 'guardrail', 'shadow']).default('canary'),
  /** Share of traffic the new version gets while it is judged (canary). */
  canaryPercent: z.number().gt(0).max(50).default(10),
  bake: z
    .strictObject({
      /** Enough live records to judge by; the bake ends early when they are there. */
      minimumRecords: z.int().min(1).default(200),
      /** After this the bake is inconclusive and the old version stays. */
      maximumMinutes: z.int().min(1).max(1440).default(30),
      pollSeconds: z.int().min(1).max(300).default(15),
    })
    .prefault({}),
  rollback: z
    .strictObject({
      maximumErrorPercent: z.number().min(0).max(100).default(1),
      maximumLatencyFactor: z.number().min(1).default(3),
      /** Width of the expectation interval as a multiple of the one seen in the contest. */
      expectationFactor: z.number().min(1).default(3),
      identityTolerance: z.number().gt(0).default(1e-4),
    })
    .prefault({}),
  /** automatic needs risk low. */
  approval: z
    .strictObject({
      mode: z.enum(['automatic', 'manual']).default('manual'),
      expiresAfterHours: z.int().min(1).max(720).default(72),
    })
    .prefault({}),
  autoscaling: z
    .strictObject({ minimumInstances: z.int().min(1), maximumInstances: z.int().min(1) })
    .optional(),
});

const servingSchema = z.strictObject({
  capture: z.enum(['front-door', 'native', 'none']).default('front-door'),
  /**
   * Which column of an answer is the prediction, of endpoints that answer with several: a name, or a position from 0.
   * Default: the first; of names the likeliest, such as `score`.
   */
  answerColumn: z.union([columnNameSchema, z.int().min(0).max(1000)]).exactOptional(),
  /** Feature columns left out of capture records. */
  mask: z.array(columnNameSchema).default([]),
  /** Matured labels joined with captures become rows of this dataset. */
  labelledRowsTo: z.union([nameSchema, z.literal('none')]).default('none'),
  /** Rows older than this need the caller's `replay` permission. */
  maximumLagMinutes: z.int().min(1).default(60),
  retentionDays: z.int().min(1).max(365).default(30),
  /** Labels that wait are joined when so many days have passed since the last join, and before every verdict. */
  joinEveryDays: z.int().min(1).max(31).default(1),
});

const monitoringSchema = z.strictObject({
  bucket: z.enum(['1h', '1d']).default('1h'),
  /**
   * When captures are read: each object as it arrives, or an hour's objects together when it is over, which costs less
   * where they are many and small or too large for one function. Holds for versions trained with it. Default: on-arrival
   */
  sketches: z.enum(['on-arrival', 'hourly']).exactOptional(),
  /** A bucket closes so long after its end; what comes later opens its window again. */
  latenessMinutes: z.int().min(0).max(1440).default(60),
  /** Drift window: a calendar month, or so many days. */
  driftWindow: z
    .union([z.literal('calendar-month'), z.strictObject({ days: z.int().min(1).max(92) })])
    .default({ days: 7 }),
  drift: z
    .strictObject({
      /** Smallest population stability index that can alarm, whatever the calibration says. */
      minimumThreshold: z.number().min(0.05).default(0.25),
      /** Calibrated threshold = this x the worst leave-one-block-out index inside the training rows. */
      calibrationFactor: z.number().min(1).default(2),
      minimumRows: z.int().min(50).default(500),
      /** m of n windows must be drifted. */
      windows: z.strictObject({ m: z.int().min(1), n: z.int().min(1) }).default({ m: 1, n: 1 }),
      /**
       * What a window is held against beside training: the same month or days of former years, the same hours of
       * former weeks, or the windows before. Default: training alone.
       */
      season: z
        .strictObject({
          kind: z.enum(REFERENCE_KINDS),
          /** So many years, weeks or windows back, as far as the version has rows. */
          windows: z.int().min(1).max(12).default(3),
        })
        .exactOptional(),
      /** `new`: drift that the season explains does not alarm. Default: any drift does. */
      alarmOn: z.enum(['any', 'new']).default('any'),
    })
    .prefault({}),
  quality: z
    .strictObject({
      /** Newest mature days that are judged together. */
      windowDays: z.int().min(1).max(92).default(14),
      /** Breach above this factor of what the contest promised. */
      maximumRatio: z.number().gt(1).default(1.15),
      /** Days of the month (UTC) on which quality is judged. */
      judgedOnDays: z.array(z.int().min(1).max(28)).min(1).default([1, 15]),
      minimumRows: z.int().min(50).default(500),
    })
    .prefault({}),
  /**
   * Asks the endpoint, window by window, which features its answers hang on: (1 + features) x rows questions each for
   * rows of the window and of training. Left out: nothing is asked.
   */
  attribution: z
    .strictObject({
      rows: z.int().min(50).max(500).default(100),
      /** Of the order of the features with that of training, 1 = the same; below, attribution has moved. */
      minimumAgreement: z.number().min(0.5).max(1).default(0.9),
    })
    .optional(),
  /**
   * Gaps between groups of rows in quality reports, with intervals; reported, no alarm. Binary answers are yes from
   * `evaluation.gate.threshold` on. Left out: nothing is told apart.
   */
  bias: z
    .strictObject({
      /** Features that tell groups apart, with at most 20 values each; captured and not masked. */
      columns: z.array(columnNameSchema).min(1).max(5),
      /** A group with fewer labelled rows gets no verdict. */
      minimumRows: z.int().min(10).default(50),
      /** Binary: smallest ratio of the shares of yes. Default: 0.8 */
      minimumImpactRatio: z.number().gt(0).max(1).optional(),
      /** Binary: largest difference of the shares of yes and of the error rates. Default: 0.1 */
      maximumRateDifference: z.number().gt(0).lt(1).optional(),
      /** Regression: largest difference of the mean errors, in the label's unit. Default: a quarter of the error promised */
      maximumErrorDifference: z.number().gt(0).optional(),
    })
    .optional(),
  /** A label counts when it is at least this old. */
  labelMaturityDays: z.int().min(0).max(365).default(1),
});

const retrainingSchema = z.strictObject({
  triggers: z
    .array(z.enum(['drift', 'quality', 'new-data', 'schedule', 'revision', 'monthly-review']))
    .default(['drift', 'quality', 'revision']),
  /** Event days from an accepted request to the next. */
  cooldownDays: z.int().min(0).max(365).default(7),
  /** Labelled rows newer than the champion's training end. */
  minimumNewLabels: z.int().min(0).default(1000),
  maximumPerMonth: z.int().min(1).max(31).default(4),
  /** Failed retrains in a row that open the breaker. */
  breakerAfterFailures: z.int().min(1).max(10).default(3),
  recheckAfterDays: z.int().min(1).max(365).default(14),
});

export const modelConfigSchema = z.strictObject({
  name: nameSchema,
  owner: z.string().min(1).max(100),
  risk: z.enum(['low', 'medium', 'high']),
  problem: problemSchema,
  objective: z.string().min(1).max(1000),
  dataset: nameSchema,
  label: columnNameSchema,
  /** The features in the order the model sees them; `all` = all of the dataset's, in its order. */
  features: z.union([
    z.literal('all'),
    z.array(columnNameSchema).min(1).max(2000),
    z.strictObject({ allExcept: z.array(columnNameSchema).min(1) }),
  ]),
  training: trainingSchema.prefault({}),
  evaluation: evaluationSchema,
  deployment: deploymentSchema.prefault({}),
  serving: servingSchema.prefault({}),
  monitoring: monitoringSchema.prefault({}),
  retraining: retrainingSchema.prefault({}),
});

export type ModelConfig = z.infer<typeof modelConfigSchema>;
export type Problem = ModelConfig['problem'];
export type MetricName = z.infer<typeof metricSchema>;
