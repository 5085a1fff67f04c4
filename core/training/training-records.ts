import * as z from 'zod';
import { RECALIBRATION_METHODS } from '../config/recalibration-config.ts';

/** What the training state machine is started with. */
export const trainingRequestSchema = z.strictObject({
  model: z.string(),
  /** Why: drift, quality, new-data, first, revision, manual ... */
  cause: z.string(),
  requestId: z.string(),
  /** Event time of the decision: no row at or after its UTC day is used. */
  asOf: z.string(),
});
export type TrainingRequest = z.infer<typeof trainingRequestSchema>;

/** What a contest is about: pinned at its start, and the same for every step after. */
export const pinnedContestSchema = z.strictObject({
  model: z.string(),
  contestId: z.string(),
  candidateId: z.string(),
  revision: z.string(),
  configKey: z.string(),
  sourceKey: z.string(),
  jobRoleArn: z.string(),
  image: z.string(),
  dataset: z.string(),
  datasetVersion: z.int(),
  championVersion: z.int().nullable(),
  /** Configurations of contenders whose features differ: they need the hold-out in their own columns. */
  otherConfigKeys: z.array(z.string()),
  /** The champion, where the model asks for recalibration: what its answers put right are made of. */
  recalibration: z
    .strictObject({
      /** The first moment that it was not trained on. */
      trainEnd: z.string(),
      configKey: z.string(),
      featuresHash: z.string(),
      /** The contest that it came out of: its baseline lies there. */
      contestId: z.string(),
    })
    .exactOptional(),
  asOf: z.string(),
});
export type PinnedContest = z.infer<typeof pinnedContestSchema>;

/** The registry's REVISION# item of a model. */
export const revisionSchema = z.strictObject({
  revision: z.string(),
  configKey: z.string(),
  configSha256: z.string(),
  sourceKey: z.string(),
  sourceSha256: z.string(),
  image: z.string(),
  jobRoleArn: z.string(),
  recordedAt: z.string(),
});

/** What the hold-out and the training rows of a contest are. Lies in staging as contest.json. */
export const frozenSchema = z.strictObject({
  contestId: z.string(),
  holdoutStart: z.string(),
  holdoutEnd: z.string(),
  trainRows: z.int(),
  holdoutRows: z.int(),
  unlabelledRows: z.int(),
  trainStart: z.string(),
  /** Exclusive: the first moment that training did not see. */
  trainEnd: z.string(),
  trainSha256: z.string(),
  holdoutSha256: z.string(),
  naive: z.number(),
  featuresHash: z.string(),
  /** Feature hashes of the other layouts in which the same hold-out was written. */
  otherLayouts: z.array(z.string()),
  /** Labelled rows from the end of the champion's training to the hold-out; where recalibration is asked for. */
  calibration: z.strictObject({ rows: z.int(), sha256: z.string() }).exactOptional(),
});
export type FrozenContest = z.infer<typeof frozenSchema>;

export const contestOutcomeSchema = z.enum([
  'promoted',
  'recalibrated',
  'restored',
  'kept',
  'refused',
  'not-now',
  'failed',
]);

/** The registry's CONTEST# item. */
export const contestSchema = z.strictObject({
  contestId: z.string(),
  candidateId: z.string(),
  requestId: z.string(),
  cause: z.string(),
  asOf: z.string(),
  revision: z.string(),
  datasetVersion: z.int(),
  championVersion: z.int().nullable(),
  status: z.enum(['open', 'decided', 'failed']),
  outcome: contestOutcomeSchema.exactOptional(),
  /** The version that won: the new one, or a former champion. */
  winner: z.int().exactOptional(),
  evidenceKey: z.string().exactOptional(),
  decisionKey: z.string().exactOptional(),
  reasons: z.array(z.string()).exactOptional(),
  openedAt: z.string(),
  decidedAt: z.string().exactOptional(),
});
export type ContestRecord = z.infer<typeof contestSchema>;

/** A contender of one contest, with all that scoring the hold-out needs. */
export const contenderSchema = z.strictObject({
  /** `c-…` for the candidate, `v2` for a version, `v2-calibration` for its answers to rows before the hold-out. */
  contender: z.string(),
  /** Candidate and champion: without them there is no contest. A former champion may be missing. */
  isRequired: z.boolean(),
  /** The hold-out in the contender's own columns. */
  holdoutKey: z.string(),
  artifactUri: z.string(),
  artifactSha256: z.string(),
  image: z.string(),
  jobRoleArn: z.string(),
  modelRequest: z.looseObject({ ModelName: z.string() }),
  transformRequest: z.looseObject({ TransformJobName: z.string() }),
  scoresKey: z.string(),
  /** No contender, but what curves by these methods are fitted to. */
  recalibration: z.strictObject({ methods: z.array(z.enum(RECALIBRATION_METHODS)) }).exactOptional(),
});
export type Contender = z.infer<typeof contenderSchema>;

/** What became of a contender's scoring: the error and cause of its job; an empty error means that it scored. */
export const scoredSchema = z.strictObject({
  contender: z.string(),
  errorName: z.string(),
  cause: z.string(),
});
export type Scored = z.infer<typeof scoredSchema>;
