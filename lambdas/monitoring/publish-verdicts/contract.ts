import * as z from 'zod';

export const environmentSchema = z.object({ GYRE_ENV: z.string().min(1) });

const verdictSchema = z.strictObject({
  status: z.string(),
  reason: z.string(),
  isConfirmed: z.boolean(),
  /** How far from its limit: of drift the worst feature's, of quality that of its promise. */
  ratio: z.number().exactOptional(),
});

export const inputSchema = z.strictObject({
  model: z.string(),
  drift: verdictSchema.nullable(),
  quality: verdictSchema.nullable(),
});

export const outputSchema = z.strictObject({
  /** Causes that are confirmed and whose alarm showed ALARM already: it will not notify again. */
  silent: z.array(z.string()),
});
