import * as z from 'zod';
import { naturalSchema, shareSchema } from '#core/number-schemas';
import { normalSurvival } from '../../statistics/normal-survival.ts';
import { normalUpperQuantile } from '../../statistics/normal-quantile.ts';
import { mergedSampleRows } from '../row-scores/row-sample.ts';
import { spreadRows } from '../row-scores/spread-rows.ts';
import { blockBand } from './block-band.ts';
import { areaBetween } from './domain-classifier.ts';

/** How well a classifier tells blocks of the training rows, as long as a window, from the others. */
export const domainNoiseSchema = z.strictObject({
  windowDays: naturalSchema,
  /** Areas under the ROC curve, a block each. */
  areas: z.array(shareSchema),
});
export type DomainNoise = z.infer<typeof domainNoiseSchema>;

/** More take time; these are spread evenly over the training days. */
const MOST_BLOCKS = 6;
/** An area of 1 is one that a sample could not tell from it. */
const LARGEST_AREA = 0.999;
/** Of a window like the blocks of training to lie above the limit. */
const CHANCE = 0.01;
/** A month is a month, whether of 28 days or of 31. */
const SAME_LENGTH = 0.15;

/**
 * Tells blocks of consecutive training days from the rest of the training rows, each by a classifier of its own, on
 * as many rows as a window is judged on. Where rows of a day share their weather or a season goes through the data,
 * the areas are far above 0.5, and a window's must be seen beside them.
 * @param columns training rows, column by column, NaN for missing and masked; not changed
 * @param days    the day of each row, counted from the first day of training
 */
export function fitDomainNoise(
  columns: readonly ArrayLike<number>[],
  days: ArrayLike<number>,
  windowDays: number,
): DomainNoise {
  const most = mergedSampleRows(columns.length);
  const numbers = Int32Array.from(days);
  const last = numbers.reduce((highest, day) => Math.max(highest, day), -1);
  const blocks = spreadRows(Math.floor((last + 1) / windowDays), MOST_BLOCKS);
  const some = (isIn: (day: number) => boolean) => {
    const rows = numbers.map((day, row) => (isIn(day) ? row : -1)).filter((row) => row >= 0);
    return Array.from(spreadRows(rows.length, most), (at) =>
      columns.map((column) => column[rows[at] ?? 0] ?? Number.NaN),
    );
  };
  const areas = Array.from(blocks).flatMap((block) => {
    const isIn = (day: number) => Math.floor(day / windowDays) === block;
    return (
      areaBetween(
        some((day) => !isIn(day)),
        some(isIn),
        columns.length,
      ) ?? []
    );
  });
  return { windowDays, areas };
}

/**
 * The area up to which a window is no further from training than training's own blocks are from each other: 99 % of
 * such blocks lie below it. Taken where areas are distances between two normal distributions, area = Phi (distance /
 * sqrt 2), since those have no upper end.
 * @returns undefined with fewer than three blocks, or blocks of another length than the window
 * @example domainLimit({ windowDays: 30, areas: [0.5, 0.5, 0.5] }, 31) // 0.5
 */
export function domainLimit(noise: DomainNoise | undefined, windowDays: number): number | undefined {
  if (noise === undefined) return undefined;
  if (Math.abs(windowDays / noise.windowDays - 1) > SAME_LENGTH) return undefined;
  const distances = noise.areas.map((area) =>
    normalUpperQuantile(1 - Math.max(1 - LARGEST_AREA, Math.min(LARGEST_AREA, area))),
  );
  const band = blockBand(distances, { chance: CHANCE });
  return band === undefined ? undefined : 1 - normalSurvival(band.middle + band.reach);
}
