/**
 * How many of some marked rows fall into the first of two samples when all rows are split at random:
 * P(a) = C(n, a) C(m, marked - a) / C(n + m, marked).
 *
 * Built outwards from the mode by the ratio of neighbours and then normalised: relative error below 1e-12 also far
 * out, where factorials would lose their digits. Costs one step a value that can occur.
 * @param marked marked rows, integer, 0 to first + second
 * @param first  rows of the first sample, n
 * @param second rows of the second sample, m
 * @returns probabilities of `from`, `from + 1`, ...
 * @example hypergeometric(1, 1, 3) // { from: 0, probabilities: [0.75, 0.25] }
 * @see Fisher (1935), The logic of inductive inference
 */
export function hypergeometric(marked: number, first: number, second: number): SplitLaw {
  const from = Math.max(0, marked - second);
  const to = Math.min(marked, first);
  // P(a + 1) / P(a)
  const ratio = (a: number) => ((marked - a) * (first - a)) / ((a + 1) * (second - marked + a + 1));
  const mode = Math.floor(((marked + 1) * (first + 1)) / (first + second + 2));
  const middle = Math.min(Math.max(mode, from), to) - from;
  const weights = new Array<number>(to - from + 1).fill(1);
  for (let index = middle + 1; index < weights.length; index += 1)
    weights[index] = (weights[index - 1] ?? 0) * ratio(from + index - 1);
  for (let index = middle - 1; index >= 0; index -= 1)
    weights[index] = (weights[index + 1] ?? 0) / ratio(from + index);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return { from, probabilities: weights.map((weight) => weight / sum) };
}

export interface SplitLaw {
  readonly from: number;
  readonly probabilities: readonly number[];
}
