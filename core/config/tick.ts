import * as z from 'zod';

/**
 * The one message that drives all work by the clock: joins, drift windows, quality, the reconciler.
 * On AWS the scheduler sends it without `asOf` and the shell takes the message's sent time; a replay brings its own.
 */
export const tickSchema = z.strictObject({
  kind: z.literal('tick'),
  /** A model's name, or `platform` for what belongs to no model. */
  target: z.string(),
  asOf: z.iso.datetime().exactOptional(),
});
export type Tick = z.infer<typeof tickSchema>;
