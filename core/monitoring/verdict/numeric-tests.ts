import { kolmogorovSmirnov } from '../ks.ts';
import { largestShare } from './largest-share.ts';
import { locationShift } from './location-shift.ts';
import { type NamedTest, namedTest } from './named-test.ts';
import { scaleChange } from './scale-change.ts';
import { tailShare } from './tail-share.ts';

/**
 * Tests of a column of many values, all on ranks or shares: no law of the values is assumed, and no value can be so
 * large that it decides alone. Location and spread weigh four times as much as each of the tests for what is rarer.
 * @param baseline rows per bin in the order of values, no missing ones
 * @param window   the same for the window
 * @example numericTests([5, 5, 5], [5, 5, 5]).map(({ pValue }) => pValue) // [1, 1, 1, 1]
 */
export function numericTests(baseline: readonly number[], window: readonly number[]): readonly NamedTest[] {
  const shape = kolmogorovSmirnov(baseline, window);
  return [
    ...namedTest('wilcoxon', 4, locationShift(baseline, window)),
    ...namedTest('mood', 4, scaleChange(baseline, window)),
    ...namedTest('lower-tail-share', 1, tailShare(baseline, window, 'lower')),
    ...namedTest('upper-tail-share', 1, tailShare(baseline, window, 'upper')),
    ...namedTest('kolmogorov-smirnov', 1, shape && { ...shape, effect: shape.statistic }),
    ...namedTest('largest-share', 1, largestShare(baseline, window)),
  ];
}
