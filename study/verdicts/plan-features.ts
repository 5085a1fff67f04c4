import { type Draws, integerBetween, logUniform } from '../sampling/draws.ts';
import { type Law, LAWS } from '../sampling/laws.ts';
import { FAMILIES, type FamilyName, LARGEST_EFFECT } from './families.ts';

/** How the values of a feature come about. */
export type FeatureKind =
  | {
      readonly kind: 'numeric';
      readonly law: Law;
      /** Values are rounded to multiples of this: ties. */
      readonly step?: number;
      /** Correlation with the factor that such features of a set share. */
      readonly loading?: number;
    }
  | { readonly kind: 'category'; readonly shares: readonly number[] }
  /** A share of zeros, the rest lognormal. */
  | { readonly kind: 'zeros'; readonly zeroShare: number }
  | { readonly kind: 'constant' };

/** What changes, or would. */
export interface Change {
  readonly family: FamilyName;
  /** In the unit of the family, with its sign. */
  readonly effect: number;
  /** Of `share`: which category. Of `tail`: -1 low, 1 high, 0 both sides. */
  readonly where: number;
}

export interface FeaturePlan {
  readonly name: string;
  readonly values: FeatureKind;
  readonly missingRate: number;
  /** undefined: this feature never changes. */
  readonly change: Change | undefined;
  readonly isChanged: boolean;
}

/** 25 features of a set; each may change with the set's own chance of 0 to 60 %. */
export function planFeatures(draws: Draws): readonly FeaturePlan[] {
  const chance = 0.6 * draws.uniform();
  return kindsOf(draws).map((values, index) => {
    const missingRate = draws.uniform() < 0.5 ? 0 : 0.3 * draws.uniform() ** 2;
    const change = planChange(draws, values, missingRate);
    const isChanged = draws.uniform() < chance && change !== undefined;
    return { name: `${values.kind}-${index + 1}`, values, missingRate, change, isChanged };
  });
}

function kindsOf(draws: Draws): readonly FeatureKind[] {
  const numeric = (law: Law, count: number): FeatureKind[] =>
    Array.from({ length: count }, () => ({ kind: 'numeric', law }));
  const rounded = (step: number): FeatureKind => ({ kind: 'numeric', law: LAWS.normal, step });
  const correlated = (loading: number): FeatureKind => ({ kind: 'numeric', law: LAWS.normal, loading });
  const category = (from: number, to: number): FeatureKind => ({
    kind: 'category',
    shares: categoryShares(draws, integerBetween(draws, from, to)),
  });
  return [
    ...numeric(LAWS.normal, 3),
    ...numeric(LAWS.studentT3, 3),
    ...numeric(LAWS.lognormal, 3),
    ...numeric(LAWS.bimodal, 1),
    ...[rounded(0.5), rounded(0.1)],
    ...[correlated(0.9), correlated(0.9), correlated(0.8), correlated(0.6)],
    ...[category(2, 2), category(2, 4), category(3, 8), category(5, 12), category(8, 19), category(40, 80)],
    ...([0.3, 0.8] as const).map((zeroShare): FeatureKind => ({ kind: 'zeros', zeroShare })),
    { kind: 'constant' },
  ];
}

/** Most frequent first, falling like 1 / rank with noise. */
function categoryShares(draws: Draws, count: number): readonly number[] {
  const weights = Array.from({ length: count }, (_, rank) => (0.5 + draws.uniform()) / (rank + 1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

const FAMILIES_OF: Readonly<Record<FeatureKind['kind'], readonly FamilyName[]>> = {
  numeric: ['mean', 'mean', 'scale', 'scale', 'tail', 'tail', 'missing', 'default-value'],
  category: ['share', 'share', 'new-category', 'missing'],
  zeros: ['share', 'missing'],
  constant: [],
};

function planChange(draws: Draws, values: FeatureKind, missingRate: number): Change | undefined {
  const families = FAMILIES_OF[values.kind];
  const family = families[integerBetween(draws, 0, families.length - 1)];
  if (family === undefined) return undefined;
  const minimum = FAMILIES.find(({ name }) => name === family)?.minimum ?? 0;
  const size = logUniform(draws, minimum, LARGEST_EFFECT * minimum);
  const isUp = draws.uniform() < 0.5;
  const where = integerBetween(draws, -1, 1);
  switch (family) {
    case 'missing':
      return { family, effect: signedWithin(size, missingRate, isUp), where: 0 };
    case 'share': {
      const shares =
        values.kind === 'category' ? values.shares : [values.kind === 'zeros' ? values.zeroShare : 0];
      const category = integerBetween(draws, 0, Math.min(shares.length, 4) - 1);
      return { family, effect: signedWithin(size, shares[category] ?? 0, isUp), where: category };
    }
    case 'mean':
    case 'scale':
      return { family, effect: isUp ? size : -size, where: 0 };
    default:
      return { family, effect: size, where };
  }
}

/** Up or down as drawn, unless a share would leave [0, 1]. */
function signedWithin(size: number, share: number, isUp: boolean): number {
  if (share - size < 0) return size;
  if (share + size > 1) return -size;
  return isUp ? size : -size;
}
