import type { ReferenceBins } from '#core/monitoring/reference-bins';
import { BaselineMismatchError } from '#core/monitoring/errors';
import {
  addCategorySketch,
  type CategorySketch,
  type CategoryValues,
  emptyCategorySketch,
} from './category-sketch.ts';
import { byCount } from './heavy-hitters.ts';
import { addNumberSketch, emptyNumberSketch, type NumberSketch } from './number-sketch.ts';

/** What the training rows fixed for one column: the bins that everything later is counted in. */
export type FeatureBins =
  | { readonly kind: 'number'; readonly bins: ReferenceBins }
  | { readonly kind: 'category'; readonly values: CategoryValues };

/** What is known of one column's rows: of a feature, or of a prediction. */
export type FeatureSketch = NumberSketch | CategorySketch;

export function emptyFeatureSketch(bins: FeatureBins): FeatureSketch {
  return bins.kind === 'number' ? emptyNumberSketch(bins.bins) : emptyCategorySketch(bins.values);
}

/**
 * Adds one sketch to another, in place.
 * @throws BaselineMismatchError for a sketch of another kind or of other bins
 */
export function addFeatureSketch(to: FeatureSketch, from: FeatureSketch): void {
  if (to.bins.length === from.bins.length) {
    if (to.kind === 'number' && from.kind === 'number') {
      addNumberSketch(to, from);
      return;
    }
    if (to.kind === 'category' && from.kind === 'category') {
      addCategorySketch(to, from);
      return;
    }
  }
  throw new BaselineMismatchError('two sketches of a column were counted in different bins', {
    received: `${from.kind}, ${from.bins.length} bins`,
    allowed: `${to.kind}, ${to.bins.length} bins`,
    fix: 'merge sketches of one baseline only: those of another model version stay apart',
  });
}

/**
 * The sketch of both sketches' rows, as if one had counted all of them.
 * @throws BaselineMismatchError for sketches of different kinds or bins
 */
export function mergeFeatureSketches(one: FeatureSketch, other: FeatureSketch): FeatureSketch {
  const merged = copyOf(one);
  addFeatureSketch(merged, other);
  return merged;
}

/** An unknown value that is frequent: it occurred at least and at most so often. */
export interface HeavyHitter {
  readonly value: string;
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * The frequent ones among a category's unknown values, the most frequent first. The two bounds lie at most 1/256 of
 * all unknown rows apart, and are equal as long as no more than 255 different values came; a value of more than 1/256
 * of them is always here.
 */
export function heavyHitters({ unknown }: CategorySketch): readonly HeavyHitter[] {
  return byCount(unknown.counts).map(([value, atLeast]) => ({
    ...{ value, atLeast, atMost: atLeast + unknown.error },
  }));
}

function copyOf(sketch: FeatureSketch): FeatureSketch {
  if (sketch.kind === 'number') {
    const { bins, cells, missing } = sketch;
    return {
      ...{ ...sketch, bins: bins.slice(), missing: { ...missing } },
      cells: { octaves: cells.octaves.map((counts) => counts?.slice()) },
    };
  }
  const { bins, registers, unknown } = sketch;
  return {
    ...{ kind: 'category', bins: bins.slice(), registers: registers.slice() },
    unknown: { counts: new Map(unknown.counts), error: unknown.error },
  };
}
