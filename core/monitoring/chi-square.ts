import { chiSquareSurvival } from '../statistics/chi-square-survival.ts';

export interface CategoryTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** The approximation needs this many expected rows in a cell (Cochran 1954); rarer categories are pooled. */
const LEAST_EXPECTED = 5;

/**
 * Pearson's chi-square test that two samples come from one distribution over categories: sum of
 * (observed - expected)^2 / expected over the 2 x k table, k - 1 degrees of freedom.
 *
 * Categories with fewer than LEAST_EXPECTED expected rows on either side are pooled into one, rarest first, until
 * the pool is large enough. A category that only one side has is thus seen as soon as it can be told from chance.
 *
 * @param baseline counts per category
 * @param window   counts per category, same categories
 * @returns undefined when a side has no rows or fewer than two categories are left: nothing can differ
 * @example chiSquareTest([50, 50], [50, 50]) // { statistic: 0, degreesOfFreedom: 1, pValue: 1 }
 * @see Pearson (1900); Cochran (1954), Some methods for strengthening the common chi-square tests
 */
export function chiSquareTest(
  baseline: readonly number[],
  window: readonly number[],
): CategoryTest | undefined {
  const cells = baseline
    .map((count, category): Cell => [count, window[category] ?? 0])
    .filter(([a, b]) => a + b > 0);
  const [baselineRows, windowRows] = sumCells(cells);
  const rows = baselineRows + windowRows;
  if (baselineRows === 0 || windowRows === 0) return undefined;
  const leastRows = (LEAST_EXPECTED * rows) / Math.min(baselineRows, windowRows);
  const pooled = poolRare(cells, leastRows);
  if (pooled.length < 2) return undefined;
  let statistic = 0;
  for (const [a, b] of pooled) {
    const expectedA = ((a + b) * baselineRows) / rows;
    const expectedB = ((a + b) * windowRows) / rows;
    statistic += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  }
  const degreesOfFreedom = pooled.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

export type Cell = readonly [baseline: number, window: number];

/** @param leastRows rows on both sides together that a cell must have @returns cells, the pool first if there is one */
export function poolRare(cells: readonly Cell[], leastRows: number): readonly Cell[] {
  // Equals are told apart by their sides, so that the order of categories decides nothing.
  const rarestFirst = cells.toSorted((x, y) => x[0] + x[1] - (y[0] + y[1]) || x[0] - y[0]);
  let pool: Cell = [0, 0];
  let taken = 0;
  for (const cell of rarestFirst) {
    const isPoolTooSmall = taken > 0 && pool[0] + pool[1] < leastRows;
    if (cell[0] + cell[1] >= leastRows && !isPoolTooSmall) break;
    pool = sumCells([pool, cell]);
    taken += 1;
  }
  return taken === 0 ? cells : [pool, ...rarestFirst.slice(taken)];
}

function sumCells(cells: readonly Cell[]): Cell {
  return cells.reduce((sum: Cell, cell): Cell => [sum[0] + cell[0], sum[1] + cell[1]], [0, 0]);
}
