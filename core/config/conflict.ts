/** Two settings of a configuration file that cannot both hold; an expected outcome of a check, so a value. */
export interface Conflict {
  /** The key that should change, from the root of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly received: string;
  readonly allowed: string;
  readonly fix: string;
}

/** Minimum above maximum, for any pair of bounds. */
export function boundsConflict(
  path: readonly (string | number)[],
  minimum: number | undefined,
  maximum: number | undefined,
): readonly Conflict[] {
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return [];
  return [
    {
      path,
      message: 'the minimum is above the maximum',
      received: `${minimum} to ${maximum}`,
      allowed: 'a minimum that is at most the maximum',
      fix: 'exchange or correct the two bounds',
    },
  ];
}

/** The values of a list that come more than once. */
export function duplicates(values: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) twice.add(value);
    seen.add(value);
  }
  return [...twice];
}
