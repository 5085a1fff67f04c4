import { normalUpperQuantile } from '../../statistics/normal-quantile.ts';
import { delongTest } from '../../training/delong.ts';
import type { MultivariateSection } from '../sections/multivariate.ts';
import { BINS, type BinnedColumns, fitBoostedTrees, scoreByTrees } from './boosted-trees.ts';

export type DomainVerdict = NonNullable<MultivariateSection['domain']>;

const FOLDS = 5;
/**
 * Folds share most of the rows that they learned from, so that their areas go up and down together: the variance of
 * their mean is not 1/k of a fold's but 1/k + 1/(k - 1), by the rule of Nadeau and Bengio.
 */
const SHARE_OF_VARIANCE = 1 / FOLDS + 1 / (FOLDS - 1);
const LEVEL = 0.95;
/** Fewer rows on a side leave folds that no classifier can learn from. */
const LEAST_ROWS = 100;
/**
 * Rows of training and of the window are called different when the area is surely above this at least: one normal
 * feature that moved by 0.18 of its standard deviation gives 0.55. Less is not worth a person's time.
 */
export const LEAST_AREA = 0.55;
const MOST_TELLING = 5;
/** Of what all features told. */
const TELLING_SHARE = 0.05;

/**
 * Can a classifier tell the window's rows from the training rows? Its area under the ROC curve on rows that it has
 * not seen: 0.5 where the two are alike, in whatever way features hang together.
 *
 * Five-fold: each fifth of the rows is scored by trees that learned from the others; the area is the mean of the
 * folds' areas, since scores of different trees cannot be pooled, and its interval comes from DeLong's variances of
 * these. They take rows as independent. Rows that came together share an hour, a batch, a season, and are told by it:
 * on data with days of their own any two stretches of time differ. The limit is therefore where blocks of the
 * training rows lie when they are told from the others (domain-noise.ts); without it nothing is concluded.
 *
 * Sees any difference, and says which features give it away; does not say how the features themselves moved, for
 * which each has its own tests. Needs rows, so it looks at samples, and differences of rare rows escape it.
 * @param before training rows, one number a feature, NaN for missing
 * @param now    rows of the window, alike
 * @param facts.names of the features
 * @param facts.limit the area up to which stretches of training differ from each other; undefined when unknown
 * @see Lopez-Paz and Oquab (2017), Revisiting classifier two-sample tests; DeLong, DeLong and Clarke-Pearson (1988); Nadeau and Bengio (2003), Inference for the generalization error
 */
export function judgeDomain(
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
  { names, limit }: { readonly names: readonly string[]; readonly limit: number | undefined },
): DomainVerdict {
  const sizes = { rowsBefore: before.length, rowsNow: now.length };
  if (Math.min(before.length, now.length) < LEAST_ROWS)
    return { auc: 0.5, low: 0, high: 1, ...sizes, status: 'inconclusive', telling: [] };
  const rows = labelled(before, now, names.length);
  const folds = Array.from({ length: FOLDS }, (_, fold) => judgeFold(rows, fold));
  const auc = folds.reduce((sum, { area }) => sum + area, 0) / FOLDS;
  const variance = folds.reduce((sum, fold) => sum + fold.variance, 0) / FOLDS;
  const deviation = Math.sqrt(variance * SHARE_OF_VARIANCE);
  const reach = normalUpperQuantile((1 - LEVEL) / 2) * deviation;
  const isDifferent = limit !== undefined && auc - reach > Math.max(limit, LEAST_AREA);
  return {
    auc,
    low: Math.max(0, auc - reach),
    high: Math.min(1, auc + reach),
    ...sizes,
    ...(limit === undefined ? {} : { limit: Math.max(limit, LEAST_AREA) }),
    status: limit === undefined ? 'inconclusive' : isDifferent ? 'different' : 'alike',
    telling: isDifferent ? tellingOf(folds, names) : [],
  };
}

/**
 * The area that telling two sets of rows apart reaches, by one fold: a fifth of the work, and a less sure figure.
 * @returns undefined with too few rows on a side
 */
export function areaBetween(
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
  features: number,
): number | undefined {
  if (Math.min(before.length, now.length) < LEAST_ROWS) return undefined;
  return judgeFold(labelled(before, now, features), 0).area;
}

interface LabelledRows {
  readonly columns: BinnedColumns;
  readonly labels: Uint8Array;
}

function labelled(
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
  features: number,
): LabelledRows {
  const rows = [...before, ...now];
  return {
    columns: Array.from({ length: features }, (_, feature) =>
      inBins(rows.map((row) => row[feature] ?? Number.NaN)),
    ),
    labels: Uint8Array.from(rows, (_, row) => (row < before.length ? 0 : 1)),
  };
}

interface Fold {
  readonly area: number;
  readonly variance: number;
  readonly gains: Float64Array;
}

/** Every fifth row is scored by what the others taught. */
function judgeFold({ columns, labels }: LabelledRows, fold: number): Fold {
  const all = Int32Array.from(labels, (_, row) => row);
  const model = fitBoostedTrees(
    columns,
    labels,
    all.filter((row) => row % FOLDS !== fold),
  );
  const unseen = all.filter((row) => row % FOLDS === fold);
  const compared = delongTest({
    labels: Array.from(unseen, (row) => labels[row] ?? 0),
    // Against a score that tells nothing: the difference is the area less 0.5, and its error the area's own.
    first: new Float64Array(unseen.length),
    second: Array.from(unseen, (row) => scoreByTrees(model, columns, row)),
  });
  // Without a variance every row of one side is above every row of the other.
  const { second: area, standardError } = compared ?? { second: 1, standardError: 0 };
  return { area, variance: standardError ** 2, gains: model.gains };
}

function tellingOf(folds: readonly Fold[], names: readonly string[]): string[] {
  const gains = names.map((name, feature) => ({
    name,
    gain: folds.reduce((sum, fold) => sum + (fold.gains[feature] ?? 0), 0),
  }));
  const all = gains.reduce((sum, { gain }) => sum + gain, 0);
  return gains
    .filter(({ gain }) => gain >= TELLING_SHARE * all)
    .toSorted((a, b) => b.gain - a.gain)
    .slice(0, MOST_TELLING)
    .map(({ name }) => name);
}

/** Bins of about equal numbers of rows; missing values are bin 0, and equal values share a bin. */
function inBins(values: readonly number[]): Uint8Array {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges: number[] = [];
  for (let k = 1; k < BINS - 1; k += 1) {
    const edge = sorted[Math.ceil((sorted.length * k) / (BINS - 1)) - 1];
    if (edge !== undefined && edge !== edges.at(-1)) edges.push(edge);
  }
  return Uint8Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    let bin = 0;
    while (bin < edges.length && value > (edges[bin] ?? 0)) bin += 1;
    return 1 + bin;
  });
}
