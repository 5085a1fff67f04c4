import { baselineColumn } from '#core/monitoring/baseline';
import { countInBins } from '../sampling/count-in-bins.ts';
import { type Draws, seededDraws } from '../sampling/draws.ts';
import { LAWS } from '../sampling/laws.ts';
import { type ComparedColumn, CONTENDERS } from '../verdicts/contenders.ts';
import { drawColumn } from '../verdicts/draw-column.ts';
import { FAMILIES, type FamilyName } from '../verdicts/families.ts';
import type { FeaturePlan } from '../verdicts/plan-features.ts';

export interface PowerPlan {
  readonly repeats: number;
  readonly rows: readonly number[];
}

/** How often a change of one size is called, in windows of so many rows with this one feature. */
export interface PowerPoint {
  readonly family: FamilyName;
  readonly rows: number;
  /** In smallest effects of the family. */
  readonly multiple: number;
  readonly effect: number;
  /** Share of the windows, by contender. */
  readonly called: Readonly<Record<string, number>>;
}

const MULTIPLES = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3] as const;
const BASELINE_ROWS = 20_000;
/** Windows that share a baseline. */
const WINDOWS_A_BASELINE = 10;

const normal: FeaturePlan['values'] = { kind: 'numeric', law: LAWS.normal };
const CHANGING: readonly (readonly [family: FamilyName, values: FeaturePlan['values']])[] = [
  ['mean', normal],
  ['scale', normal],
  ['tail', normal],
  ['share', { kind: 'category', shares: [0.4, 0.3, 0.15, 0.1, 0.05] }],
];

export function measurePower({ repeats, rows }: PowerPlan, seed: string): readonly PowerPoint[] {
  return CHANGING.flatMap(([family, values]) => {
    const smallest = FAMILIES.find(({ name }) => name === family)?.minimum ?? 0;
    return rows.flatMap((size) =>
      MULTIPLES.map((multiple): PowerPoint => {
        const effect = multiple * smallest;
        const plan: FeaturePlan = {
          ...{ name: family, values, missingRate: 0, isChanged: true },
          change: { family, effect, where: 0 },
        };
        const draws = seededDraws(`${seed} power ${family} ${size} ${multiple}`);
        return { family, rows: size, multiple, effect, called: callShares(draws, plan, size, repeats) };
      }),
    );
  });
}

function callShares(draws: Draws, plan: FeaturePlan, rows: number, repeats: number): Record<string, number> {
  const calls = new Map(CONTENDERS.map(({ name }) => [name, 0]));
  const factor = new Float64Array(0);
  let column = baselineColumn(plan.name, [], []);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    if (repeat % WINDOWS_A_BASELINE === 0) {
      const values = drawColumn(draws, plan, { rows: BASELINE_ROWS, change: undefined, factor });
      column = baselineColumn(plan.name, values, []);
    }
    const window = drawColumn(draws, plan, { rows, change: plan.change, factor });
    const compared: ComparedColumn = { column, counts: countInBins(window, column.bins) };
    for (const { name, judge } of CONTENDERS)
      if (judge([compared])[0] === true) calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...calls].map(([name, count]) => [name, count / repeats]));
}
