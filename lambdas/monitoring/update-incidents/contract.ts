import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
  INCIDENT_TOPIC_ARN: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  asOf: z.string(),
  /** A drift window was judged in this run: what it covered is to be looked at. */
  hasWindow: z.boolean(),
});

export const outputSchema = z.strictObject({
  /** Ids of incidents. */
  opened: z.array(z.string()),
  updated: z.array(z.string()),
  closed: z.array(z.string()),
  /** Messages that were sent: kind and id. */
  told: z.array(z.string()),
});

/** Who writes into the ledger. */
export const ACTOR = 'gyre:monitoring/update-incidents';
