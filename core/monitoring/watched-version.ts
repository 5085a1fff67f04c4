import * as z from 'zod';

/** Of the registry's VERSION# item of a model, where its baseline and its configuration lie. */
export const watchedVersionSchema = z.object({ contestId: z.string(), configKey: z.string() });
