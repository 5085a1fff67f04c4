import type { Problem } from '../../config/problem.ts';
import { seededRandom } from '../../random.ts';
import { quantile } from '../../training/block-bootstrap.ts';
import type { ScoredRows } from './scored-rows.ts';

/** How errors are measured for detectors: fixed by the hold-out, the same for every row after it. */
export interface ErrorScale {
  readonly problem: Problem;
  /** The error that counts as 1; larger ones do as well, since the bounds of detectors are for values in [0, 1]. */
  readonly unit: number;
  /** regression: the error above which an answer is wrong. binary: the prediction from which on the answer is yes. */
  readonly bar: number;
}

export interface ErrorStream {
  /** In [0, 1]. */
  readonly errors: Float64Array;
  readonly isWrong: readonly boolean[];
  /** Block of each value, in order of time. */
  readonly blocks: readonly string[];
}

const WRONG_SHARE = 0.1;
const LARGEST_SHARE = 0.01;

/**
 * regression: |prediction - label|, in units of the hold-out's 99 % quantile; a wrong answer is one with an error above
 * its 90 % quantile, so that one in ten was wrong. binary: (prediction - label)^2; a wrong answer is one on the other
 * side of the hold-out's base rate.
 */
export function errorScale(problem: Problem, { predictions, labels }: ScoredRows): ErrorScale {
  if (problem === 'binary') {
    const base = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    return { problem, unit: 1, bar: base };
  }
  const errors = labels.map((label, row) => Math.abs((predictions[row] ?? 0) - label)).sort();
  const unit = quantile(errors, 1 - LARGEST_SHARE);
  return { problem, unit: unit > 0 ? unit : 1, bar: quantile(errors, 1 - WRONG_SHARE) };
}

/** Of each block, and of all: the newest. */
export interface StreamSize {
  readonly mostPerBlock: number;
  readonly mostValues: number;
}

/**
 * The errors of rows, block after block. Within a block the order is drawn, by a seed that is the block's name: what
 * is stored of a day is in no order of time, and a pattern of the hours is not to look like a change of the model.
 * Of each block only some rows are taken: rows of a day are alike, more of them cost time and bring no news.
 */
export function errorStream(
  { problem, unit, bar }: ErrorScale,
  rows: ScoredRows,
  { mostPerBlock, mostValues }: StreamSize,
): ErrorStream {
  const order = drawnOrder(rows, mostPerBlock).slice(-mostValues);
  const errors = new Float64Array(order.length);
  const isWrong: boolean[] = [];
  const blocks: string[] = [];
  order.forEach((row, at) => {
    const prediction = rows.predictions[row] ?? 0;
    const label = rows.labels[row] ?? 0;
    const error = Math.abs(prediction - label);
    errors[at] = Math.min(1, problem === 'binary' ? error ** 2 : error / unit);
    isWrong.push(problem === 'binary' ? prediction > bar !== (label === 1) : error > bar);
    blocks.push(rows.blocks[rows.blockOfRow[row] ?? 0] ?? '');
  });
  return { errors, isWrong, blocks };
}

function drawnOrder({ blockOfRow, blocks }: ScoredRows, most: number): number[] {
  const byBlock = blocks.map((): number[] => []);
  blockOfRow.forEach((block, row) => byBlock[block]?.push(row));
  return byBlock.flatMap((own, block) => {
    const random = seededRandom(blocks[block] ?? '');
    const taken = Math.min(most, own.length);
    for (let at = 0; at < taken; at += 1) {
      const other = at + Math.floor(random() * (own.length - at));
      [own[at], own[other]] = [own[other] ?? 0, own[at] ?? 0];
    }
    return own.slice(0, taken);
  });
}
