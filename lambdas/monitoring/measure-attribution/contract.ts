import * as z from 'zod';

export const environmentSchema = z.object({
  GYRE_ENV: z.string().min(1),
  REGISTRY_TABLE: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  REPORTS_BUCKET: z.string().min(1),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  start: z.string(),
  end: z.string(),
});

export const outputSchema = z.strictObject({
  /** not-answered: the endpoint did not; the window is judged without. */
  status: z.enum(['measured', 'not-configured', 'few-rows', 'not-answered']),
  reason: z.string(),
  /** The measurement, in the reports bucket; null without one. */
  key: z.string().nullable(),
});
