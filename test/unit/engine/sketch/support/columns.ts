import { referenceBins } from '#core/monitoring/reference-bins';
import {
  addCategory,
  type CategoryValues,
  categoryValues,
  type CategorySketch,
} from '#core/engine/sketch/category-sketch';
import { emptyFeatureSketch, type FeatureSketch } from '#core/engine/sketch/feature-sketch';
import { addNumberCell, type NumberSketch } from '#core/engine/sketch/number-sketch';
import { emptyWindowSketch, type WindowBins, type WindowSketch } from '#core/engine/sketch/window-sketch';
import type { Random } from '#core/random';

export const NUMBER_BINS = referenceBins(Float64Array.from({ length: 400 }, (_, at) => (at - 150) / 7));
export const CATEGORY_VALUES = categoryValues(['red', 'green', 'blue']);

export function numberSketch(cells: readonly string[], bins = NUMBER_BINS): NumberSketch {
  const sketch = emptyFeatureSketch({ kind: 'number', bins });
  if (sketch.kind !== 'number') throw new Error('a sketch of another kind');
  for (const cell of cells) addNumberCell(sketch, cell, bins);
  return sketch;
}

export function categorySketch(
  cells: readonly string[],
  values: CategoryValues = CATEGORY_VALUES,
): CategorySketch {
  const sketch = emptyFeatureSketch({ kind: 'category', values });
  if (sketch.kind !== 'category') throw new Error('a sketch of another kind');
  for (const cell of cells) addCategory(sketch, cell, values);
  return sketch;
}

/** A standard normal number, by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Columns as data of the field has them, by name: twenty numbers and five categories. */
export const REAL_SHAPES: Readonly<Record<string, (random: Random) => string>> = {
  ...shapes('normal', (random) => normal(random), 4),
  ...shapes('shifted', (random) => 50 + 12 * normal(random), 3, 2),
  ...shapes('log-normal', (random) => Math.exp(3 + 1.2 * normal(random)), 3),
  ...shapes('pareto', (random) => (1 - random()) ** (-1 / 1.2), 3),
  ...shapes('uniform', (random) => random(), 3),
  ...shapes('whole', (random) => Math.round(random() * 1e6), 2),
  ...shapes('sparse', (random) => (random() < 0.7 ? 0 : Math.exp(normal(random))), 2),
  ...Object.fromEntries(
    [3, 12, 50, 400, 5000].map((size) => [`category-${size}`, (random: Random) => zipfName(random, size)]),
  ),
};

/** Some rows of the real shapes, counted in the bins of others; one value in 50 of a category is unknown. */
export function realWindow(
  random: Random,
  rows: number,
): { readonly bins: WindowBins; readonly window: WindowSketch } {
  const features = Object.entries(REAL_SHAPES).map(([name, draw]) =>
    name.startsWith('category')
      ? ({
          kind: 'category',
          values: categoryValues(Array.from({ length: Number(name.slice(9)) }, (_, at) => `value-${at}`)),
        } as const)
      : ({
          kind: 'number',
          bins: referenceBins(Float64Array.from({ length: 5000 }, () => Number(draw(random)))),
        } as const),
  );
  const bins: WindowBins = { baseline: 'ct-1', features, predictions: [] };
  const window = emptyWindowSketch(bins);
  Object.values(REAL_SHAPES).forEach((draw, column) => {
    const [own, sketch] = [features[column], window.features[column]];
    if (own === undefined || sketch === undefined) return;
    for (let row = 0; row < rows; row += 1) addCell(sketch, own, draw(random));
  });
  window.coverage.records = window.coverage.rows = rows;
  return { bins, window };
}

export function addCell(sketch: FeatureSketch, bins: WindowBins['features'][number], cell: string): void {
  if (sketch.kind === 'number' && bins.kind === 'number') addNumberCell(sketch, cell, bins.bins);
  else if (sketch.kind === 'category' && bins.kind === 'category') addCategory(sketch, cell, bins.values);
}

function shapes(
  name: string,
  draw: (random: Random) => number,
  times: number,
  decimals?: number,
): Record<string, (random: Random) => string> {
  const cell = (value: number) => (decimals === undefined ? String(value) : value.toFixed(decimals));
  return Object.fromEntries(
    Array.from({ length: times }, (_, at) => [`${name}-${at}`, (random: Random) => cell(draw(random))]),
  );
}

/** The few first names are frequent, and one row in fifty has a name of forty that training did not have. */
function zipfName(random: Random, size: number): string {
  if (random() < 0.02) return `new-${Math.floor(random() * 40)}`;
  return `value-${Math.min(size - 1, Math.floor(size ** random()) - 1)}`;
}
