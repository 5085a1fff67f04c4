import { baselineColumn } from '#core/monitoring/baseline';
import { judgeDrift } from '#core/monitoring/judge-drift';
import { countInBins } from '../sampling/count-in-bins.ts';
import { type Draws, logUniform, seededDraws } from '../sampling/draws.ts';
import { LAWS } from '../sampling/laws.ts';
import { baselineOf, type ComparedColumn, RULE, sketchOf } from '../verdicts/contenders.ts';
import { drawColumn } from '../verdicts/draw-column.ts';
import type { FeaturePlan } from '../verdicts/plan-features.ts';

export interface QuietWindows {
  readonly windows: number;
  readonly mostRows: number;
}

/** Windows that share a baseline: training rows are drawn once for as many windows. */
const WINDOWS_A_BASELINE = 4;
const LEAST_ROWS = 200;

const steady = (name: string, values: FeaturePlan['values'], missingRate = 0): FeaturePlan => ({
  ...{ name, values, missingRate, change: undefined, isChanged: false },
});

/** Six laws of values; nothing ever changes. */
export const DISTRIBUTIONS: readonly FeaturePlan[] = [
  steady('normal', { kind: 'numeric', law: LAWS.normal }),
  steady('t3', { kind: 'numeric', law: LAWS.studentT3 }),
  steady('lognormal, 5 % missing', { kind: 'numeric', law: LAWS.lognormal }, 0.05),
  steady('rounded', { kind: 'numeric', law: LAWS.normal, step: 0.1 }),
  steady('60 % zeros', { kind: 'zeros', zeroShare: 0.6 }),
  steady('six categories', { kind: 'category', shares: [0.5, 0.25, 0.15, 0.07, 0.02, 0.01] }),
];

/** One window in which nothing changed, as the product judges it. */
export interface QuietVerdict {
  readonly rows: number;
  /** By distribution. */
  readonly pValues: readonly number[];
  readonly smallestAdjusted: number;
  readonly isCalled: boolean;
}

export function judgeQuietWindows(
  { windows, mostRows }: QuietWindows,
  seed: string,
  onProgress: (line: string) => void,
): readonly QuietVerdict[] {
  return Array.from({ length: Math.ceil(windows / WINDOWS_A_BASELINE) }, (_, group) => {
    if (group % 500 === 0) onProgress(`${group * WINDOWS_A_BASELINE} of ${windows} windows`);
    const draws = seededDraws(`${seed} calibration ${group}`);
    const columns = DISTRIBUTIONS.map((plan) =>
      baselineColumn(plan.name, drawQuietly(draws, plan, Math.round(logUniform(draws, 2_000, 20_000))), []),
    );
    return Array.from({ length: Math.min(WINDOWS_A_BASELINE, windows - group * WINDOWS_A_BASELINE) }, () => {
      const rows = Math.round(logUniform(draws, LEAST_ROWS, mostRows));
      return judgeWindow(
        columns.map((column, index) => {
          const plan = DISTRIBUTIONS[index];
          return {
            column,
            counts: plan === undefined ? [] : countInBins(drawQuietly(draws, plan, rows), column.bins),
          };
        }),
      );
    });
  }).flat();
}

function drawQuietly(draws: Draws, plan: FeaturePlan, rows: number): Float64Array {
  return drawColumn(draws, plan, { rows, change: undefined, factor: new Float64Array(0) });
}

function judgeWindow(compared: readonly ComparedColumn[]): QuietVerdict {
  const window = sketchOf(compared);
  const { features, status } = judgeDrift(baselineOf(compared), window, RULE);
  return {
    rows: window.rows,
    pValues: features.map(({ pValue }) => pValue ?? 1),
    smallestAdjusted: Math.min(1, ...features.map(({ adjustedPValue }) => adjustedPValue ?? 1)),
    isCalled: status !== 'stable',
  };
}
