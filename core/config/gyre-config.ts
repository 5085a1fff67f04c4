import * as z from 'zod';

/** `gyre.config.ts`: where a project is deployed to, and who is told. */
const environmentSchema = z.strictObject({
  /** Default: the account of the credentials. When given, a deployment elsewhere is refused. */
  account: z
    .string()
    .regex(/^\d{12}$/, '12 digits')
    .optional(),
  /** Default: the region of the credentials. When given, a deployment elsewhere is refused. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1')
    .optional(),
  /** regulated: no serverless endpoints, volume keys everywhere, artifacts locked in compliance mode. */
  profile: z.enum(['default', 'regulated']).default('default'),
  /** Addresses that hear of incidents of models and of alarms of the platform; each confirms its subscription once. */
  notify: z.array(z.email()).max(20).default([]),
  /** off: nothing runs by the clock; whoever owns the environment sends its ticks (a replay, the demo). */
  schedules: z.enum(['on', 'off']).default('on'),
  /**
   * Functions that read captures at once where there is much to read. They share the account's concurrency, 1,000 by
   * default, with everything else; the embedded cloud shares the cores of a laptop: 8.
   */
  mapConcurrency: z.int().min(1).max(1000).default(200),
  /** Name of an IAM policy in the account that bounds every role Gyre creates; default: none. */
  permissionsBoundary: z.string().min(1).max(128).optional(),
});

/** Up to 12 characters: the name goes into bucket, role and endpoint names. */
const ENVIRONMENT_NAME = /^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/;

export const gyreConfigSchema = z.strictObject({
  environments: z
    .record(
      z.string().regex(ENVIRONMENT_NAME, '1 to 12 of a-z, 0-9 and "-", starting with a letter'),
      environmentSchema,
    )
    .refine((environments) => Object.keys(environments).length > 0, 'at least one environment'),
});

export type GyreConfig = z.infer<typeof gyreConfigSchema>;
/** What a person writes: everything with a default may be left out. */
export type GyreConfigInput = z.input<typeof gyreConfigSchema>;
export type EnvironmentConfig = GyreConfig['environments'][string];
