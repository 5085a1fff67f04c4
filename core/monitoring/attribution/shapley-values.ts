import { type Random, shuffled } from '#core/random';
import type { Cells } from './permutation-importance.ts';

export interface ShapleyPlan {
  readonly features: number;
  /** The order in which each walk turns a background row into the row that is explained. */
  readonly walks: readonly (readonly number[])[];
  /** walks x (features + 1) questions: a background row, then with one feature more of the row at each step. */
  readonly asked: readonly Cells[];
}

/**
 * The questions behind sampled Shapley values of one prediction: walks from rows of the background to the row, one
 * feature at a time in a random order; each step's change of the answer is credited to its feature. Every order is
 * walked forwards and backwards with the same background row, which halves the noise.
 *
 * @param row        cells of the row to explain
 * @param background rows that the model usually answers, at least one
 * @param walks      even; the noise falls with its root
 * @example shapleyPlan(['1'], [['0']], 2, () => 0).asked // [['0'], ['1'], ['0'], ['1']]
 * @see Strumbelj and Kononenko (2014), Explaining prediction models and individual predictions with feature
 * contributions; Mitchell et al. (2022), Sampling permutations for Shapley value estimation
 */
export function shapleyPlan(
  row: Cells,
  background: readonly Cells[],
  walks: number,
  random: Random,
): ShapleyPlan {
  const orders: number[][] = [];
  const asked: Cells[] = [];
  const walk = (order: number[], from: Cells) => {
    orders.push(order);
    let cells = from;
    asked.push(cells);
    for (const feature of order) {
      cells = cells.with(feature, row[feature] ?? '');
      asked.push(cells);
    }
  };
  for (let pair = 0; 2 * pair < walks; pair += 1) {
    const order = shuffled(row.length, random);
    const from = background[Math.floor(random() * background.length)] ?? row;
    walk(order, from);
    walk(order.toReversed(), from);
  }
  return { features: row.length, walks: orders, asked };
}

/**
 * What each feature adds to the answer. The values and the base sum to the prediction, exactly up to rounding.
 * @param answers one a question, in the plan's order
 * @returns base: mean answer of the background rows that were walked from
 * @example shapleyValues({ features: 1, walks: [[0]], asked: [] }, [2, 5]) // { base: 2, values: [3] }
 */
export function shapleyValues(
  { features, walks }: ShapleyPlan,
  answers: readonly number[],
): { readonly base: number; readonly values: readonly number[] } {
  const values = new Array<number>(features).fill(0);
  let base = 0;
  walks.forEach((order, walk) => {
    const start = walk * (features + 1);
    base += (answers[start] ?? 0) / walks.length;
    order.forEach((feature, step) => {
      const change = (answers[start + step + 1] ?? 0) - (answers[start + step] ?? 0);
      values[feature] = (values[feature] ?? 0) + change / walks.length;
    });
  });
  return { base, values };
}
