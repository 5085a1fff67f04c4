import { readFileSync } from 'node:fs';
import { categoryValues } from '#core/engine/sketch/category-sketch';
import type { FeatureBins } from '#core/engine/sketch/feature-sketch';
import type { WindowBins } from '#core/engine/sketch/window-sketch';
import type { ReferenceBins } from '#core/monitoring/reference-bins';

export interface NamedBins {
  readonly name: string;
  readonly bins: ReferenceBins;
}

export interface NamedValues {
  readonly name: string;
  readonly values: readonly string[];
}

/** The bins of training rows as every contender reads them. */
export interface StoredBins {
  readonly features: readonly (NamedBins | NamedValues)[];
  readonly prediction: NamedBins;
}

export function readStoredBins(path: string): StoredBins {
  return JSON.parse(readFileSync(path, 'utf8')) as StoredBins;
}

export function windowBins({ features, prediction }: StoredBins): WindowBins {
  const binsOf = (column: NamedBins | NamedValues): FeatureBins =>
    'bins' in column
      ? { kind: 'number', bins: column.bins }
      : { kind: 'category', values: categoryValues(column.values) };
  return { baseline: 'bench', features: features.map(binsOf), predictions: [binsOf(prediction)] };
}
