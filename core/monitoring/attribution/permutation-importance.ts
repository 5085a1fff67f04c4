import { type Random, shuffled } from '#core/random';

/** Rows as their cells, so that what is asked is what was captured, to the letter. */
export type Cells = readonly string[];

/** What to ask a model: the rows as they are, then, feature by feature, with that feature's values of other rows. */
export interface PermutationPlan {
  readonly rows: number;
  readonly features: number;
  readonly asked: readonly Cells[];
}

/**
 * The questions behind permutation importance without labels: how much do answers move when a feature is taken from
 * another row? All features take their values from the same other row, which keeps chance between them the same.
 *
 * @param rows at least two, shape (rows, features)
 * @returns rows x (1 + features) questions
 * @example permutationPlan([['1'], ['2']], () => 0).asked // [['1'], ['2'], ['2'], ['1']]
 * @see Breiman (2001), Random forests; Fisher, Rudin and Dominici (2019), All models are wrong but many are useful
 */
export function permutationPlan(rows: readonly Cells[], random: Random): PermutationPlan {
  const features = rows[0]?.length ?? 0;
  const others = otherRows(rows.length, random);
  const asked: Cells[] = [...rows];
  for (let feature = 0; feature < features; feature += 1) {
    rows.forEach((row, index) => {
      const other = rows[others[index] ?? index] ?? row;
      asked.push(row.with(feature, other[feature] ?? ''));
    });
  }
  return { rows: rows.length, features, asked };
}

/**
 * Mean absolute change of the answer, feature by feature, in units of the prediction.
 * @param answers one a question, in the plan's order
 * @example importancesOf({ rows: 2, features: 1, asked: [] }, [1, 2, 2, 1]) // [1]
 */
export function importancesOf({ rows, features }: PermutationPlan, answers: readonly number[]): number[] {
  return Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1)
      sum += Math.abs((answers[(1 + feature) * rows + row] ?? 0) - (answers[row] ?? 0));
    return rows === 0 ? 0 : sum / rows;
  });
}

/** For each row another one: a random order, each row taking the next one's place. None keeps its own. */
function otherRows(rows: number, random: Random): readonly number[] {
  const order = shuffled(rows, random);
  const others = new Array<number>(rows).fill(0);
  order.forEach((row, at) => {
    others[row] = order[(at + 1) % rows] ?? row;
  });
  return others;
}
