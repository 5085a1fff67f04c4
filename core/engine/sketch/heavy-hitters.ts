import { valueHash } from './value-hash.ts';

/**
 * How often the values of a stream occur, in bounded memory: counters of at most 255 values, each too low by `error`
 * at most. As long as no more than 255 different values came, the counts are exact and merging is addition.
 *
 * With more, the 256th largest count is taken off all of them and what is left with nothing is dropped; each unit of
 * error so took 256 occurrences away. Hence, whatever the order of values and of merges:
 *
 *     count <= occurrences <= count + error,   error <= (all occurrences - sum of counts) / 256
 *
 * and a value of more than 1/256 of all occurrences is never missed. Beyond 255 values the counts themselves may
 * differ with the order, within these bounds. Prefer HyperLogLog to know how many values there are.
 * @see Misra and Gries (1982), Finding repeated elements; Agarwal, Cormode, Huang, Phillips, Wei and Yi (2012),
 * Mergeable summaries, section 2
 */
export interface HeavyHitters {
  readonly counts: Map<string, number>;
  /** What may be missing from every count. */
  error: number;
}

/** Values that are counted at a time. */
export const MOST_HITTERS = 255;
/** Longer texts are told apart by their beginning and their hash. */
export const LONGEST_NAME = 64;
const KEPT_OF_LONG = 47;

export function emptyHeavyHitters(): HeavyHitters {
  return { counts: new Map(), error: 0 };
}

/** Counts one value, in place. */
export function addHitter(hitters: HeavyHitters, value: string): void {
  const name = hitterName(value);
  hitters.counts.set(name, (hitters.counts.get(name) ?? 0) + 1);
  cut(hitters);
}

/** Adds one to another, in place. */
export function addHeavyHitters(to: HeavyHitters, from: HeavyHitters): void {
  to.error += from.error;
  for (const [name, count] of from.counts) to.counts.set(name, (to.counts.get(name) ?? 0) + count);
  cut(to);
}

/**
 * The name that a value is counted and kept under: itself, unless it is long.
 * @example hitterName('a') // 'a'
 */
export function hitterName(value: string): string {
  if (value.length <= LONGEST_NAME) return value.toWellFormed();
  const { high, low } = valueHash(value);
  const hash = [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  return `${value.slice(0, KEPT_OF_LONG).toWellFormed()}~${hash}`;
}

/**
 * Values with their counts in an order that depends on nothing else: the most frequent first, equal ones by their text.
 * @example byCount(new Map([['b', 1], ['a', 1], ['c', 2]])) // [['c', 2], ['a', 1], ['b', 1]]
 */
export function byCount(counts: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : a > b ? 1 : 0));
}

function cut(hitters: HeavyHitters): void {
  const { counts } = hitters;
  if (counts.size <= MOST_HITTERS) return;
  const off = [...counts.values()].sort((a, b) => b - a)[MOST_HITTERS] ?? 0;
  hitters.error += off;
  for (const [name, count] of counts) {
    if (count > off) counts.set(name, count - off);
    else counts.delete(name);
  }
}
