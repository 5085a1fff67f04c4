import * as z from 'zod';
import { columnNameSchema } from './names.ts';

/** What compiling puts into `model.json`, of the model's dataset. */
export const compiledColumns = {
  /** In the order the model sees them. */
  features: z.array(columnNameSchema).min(1).max(2000),
  /** The dataset's key columns. */
  key: z.array(columnNameSchema).min(1),
  /** The dataset's event time column. */
  eventTime: columnNameSchema,
};
