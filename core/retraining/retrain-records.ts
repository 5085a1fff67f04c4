import * as z from 'zod';

export const causeSchema = z.enum([
  'first',
  'drift',
  'quality',
  'new-data',
  'schedule',
  'revision',
  'monthly-review',
  'manual',
]);

/** What arrives on the retrain queue. */
export const askMessageSchema = z.discriminatedUnion('kind', [
  /** A dataset has a new version. */
  z.strictObject({
    kind: z.literal('new-data'),
    dataset: z.string(),
    version: z.int(),
    newRows: z.int(),
    /** Newest event time of the new rows. */
    asOf: z.string(),
  }),
  /** A person, a schedule or a verdict. */
  z.strictObject({
    kind: z.literal('ask'),
    model: z.string(),
    cause: causeSchema,
    asOf: z.string(),
    /** What the ask is about: window start, schedule time, command. Part of the fingerprint. */
    subject: z.string(),
    requestedBy: z.string(),
  }),
]);
export type AskMessage = z.infer<typeof askMessageSchema>;

const retryWhenSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('time'), after: z.string() }),
  z.strictObject({ kind: z.literal('labelled-rows'), atLeast: z.int() }),
  z.strictObject({ kind: z.literal('person') }),
  z.strictObject({ kind: z.literal('request-ends'), requestId: z.string() }),
]);

/** What CloudWatch tells a topic of an alarm, as far as the governor reads it. */
export const alarmMessageSchema = z.object({
  AlarmName: z.string(),
  NewStateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateChangeTime: z.string(),
});
export type AlarmMessage = z.infer<typeof alarmMessageSchema>;

/** The registry's REQUEST# item: one per fingerprint, whoever asked and however often. */
export const retrainRequestSchema = z.strictObject({
  requestId: z.string(),
  cause: causeSchema,
  subject: z.string(),
  asOf: z.string(),
  championVersion: z.int().nullable(),
  requestedBy: z.string(),
  status: z.enum(['accepted', 'ended', 'not-now']),
  refusals: z.array(
    z.strictObject({ code: z.string(), explanation: z.string(), retryWhen: retryWhenSchema }),
  ),
  executionArn: z.string().exactOptional(),
  /** Verdicts that came while this request ran: they are answered by its contest. */
  attached: z.array(z.strictObject({ cause: causeSchema, subject: z.string() })).exactOptional(),
  /** How the accepted contest ended. */
  outcome: z.string().exactOptional(),
  asks: z.int().min(1),
  decidedAt: z.string(),
});
export type RetrainRequest = z.infer<typeof retrainRequestSchema>;
