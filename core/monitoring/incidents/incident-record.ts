import * as z from 'zod';
import { numberSchema, naturalSchema, wholeSchema } from '#core/number-schemas';
import { identify } from '../../registry/identify.ts';

/** What an incident is about: inputs that moved, answers that are worse than promised, captures that tell too little. */
export const INCIDENT_CAUSES = ['drift', 'quality', 'coverage'] as const;
export type IncidentCause = (typeof INCIDENT_CAUSES)[number];

export const INCIDENT_PREFIX = 'INCIDENT#';

/** A judged window or day, as far as an incident remembers it. */
const judgementSchema = z.strictObject({
  /** The window's start, or the day of the judgement: what orders the judgements of one cause. */
  subject: z.string(),
  /** From 1; a later one judged the same subject again. */
  revision: naturalSchema,
  status: z.string(),
  reason: z.string(),
  /** How many times its limit: 1 is at the limit. */
  severity: numberSchema,
  asOf: z.string(),
  reportKey: z.string(),
});

/** A feature behind an incident. */
const featureSchema = z.strictObject({
  feature: z.string(),
  status: z.enum(['changed', 'drifted']),
  /** Stability index over its threshold. */
  ratio: numberSchema,
  /** Share of all importance; null where nobody measured it. */
  importance: numberSchema.nullable(),
  impact: numberSchema,
  direction: z.enum(['up', 'down', 'mixed', 'none']),
  missingShareBefore: numberSchema,
  missingShareNow: numberSchema,
});
export type IncidentFeature = z.infer<typeof featureSchema>;

/** What ended an incident: another version serves, the verdict is good again, or a person said so. */
export const ENDINGS = ['promoted', 'restored', 'rolled-back', 'back-to-normal', 'closed-by-person'] as const;

const endingSchema = z.strictObject({
  how: z.enum(ENDINGS),
  /** The version that serves since; null where that was not the end. */
  version: wholeSchema.nullable(),
  by: z.string(),
  message: z.string().exactOptional(),
  asOf: z.string(),
  at: z.string(),
});
export type Ending = z.infer<typeof endingSchema>;

const similarSchema = z.strictObject({
  incidentId: z.string(),
  /** From 0 to 1. */
  similarity: numberSchema,
  firstBad: z.string(),
  ended: z.enum(ENDINGS),
  endedVersion: wholeSchema.nullable(),
});
export type SimilarIncident = z.infer<typeof similarSchema>;

export const ACTIONS = [
  'look-at-callers',
  'look-upstream',
  'restore',
  'wait-for-labels',
  'wait',
  'await-contest',
  'await-retrain',
  'ask-for-retrain',
] as const;

const proposalSchema = z.strictObject({
  action: z.enum(ACTIONS),
  /** What to do and why, one sentence each. */
  text: z.string(),
  because: z.string(),
  /** Command lines without `--env`. */
  commands: z.array(z.string()),
});
export type Proposal = z.infer<typeof proposalSchema>;

export const NOTICES = ['opened', 'updated', 'closed'] as const;
export type NoticeKind = (typeof NOTICES)[number];

/** The registry's INCIDENT# item of a model. */
export const incidentSchema = z.strictObject({
  incidentId: z.string(),
  model: z.string(),
  cause: z.enum(INCIDENT_CAUSES),
  /** The version that served when it was opened. */
  version: wholeSchema,
  /** First judgement of the unbroken run of bad ones. */
  firstBad: z.string(),
  status: z.enum(['open', 'acknowledged', 'closed']),
  openedAsOf: z.string(),
  openedAt: z.string(),
  /** The newest bad judgement it covers. */
  last: judgementSchema,
  worstSeverity: numberSchema,
  /** Bad judgements so far, one for each window or day. */
  judgements: naturalSchema,
  /** By impact, the largest first. */
  features: z.array(featureSchema),
  similar: z.array(similarSchema),
  proposal: proposalSchema,
  /** What people were told last: only what goes beyond it is worth another message. */
  told: z.strictObject({ asOf: z.string(), severity: numberSchema, features: z.array(z.string()) }),
  /** Messages that are still to be sent. */
  outbox: z.array(z.strictObject({ kind: z.enum(NOTICES), asOf: z.string(), at: z.string() })),
  acknowledged: z
    .strictObject({ by: z.string(), at: z.string(), message: z.string().exactOptional() })
    .exactOptional(),
  ended: endingSchema.exactOptional(),
});
export type Incident = z.infer<typeof incidentSchema>;

/** @example incidentKey('in-0123456789abcdef') // 'INCIDENT#in-0123456789abcdef' */
export function incidentKey(incidentId: string): string {
  return `${INCIDENT_PREFIX}${incidentId}`;
}

/**
 * One incident for a model, a cause, a version and a first bad judgement, whoever finds it and however often.
 * @example incidentIdOf({ model: 'air-time', cause: 'drift', version: 1, firstBad: '2013-05-01' }).length // 19
 */
export function incidentIdOf(identity: Pick<Incident, 'model' | 'cause' | 'version' | 'firstBad'>): string {
  const { model, cause, version, firstBad } = identity;
  return identify('in', { model, cause, version, firstBad });
}
