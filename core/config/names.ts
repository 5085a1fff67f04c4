import * as z from 'zod';

/** Names of datasets and models: they go into bucket keys, SageMaker names and ARNs, so lower case only. */
export const NAME_PATTERN = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;

/** `unknown` is where uploads to datasets nobody declared are recorded. */
const RESERVED = ['unknown'];

export const nameSchema = z
  .string()
  .regex(NAME_PATTERN, '1 to 32 of a-z, 0-9 and "-", starting with a letter, not ending with "-"')
  .refine((name) => !RESERVED.includes(name), 'reserved name');

/** A column name as it stands in the header of a file: data, never a path or an object key. */
export const columnNameSchema = z.string().min(1).max(128);
