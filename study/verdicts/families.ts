/** Kinds of change, their smallest effect, and what an effect is. */
export interface Family {
  readonly name: FamilyName;
  readonly minimum: number;
  readonly effect: string;
}

export type FamilyName = 'mean' | 'scale' | 'tail' | 'missing' | 'share' | 'new-category' | 'default-value';

export const FAMILIES: readonly Family[] = [
  { name: 'mean', minimum: 0.1, effect: 'shift in standard deviations' },
  { name: 'scale', minimum: Math.log(1.1), effect: 'ln of the ratio of spreads, about the median' },
  { name: 'tail', minimum: 0.02, effect: 'share of rows moved beyond the 1st or 99th percentile' },
  { name: 'missing', minimum: 0.02, effect: 'change of the missing rate' },
  { name: 'share', minimum: 0.02, effect: 'change of the share of one value' },
  { name: 'new-category', minimum: 0.005, effect: 'share of a value that training never had' },
  { name: 'default-value', minimum: 0.02, effect: 'share of rows that all get one value' },
];

/** Effects are log-uniform between the smallest and this many times as much. */
export const LARGEST_EFFECT = 10;
