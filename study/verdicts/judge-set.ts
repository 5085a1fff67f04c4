import { baselineColumn } from '#core/monitoring/baseline';
import { benjaminiHochbergAdjust } from '#core/statistics/benjamini-hochberg';
import { countInBins } from '../sampling/count-in-bins.ts';
import { type Draws, seededDraws } from '../sampling/draws.ts';
import { type ComparedColumn, CONTENDERS } from './contenders.ts';
import { drawColumn } from './draw-column.ts';
import type { FamilyName } from './families.ts';
import { oraclePValue } from './oracle.ts';
import { type FeaturePlan, planFeatures } from './plan-features.ts';

/** One window against one baseline. */
export interface SetPlan {
  readonly seed: string;
  readonly rows: number;
  readonly baselineRows: number;
  readonly hasOracle: boolean;
}

export interface JudgedFeature {
  readonly name: string;
  readonly rows: number;
  /** Of its change, or of the one it would have had; undefined for features that never change. */
  readonly family: FamilyName | undefined;
  readonly isChanged: boolean;
  /** By contender; `oracle` where the set has one. */
  readonly said: Readonly<Record<string, boolean>>;
}

/** The level that the oracle's p-values are held to, as the product's are. */
const SIGNIFICANCE = 0.05;

/**
 * Draws both samples, counts them as the product does, and asks every contender.
 * @param onColumn sees the values of each feature before they are let go
 */
export function judgeSet(
  plan: SetPlan,
  onColumn?: (feature: FeaturePlan, before: Float64Array, now: Float64Array) => void,
): readonly JudgedFeature[] {
  const { rows, baselineRows, hasOracle } = plan;
  const draws = seededDraws(plan.seed);
  const features = planFeatures(draws);
  const factors = { before: normals(draws, baselineRows), now: normals(draws, rows) };
  const compared: ComparedColumn[] = [];
  const oracle: (number | undefined)[] = [];
  // Feature by feature: the values of a million rows are let go before the next are drawn.
  for (const feature of features) {
    const { before, now } = drawBoth(draws, feature, { rows, baselineRows, factors });
    onColumn?.(feature, before, now);
    compared.push(compare(feature.name, before, now));
    oracle.push(hasOracle ? oraclePValue(feature, before, now) : undefined);
  }
  const said = CONTENDERS.map(({ name, judge }) => [name, judge(compared)] as const);
  const adjusted = benjaminiHochbergAdjust(oracle.map((pValue) => pValue ?? 1));
  return features.map(({ name: own, change, isChanged }, index) => ({
    ...{ name: own, rows, family: change?.family, isChanged },
    said: {
      ...Object.fromEntries(said.map(([name, verdicts]) => [name, verdicts[index] ?? false])),
      ...(hasOracle ? { oracle: (adjusted[index] ?? 1) < SIGNIFICANCE } : {}),
    },
  }));
}

interface Sizes {
  readonly rows: number;
  readonly baselineRows: number;
  readonly factors: { readonly before: Float64Array; readonly now: Float64Array };
}

/** Values of a feature in training and in the window. */
export function drawBoth(draws: Draws, feature: FeaturePlan, { rows, baselineRows, factors }: Sizes) {
  const change = feature.isChanged ? feature.change : undefined;
  return {
    before: drawColumn(draws, feature, { rows: baselineRows, change: undefined, factor: factors.before }),
    now: drawColumn(draws, feature, { rows, change, factor: factors.now }),
  };
}

/** By the product's own bins. */
export function compare(name: string, before: Float64Array, now: Float64Array): ComparedColumn {
  const column = baselineColumn(name, before, []);
  return { column, counts: countInBins(now, column.bins) };
}

export function normals(draws: Draws, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let index = 0; index < count; index += 1) values[index] = draws.normal();
  return values;
}
