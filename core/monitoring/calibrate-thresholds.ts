import { populationStabilityIndex } from './psi.ts';

export interface CalibrationRule {
  /** Length of the window to be judged, whole days. */
  readonly windowDays: number;
  /** The least threshold, whatever the training rows say. */
  readonly minimumThreshold: number;
  /** A window must differ from training by so much more than training's own blocks differ from each other. */
  readonly calibrationFactor: number;
  /** Blocks with fewer rows say more about chance than about time. */
  readonly minimumRows: number;
}

export interface Threshold {
  readonly threshold: number;
  /** What was compared: blocks of the window's length, the two halves of the days, or nothing (one day only). */
  readonly method: 'blocks' | 'halves' | 'none';
  readonly blocks: number;
  /** The largest index between a block and the rest of the training rows; 0 without blocks. */
  readonly worst: number;
}

/** Fewer blocks do not show how much blocks differ. */
const LEAST_BLOCKS = 3;

/**
 * How far a column drifts inside the training rows themselves, as the bar for windows of the same length:
 * max(floor, factor x the worst index between one block of consecutive days and all other days).
 *
 * Blocks are counted from the first training day; days after the last whole block are part of the rest. A column
 * with seasons thereby has a higher bar than one without. Training rows that cover less than three windows are
 * halved instead, which understates slow seasons.
 *
 * @param days counts per group, one entry a consecutive UTC day of training, days without rows included
 * @example calibrateThreshold([[9, 1], [9, 1]], { windowDays: 1, minimumThreshold: 0.25, calibrationFactor: 2, minimumRows: 1 }) // { threshold: 0.25, method: 'halves', blocks: 2, worst: 0 }
 */
export function calibrateThreshold(days: readonly (readonly number[])[], rule: CalibrationRule): Threshold {
  const all = sumDays(days);
  const whole = wholeBlocks(days, rule.windowDays).filter((block) => rowsOf(block) >= rule.minimumRows);
  const isBlocked = whole.length >= LEAST_BLOCKS;
  const half = Math.floor(days.length / 2);
  const blocks = isBlocked ? whole : [sumDays(days.slice(0, half)), sumDays(days.slice(half))];
  const indices = blocks
    .map((block) =>
      populationStabilityIndex(
        all.map((count, group) => count - (block[group] ?? 0)),
        block,
      ),
    )
    .filter((index) => index !== undefined);
  const worst = Math.max(0, ...indices);
  return {
    threshold: Math.max(rule.minimumThreshold, rule.calibrationFactor * worst),
    method: indices.length === 0 ? 'none' : isBlocked ? 'blocks' : 'halves',
    blocks: indices.length,
    worst,
  };
}

function wholeBlocks(days: readonly (readonly number[])[], length: number): number[][] {
  const blocks: number[][] = [];
  for (let start = 0; start + length <= days.length; start += length)
    blocks.push(sumDays(days.slice(start, start + length)));
  return blocks;
}

function sumDays(days: readonly (readonly number[])[]): number[] {
  const sums = new Array<number>(days[0]?.length ?? 0).fill(0);
  for (const day of days) {
    day.forEach((count, group) => {
      sums[group] = (sums[group] ?? 0) + count;
    });
  }
  return sums;
}

function rowsOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
