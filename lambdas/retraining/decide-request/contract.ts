import * as z from 'zod';
import { alarmMessageSchema, askMessageSchema } from '#core/retraining/retrain-records';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  TRAINING_MACHINE_ARN: z.string().min(1),
});

export const bodySchema = z.union([askMessageSchema, alarmMessageSchema]);

/** The governor, as the ledger names it. */
export const ACTOR = 'gyre:retraining/decide-request';
