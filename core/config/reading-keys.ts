import * as z from 'zod';
import { columnNameSchema } from './names.ts';

/** Keys of `monitoring` that say how captures are read. */
export const readingKeys = {
  bucket: z.enum(['1h', '1d']).default('1h'),
  /**
   * When captures are read: each object as it arrives, or an hour's objects together when it is over, which costs less
   * where they are many and small or too large for one function. Holds for versions trained with it. Default: on-arrival
   */
  sketches: z.enum(['on-arrival', 'hourly']).exactOptional(),
};

/**
 * Which column of an answer is the prediction, of endpoints that answer with several: a name, or a position from 0.
 * Default: the first; of names the likeliest, such as `score`.
 */
export const answerColumnSchema = z.union([columnNameSchema, z.int().min(0).max(1000)]).exactOptional();
