import * as z from 'zod';
import { objectCreatedSchema } from '#core/data/object-created';
import { claimMessageSchema } from '#core/data/upload';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  LANDING_BUCKET: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  DATA_MACHINE_ARN: z.string().min(1),
  INTAKE_QUEUE_URL: z.string().min(1),
});

/** S3's own event, or a claim by another part of Gyre. */
export const bodySchema = z.union([claimMessageSchema, objectCreatedSchema]);

/** The claimant, as the ledger names it. */
export const ACTOR = 'gyre:data/claim-upload';
