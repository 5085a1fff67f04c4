import { place, type Scale } from '#core/monitoring/chart-scale';
import { html, type Markup } from '#core/monitoring/html';
import { type Drawing, legend, mark, SERIES } from '../report/chart.ts';
import { FAMILIES, type FamilyName } from './families.ts';
import type { VerdictResults } from './run-verdicts.ts';

const [WIDTH, TOP, STEP, LEFT, RIGHT] = [700, 56, 40, 130, 24];

/** Recall by kind of change: one line a kind, one mark a contender. */
export function recallDrawing({ contenders, largeWindows }: VerdictResults): Drawing {
  const x: Scale = { min: 0, max: 1, from: LEFT, to: WIDTH - RIGHT };
  const bottom = TOP + FAMILIES.length * STEP;
  const recall = (name: string, family: FamilyName) =>
    contenders.find((one) => one.name === name)?.byFamily[family];
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      html`<path class="grid" d="M${place(x, value)} ${TOP - 8}V${bottom}" /><text
          class="soft"
          x="${place(x, value)}"
          y="${bottom + 18}"
          text-anchor="middle"
          >${Math.round(100 * value)} %</text
        >`,
  );
  const lines = FAMILIES.map(({ name }, index): Markup => {
    const y = TOP + (index + 0.5) * STEP;
    // Apart from each other: several find all.
    const marks = SERIES.flatMap(({ contender, look }, series) => {
      const value = recall(contender, name);
      return value === undefined ? [] : [mark(look, place(x, value), y + 10 * (series - 1))];
    });
    return html`<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end">${name}</text
      ><path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}" />${marks}`;
  });
  return {
    ...{ width: WIDTH, height: bottom + 30, body: [...legend(LEFT, 20), ...grid, ...lines] },
    label: `Share of changes found, by kind of change, in ${largeWindows} windows of 20,000 rows and more`,
  };
}
