import * as z from 'zod';
import { numberSchema, naturalSchema, wholeSchema } from '#core/number-schemas';

/** The registry's WINDOW# item of a model: a judged stretch of event time. */
export const windowItemSchema = z.strictObject({
  start: z.string(),
  end: z.string(),
  version: wholeSchema,
  /** From 1; a later one judged the window again, because records came late. */
  revision: naturalSchema,
  status: z.string(),
  reason: z.string(),
  rows: wholeSchema,
  /** Which sketches were merged: another digest means that others have come since. */
  sketchDigest: z.string(),
  /** m of the last n windows are drifted: this is what alarms. */
  isConfirmed: z.boolean(),
  /** Index of the worst feature as a multiple of its threshold. */
  ratio: numberSchema.exactOptional(),
  /** The metric of the window, estimated before its labels were there. */
  estimated: z.strictObject({ metric: z.string(), value: numberSchema }).exactOptional(),
  reportKey: z.string(),
  asOf: z.string(),
  judgedAt: z.string(),
});
export type WindowItem = z.infer<typeof windowItemSchema>;

/** The registry's QUALITY# item of a model: realised quality, judged on a day. */
export const qualityItemSchema = z.strictObject({
  day: z.string(),
  version: wholeSchema,
  status: z.string(),
  reason: z.string(),
  rows: wholeSchema,
  value: numberSchema.nullable(),
  promised: numberSchema,
  isConfirmed: z.boolean(),
  /** Loss as a multiple of the promised one. */
  ratio: numberSchema.exactOptional(),
  /** Estimates of former windows beside what came true, since their labels are mature. */
  reconciled: z
    .array(
      z.strictObject({
        ...{ windowStart: z.string(), windowEnd: z.string(), version: wholeSchema, metric: z.string() },
        ...{ estimated: numberSchema, realised: numberSchema, rows: wholeSchema },
      }),
    )
    .exactOptional(),
  reportKey: z.string(),
  asOf: z.string(),
  judgedAt: z.string(),
});
export type QualityItem = z.infer<typeof qualityItemSchema>;

export const WINDOW_PREFIX = 'WINDOW#';
export const QUALITY_PREFIX = 'QUALITY#';

/** @example qualityKey('2013-06-15', 2) // 'QUALITY#2013-06-15#000002' */
export function qualityKey(day: string, version: number): string {
  return `${QUALITY_PREFIX}${day}#${String(version).padStart(6, '0')}`;
}

/** The newest item of each kind that judged a version. */
export function newestFor<
  Item extends { readonly version: number; readonly asOf: string; readonly judgedAt: string },
>(items: readonly Item[], version: number): Item | undefined {
  return items
    .filter((item) => item.version === version)
    .toSorted((a, b) => (a.asOf === b.asOf ? compare(a.judgedAt, b.judgedAt) : compare(a.asOf, b.asOf)))
    .at(-1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
