/**
 * How many of some marked rows fall into the first of two samples when all rows are split at random:
 * P(a) = C(n, a) C(m, marked - a) / C(n + m, marked).
 *
 * Built outwards from the mode by the ratio of neighbours and then normalised: relative error below 1e-12 also far
 * out, where factorials would lose their digits. Costs one step a value that can occur.
 * @param marked marked rows, integer, 0 to first + second
 * @returns probabilities of `from`, `from + 1`, ...
 * @example hypergeometric(1, { first: 1, second: 3 }) // { from: 0, probabilities: [0.75, 0.25] }
 * @see Fisher (1935), The logic of inductive inference
 */
export function hypergeometric(marked: number, { first, second, least = 0 }: Split): SplitLaw {
  const lowest = Math.max(0, marked - second);
  const highest = Math.min(marked, first);
  // P(a + 1) / P(a)
  const ratio = (a: number) => ((marked - a) * (first - a)) / ((a + 1) * (second - marked + a + 1));
  const mode = Math.floor(((marked + 1) * (first + 1)) / (first + second + 2));
  const middle = Math.min(Math.max(mode, lowest), highest);
  const below: number[] = [];
  for (let a = middle, weight = 1; a > lowest && weight > least; a -= 1) {
    weight /= ratio(a - 1);
    below.push(weight);
  }
  const above: number[] = [];
  for (let a = middle, weight = 1; a < highest && weight > least; a += 1) {
    weight *= ratio(a);
    above.push(weight);
  }
  const weights = [...below.toReversed(), 1, ...above];
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return { from: middle - below.length, probabilities: weights.map((weight) => weight / sum) };
}

export interface Split {
  /** Rows of the first sample, n. */
  readonly first: number;
  /** Rows of the second sample, m. */
  readonly second: number;
  /** Values less likely than this times the likeliest are left out. Default: none. */
  readonly least?: number;
}

export interface SplitLaw {
  readonly from: number;
  readonly probabilities: readonly number[];
}
