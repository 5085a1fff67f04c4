import { addNumber, emptyNumberSketch, type NumberSketch } from '../../engine/sketch/number-sketch.ts';
import { momentsOf } from '../../engine/sketch/moments.ts';
import { quantile } from '../../engine/sketch/quantile.ts';
import { referenceBins, type ReferenceBins } from '../../monitoring/reference-bins.ts';
import type { Histogram, NumberFacts } from './column-facts.ts';

/** Values that bounds of the histogram are taken from, before all are counted. */
const FIRST_VALUES = 10_000;
const BARS = 24;
const SHARES = [0.01, 0.25, 0.5, 0.75, 0.99] as const;

/** The first values say where the bars are; from then on each value is counted at once. */
export class NumberObserver {
  #first: number[] = [];
  #counting: { readonly sketch: NumberSketch; readonly bins: ReferenceBins; readonly bars: Bars } | undefined;
  #zeros = 0;

  add(value: number): void {
    if (value === 0) this.#zeros += 1;
    if (this.#counting === undefined) {
      this.#first.push(value);
      if (this.#first.length >= FIRST_VALUES) this.#begin();
      return;
    }
    addNumber(this.#counting.sketch, value, this.#counting.bins);
    this.#counting.bars.add(value);
  }

  /** @param counts of all values, where there are few enough of them: then quantiles are exact */
  facts(counts: ReadonlyMap<string, number> | undefined): NumberFacts {
    const { sketch, bins, bars } = this.#counting ?? this.#begin();
    const { mean, deviation } = momentsOf(sketch, bins) ?? { mean: Number.NaN, deviation: Number.NaN };
    return {
      ...{ least: sketch.least, greatest: sketch.greatest, mean, deviation, zeros: this.#zeros },
      quantiles:
        counts === undefined
          ? SHARES.map((share) => quantile(sketch, share) ?? Number.NaN)
          : exactQuantiles(counts),
      histogram: bars.histogram(),
    };
  }

  #begin() {
    const first = this.#first;
    this.#first = [];
    const bins = referenceBins(first);
    const sketch = emptyNumberSketch(bins);
    for (const value of first) addNumber(sketch, value, bins);
    const bars = new Bars(quantile(sketch, 0.005) ?? 0, quantile(sketch, 0.995) ?? 0);
    for (const value of first) bars.add(value);
    return (this.#counting = { sketch, bins, bars });
  }
}

/** By the same definition: the ceil(q n)-th smallest value. */
function exactQuantiles(counts: ReadonlyMap<string, number>): readonly number[] {
  const ordered = [...counts]
    .map(([text, count]) => ({ value: Number(text), count }))
    .sort((a, b) => a.value - b.value);
  const rows = ordered.reduce((sum, { count }) => sum + count, 0);
  return SHARES.map((share) => {
    const rank = Math.max(1, Math.ceil(share * rows));
    let below = 0;
    const found = ordered.find(({ count }) => (below += count) >= rank);
    return found?.value ?? Number.NaN;
  });
}

class Bars {
  readonly #from: number;
  readonly #to: number;
  readonly #counts = new Array<number>(BARS).fill(0);

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to > from ? to : from + 1;
  }

  add(value: number): void {
    const place = Math.floor((BARS * (value - this.#from)) / (this.#to - this.#from));
    const bar = Math.max(0, Math.min(BARS - 1, place));
    this.#counts[bar] = (this.#counts[bar] ?? 0) + 1;
  }

  histogram(): Histogram {
    return { from: this.#from, to: this.#to, counts: [...this.#counts] };
  }
}
