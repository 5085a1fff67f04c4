import type { GoldenRecord } from './smoke-test.ts';

/** Enough to find a wrong artifact or swapped columns; few enough for one request. */
const GOLDEN_RECORDS = 64;

/**
 * Evenly spaced rows of a contest's hold-out with what a contender predicted for them offline.
 *
 * @param holdout `id,label,features…` per line
 * @param scores  predictions in the same order
 */
export function goldenRecords(
  holdout: readonly string[],
  scores: readonly number[],
): readonly GoldenRecord[] {
  const stride = Math.max(1, Math.floor(holdout.length / GOLDEN_RECORDS));
  const records: GoldenRecord[] = [];
  for (let row = 0; row < holdout.length && records.length < GOLDEN_RECORDS; row += stride) {
    const line = holdout[row] ?? '';
    const features = line.indexOf(',', line.indexOf(',') + 1) + 1;
    records.push({ line: line.slice(features), expected: scores[row] ?? Number.NaN });
  }
  return records;
}
