import type { Draws } from '../sampling/draws.ts';
import type { Law } from '../sampling/laws.ts';
import type { Change, FeatureKind, FeaturePlan } from './plan-features.ts';

/**
 * The values of a feature, NaN for missing.
 * @param change undefined: as in training
 * @param factor one value a row, shared by the correlated features of a set
 */
export function drawColumn(
  draws: Draws,
  plan: FeaturePlan,
  { rows, change, factor }: { rows: number; change: Change | undefined; factor: Float64Array },
): Float64Array {
  const values = new Float64Array(rows);
  const draw = drawerOf(draws, plan.values, change, factor);
  const rate = plan.missingRate + (change?.family === 'missing' ? change.effect : 0);
  for (let row = 0; row < rows; row += 1) {
    const value = draw(row);
    values[row] = rate > 0 && draws.uniform() < rate ? Number.NaN : value;
  }
  return values;
}

function drawerOf(
  draws: Draws,
  values: FeatureKind,
  change: Change | undefined,
  factor: Float64Array,
): (row: number) => number {
  switch (values.kind) {
    case 'constant':
      return () => 1;
    case 'zeros': {
      const zeroShare = values.zeroShare + (change?.family === 'share' ? change.effect : 0);
      return () => (draws.uniform() < zeroShare ? 0 : Math.exp(draws.normal()));
    }
    case 'category':
      return categoryDrawer(draws, values.shares, change);
    case 'numeric':
      return numericDrawer(draws, values, change, factor);
  }
}

function categoryDrawer(draws: Draws, before: readonly number[], change: Change | undefined): () => number {
  const shares = change?.family === 'share' ? movedShares(before, change) : before;
  const cumulative = new Float64Array(shares.length);
  shares.reduce((sum, share, category) => (cumulative[category] = sum + share), 0);
  const newShare = change?.family === 'new-category' ? change.effect : 0;
  return () => {
    if (newShare > 0 && draws.uniform() < newShare) return shares.length;
    const at = draws.uniform();
    let category = 0;
    while (category < shares.length - 1 && at >= (cumulative[category] ?? 1)) category += 1;
    return category;
  };
}

/** One share moves, the others make room in proportion. */
function movedShares(shares: readonly number[], { effect, where }: Change): readonly number[] {
  const own = shares[where] ?? 0;
  return shares.map((share, category) =>
    category === where ? own + effect : share * (1 - effect / (1 - own)),
  );
}

function numericDrawer(
  draws: Draws,
  { law, step, loading }: Extract<FeatureKind, { kind: 'numeric' }>,
  change: Change | undefined,
  factor: Float64Array,
): (row: number) => number {
  const own = loading === undefined ? 1 : Math.sqrt(1 - loading * loading);
  const changed = changeValue(draws, law, change);
  return (row) => {
    const alone = law.draw(draws);
    const value = changed(loading === undefined ? alone : own * alone + loading * (factor[row] ?? 0));
    return step === undefined ? value : Math.round(value / step) * step;
  };
}

function changeValue(draws: Draws, law: Law, change: Change | undefined): (value: number) => number {
  switch (change?.family) {
    case 'mean': {
      const shift = change.effect * law.deviation;
      return (value) => value + shift;
    }
    case 'scale': {
      const ratio = Math.exp(change.effect);
      return (value) => law.median + ratio * (value - law.median);
    }
    case 'tail':
      return (value) => (draws.uniform() < change.effect ? extremeValue(draws, law, change.where) : value);
    case 'default-value':
      return (value) => (draws.uniform() < change.effect ? law.median : value);
    default:
      return (value) => value;
  }
}

/** Beyond the 1st or 99th percentile by an exponential distance. */
function extremeValue(draws: Draws, { low, high, median }: Law, side: number): number {
  const isHigh = side === 0 ? draws.uniform() < 0.5 : side > 0;
  return isHigh
    ? high + 0.5 * (high - median) * draws.exponential()
    : low - 0.5 * (median - low) * draws.exponential();
}
