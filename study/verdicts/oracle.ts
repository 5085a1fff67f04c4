import { normalSurvival } from '#core/statistics/normal-survival';
import { shareTest } from '#core/monitoring/verdict/share-test';
import { type Law, scaleScore } from '../sampling/laws.ts';
import type { FeaturePlan } from './plan-features.ts';

/**
 * The p-value of a test that knows which change to look for: the family, the law of the values, which category, which
 * tail. It sees the values themselves and not bins. What it does not know is whether there is a change, and its sign.
 * @returns undefined for a feature that cannot change
 */
export function oraclePValue(
  { values, change }: FeaturePlan,
  baseline: Float64Array,
  window: Float64Array,
): number | undefined {
  if (change === undefined) return undefined;
  const law = values.kind === 'numeric' ? values.law : undefined;
  const share = (has: (value: number) => boolean) => shareOf(has, baseline, window);
  switch (change.family) {
    case 'mean':
      return law && meanTest((value) => law.locationScore(value), baseline, window);
    case 'scale':
      return law && meanTest((value) => scaleScore(law, value), baseline, window);
    case 'tail':
      return law && share((value) => isBeyond(law, change.where, value));
    case 'default-value':
      return share((value) => value === law?.median);
    case 'missing':
      return share(Number.isNaN);
    case 'share':
      return share((value) => value === (values.kind === 'zeros' ? 0 : change.where));
    case 'new-category':
      return share((value) => values.kind === 'category' && value === values.shares.length);
  }
}

function isBeyond({ low, high }: Law, side: number, value: number): boolean {
  return (side <= 0 && value < low) || (side >= 0 && value > high);
}

function shareOf(has: (value: number) => boolean, baseline: Float64Array, window: Float64Array): number {
  const count = (values: Float64Array) => {
    let sum = 0;
    for (const value of values) if (has(value)) sum += 1;
    return { count: sum, rows: values.length };
  };
  return shareTest(count(baseline), count(window))?.pValue ?? 1;
}

/** Two-sample z test on the mean score of the values that are there. */
function meanTest(score: (value: number) => number, baseline: Float64Array, window: Float64Array): number {
  const [before, now] = [momentsOf(score, baseline), momentsOf(score, window)];
  const error = Math.sqrt(before.variance / before.rows + now.variance / now.rows);
  return error > 0 ? 2 * normalSurvival(Math.abs(now.mean - before.mean) / error) : 1;
}

function momentsOf(score: (value: number) => number, values: Float64Array) {
  let [rows, mean, squares] = [0, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const own = score(value);
    rows += 1;
    const step = own - mean;
    mean += step / rows;
    squares += step * (own - mean);
  }
  return { rows, mean, variance: squares / Math.max(1, rows - 1) };
}
