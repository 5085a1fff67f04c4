import type { BaselineColumn } from '../baseline.ts';
import { decileGroups } from '../psi.ts';
import { binCount, binOf, MOST_DISTINCT, QUANTILES, type ReferenceBins } from '../reference-bins.ts';
import type { ModelMonitorStatistics, MonitoredFeature, NumericalStatistics } from './statistics.ts';

/** A column of text: what values it had. */
export interface ImportedCategories {
  readonly name: string;
  readonly present: number;
  readonly missing: number;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** What a statistics.json says of a data set, in the terms of a baseline. */
export interface ImportedStatistics {
  readonly rows: number;
  /** Columns of numbers, counted in bins. */
  readonly columns: readonly BaselineColumn[];
  readonly categories: readonly ImportedCategories[];
  /** What the file does not say and a baseline would, one sentence each. */
  readonly unknown: readonly string[];
}

/**
 * The columns of a statistics.json as those of a baseline.
 *
 * A quantile sketch gives up to 250 bins: a value at level i of it stands for 2^i rows, and the bins are the weighted
 * quantiles. Without a sketch the ten buckets are the bins, whose inner edges belong to the upper bucket there and to
 * the lower bin here. Text has no bins. The file knows no days of training, so nothing can be calibrated on them.
 */
export function importStatistics({ dataset, features }: ModelMonitorStatistics): ImportedStatistics {
  const imported = features.map((feature) => importFeature(feature, dataset.item_count));
  const columns = imported.flatMap(({ column }) => column ?? []);
  return {
    rows: dataset.item_count,
    columns,
    categories: imported.flatMap(({ categories }) => categories ?? []),
    unknown: [
      ...(columns.length === 0
        ? []
        : ['no days of training: thresholds cannot be calibrated, and each is the smallest that is allowed']),
      ...imported.flatMap(({ unknown }) => unknown),
    ],
  };
}

interface Imported {
  readonly column?: BaselineColumn;
  readonly categories?: ImportedCategories;
  readonly unknown: readonly string[];
}

function importFeature(feature: MonitoredFeature, rows: number): Imported {
  const { name, numerical_statistics: numbers, string_statistics: text } = feature;
  if (numbers !== undefined) return importNumbers(name, numbers, rows);
  if (text === undefined)
    return { unknown: [`${name}: type ${feature.inferred_type}, without statistics of numbers or text`] };
  const { num_present: present, num_missing: missing } = text.common;
  const values = text.distribution?.categorical?.buckets ?? [];
  const { distinct_count: distinct = values.length } = text;
  const unlisted =
    distinct > values.length ? [`${name}: ${values.length} of ${distinct} values are listed`] : [];
  return {
    categories: { name, present, missing, values },
    unknown: [...unlisted, ...countsUnlike(name, present + missing, rows)],
  };
}

function importNumbers(name: string, numbers: NumericalStatistics, rows: number): Imported {
  const { num_present: present, num_missing: missing } = numbers.common;
  const kll = numbers.distribution?.kll;
  const weighted = weightedValues(kll?.sketch?.data ?? []);
  const counted =
    present === 0
      ? { bins: { lowest: null, edges: [], isDiscrete: true }, counts: [0, 0] }
      : weighted.length > 0
        ? fromSketch(weighted, numbers.min)
        : fromBuckets(kll?.buckets ?? []);
  if (counted === undefined)
    return { unknown: [`${name}: no distribution, so nothing can be compared with it`] };
  const { bins } = counted;
  const counts = [...scaledTo(present, counted.counts), missing];
  const k = kll?.sketch?.parameters?.k;
  // One that was never compacted holds every value.
  const isExact = present === 0 || weighted.length === present;
  const approximate = isExact
    ? []
    : weighted.length > 0
      ? [`${name}: bins from a sketch${k === undefined ? '' : ` with k = ${k}`}, so counts are approximate`]
      : [
          `${name}: ${bins.edges.length} buckets in place of ${QUANTILES} bins, so changes inside one are not seen`,
        ];
  return {
    column: { name, bins, counts, groups: [...decileGroups(counts)], days: [] },
    unknown: [...approximate, ...countsUnlike(name, present + missing, rows)],
  };
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

function weightedValues(levels: readonly (readonly number[])[]): readonly Weighted[] {
  return levels
    .flatMap((values, level) => values.map((value) => ({ value, weight: 2 ** level })))
    .toSorted((a, b) => a.value - b.value);
}

/** @param values in rising order, at least one */
function fromSketch(values: readonly Weighted[], minimum: number | undefined) {
  const first = values[0]?.value ?? 0;
  // A sketch may have lost the lowest value; the file knows it.
  const lowest = Math.min(minimum ?? first, first);
  const distinct = [...new Set(values.map(({ value }) => value))];
  const isDiscrete = distinct.length <= MOST_DISTINCT;
  const bins: ReferenceBins = { lowest, edges: isDiscrete ? distinct : weightedEdges(values), isDiscrete };
  const counts = new Array<number>(binCount(bins) - 1).fill(0);
  for (const { value, weight } of values) {
    const bin = binOf(value, bins);
    counts[bin] = (counts[bin] ?? 0) + weight;
  }
  return { bins, counts };
}

/** The smallest value with a share of at least k/250 at or below it, for each k, each once. */
function weightedEdges(values: readonly Weighted[]): number[] {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  const edges: number[] = [];
  let below = 0;
  let k = 1;
  for (const { value, weight } of values) {
    below += weight;
    if (k >= QUANTILES || below * QUANTILES < total * k) continue;
    if (value !== edges.at(-1)) edges.push(value);
    k = Math.floor((below * QUANTILES) / total) + 1;
  }
  return edges;
}

function fromBuckets(
  buckets: readonly { readonly lower_bound: number; readonly upper_bound: number; readonly count: number }[],
) {
  const [first] = buckets;
  if (first === undefined) return undefined;
  const byEdge = new Map<number, number>();
  for (const { upper_bound: edge, count } of buckets) byEdge.set(edge, (byEdge.get(edge) ?? 0) + count);
  const edges = [...byEdge.keys()];
  const bins: ReferenceBins = {
    lowest: first.lower_bound,
    edges,
    isDiscrete: first.lower_bound === edges.at(-1),
  };
  return { bins, counts: [0, ...byEdge.values(), 0] };
}

/** Counts that sum to what is present, whatever they sum to, each as near to its share as whole rows allow. */
function scaledTo(present: number, counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let [below, told] = [0, 0];
  return counts.map((count) => {
    below += count;
    const upTo = total === 0 ? 0 : Math.round((below / total) * present);
    const own = upTo - told;
    told = upTo;
    return own;
  });
}

function countsUnlike(name: string, counted: number, rows: number): readonly string[] {
  return counted === rows ? [] : [`${name}: ${counted} present and missing values in ${rows} rows`];
}
