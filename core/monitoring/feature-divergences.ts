import type { BaselineColumn } from './baseline.ts';
import { andersonDarling } from './divergence/anderson-darling.ts';
import { categoryShifts } from './divergence/category-shifts.ts';
import { cramerVonMises } from './divergence/cramer-von-mises.ts';
import type { Divergence, NotApplicable } from './divergence/divergence.ts';
import { likelihoodRatioTest } from './divergence/g-test.ts';
import { hellinger } from './divergence/hellinger.ts';
import { jensenShannon } from './divergence/jensen-shannon.ts';
import { totalVariation } from './divergence/total-variation.ts';
import { binPositions, wasserstein } from './divergence/wasserstein.ts';
import { sumGroups } from './psi.ts';
import type { NamedDivergence } from './window-report.ts';

/**
 * The distances that other tools of the field show, for a column and a window counted in its bins. They explain and
 * decide nothing: the verdict is by the stability index and the tests.
 *
 * Numbers: Jensen-Shannon in bits and Hellinger over the groups of the stability index, missing rows included;
 * Wasserstein-1 in standard deviations of training, Cramér-von Mises and Anderson-Darling over all bins, of the rows
 * with a value. Few values: Jensen-Shannon, total variation, L-infinity and G over the values and the missing rows.
 * A distance never reads 0 on real rows, so that each has beside it what chance alone gives, or its p-value.
 * @param counts rows of the window per bin, same bins
 * @returns nothing for a measure that does not apply: a constant, or a side without rows
 */
export function featureDivergences(
  { bins, groups, counts: baseline }: BaselineColumn,
  counts: readonly number[],
): readonly NamedDivergence[] {
  const all = bins.isDiscrete
    ? ofCategories(baseline, counts)
    : ofNumbers({ bins, groups, baseline }, counts);
  // Moments of values near the largest number leave the range of numbers: such a measure says nothing.
  return all.filter(({ value, expected = 0 }) => Number.isFinite(value) && Number.isFinite(expected));
}

function ofNumbers(
  {
    bins,
    groups,
    baseline,
  }: Pick<BaselineColumn, 'bins' | 'groups'> & { readonly baseline: readonly number[] },
  counts: readonly number[],
): readonly NamedDivergence[] {
  const input = { baseline: baseline.slice(0, -1), window: counts.slice(0, -1) };
  const [before, now] = [sumGroups(baseline, groups), sumGroups(counts, groups)];
  const moved = wasserstein({ ...input, positions: binPositions(bins) });
  const apart = hellinger(before, now);
  return [
    ...beside('jensen-shannon', jensenShannon(before, now)),
    // The root of the mean square: noise adds up in squares.
    ...(apart.isApplicable
      ? [{ name: 'hellinger' as const, value: apart.effect, expected: Math.sqrt(apart.expected) }]
      : []),
    ...(moved.isApplicable
      ? [{ name: 'wasserstein' as const, value: moved.effect, expected: moved.expected }]
      : []),
    ...tested('cramer-von-mises', cramerVonMises(input.baseline, input.window)),
    ...tested('anderson-darling', andersonDarling([input.baseline, input.window])),
  ];
}

function ofCategories(baseline: readonly number[], counts: readonly number[]): readonly NamedDivergence[] {
  const shifts = categoryShifts(baseline, counts);
  return [
    ...beside('jensen-shannon', jensenShannon(baseline, counts)),
    ...beside('total-variation', totalVariation(baseline, counts)),
    // The largest change of a share, with the p-value of the surest one of all.
    ...tested('l-infinity', shifts.isApplicable ? { ...shifts, statistic: shifts.effect } : shifts),
    ...tested('g', likelihoodRatioTest(baseline, counts, { isCorrected: true })),
  ];
}

type Name = NamedDivergence['name'];

function beside(
  name: Name,
  of: (Divergence & { readonly expected: number }) | NotApplicable,
): readonly NamedDivergence[] {
  return of.isApplicable ? [{ name, value: of.statistic, expected: of.expected }] : [];
}

function tested(name: Name, of: Divergence | NotApplicable): readonly NamedDivergence[] {
  return of.isApplicable && typeof of.pValue === 'number'
    ? [{ name, value: of.statistic, pValue: of.pValue }]
    : [];
}
