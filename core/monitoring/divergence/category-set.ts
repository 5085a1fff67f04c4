import { type NotApplicable, rowsOf } from './divergence.ts';

export interface NewCategory {
  readonly name: string;
  /** Share of the window's rows. */
  readonly share: number;
}

export interface MissingCategory {
  readonly name: string;
  /** Share of the baseline's rows. */
  readonly share: number;
  /** That a window of this size has none of it although nothing changed: (1 - share)^rows. */
  readonly chance: number;
}

export interface CategorySetChange {
  readonly isApplicable: true;
  /** Largest share first, equals by name. */
  readonly added: readonly NewCategory[];
  readonly missing: readonly MissingCategory[];
  /** Share of the window's rows whose category the baseline does not have, in [0, 1]. */
  readonly addedShare: number;
  /** Share of the baseline's rows whose category the window does not have, in [0, 1]. */
  readonly missingShare: number;
}

/**
 * Categories that only the window has, and those that only the baseline has.
 *
 * An added one is a fact, since the model has never seen it. A missing one may be chance: one of a share of 0.1 % is
 * absent from every third window of 1,000 rows, which its `chance` says.
 * @param baseline names with rows; a name with 0 rows counts as absent; names are data and may be anything
 * @param window   names with rows
 * @throws RangeError when a count is negative or not finite
 * @example categorySetChange([['a', 2], ['b', 2]], [['a', 3], ['c', 1]]).addedShare // 0.25
 * @example categorySetChange([['a', 2], ['b', 2]], [['a', 1]]).missing // [{ name: 'b', share: 0.5, chance: 0.5 }]
 * @see largestShareChange and categoryShifts for categories that both have
 */
export function categorySetChange(
  baseline: Iterable<readonly [name: string, rows: number]>,
  window: Iterable<readonly [name: string, rows: number]>,
): CategorySetChange | NotApplicable {
  const [before, now] = [presentIn(baseline), presentIn(window)];
  const [baselineRows, windowRows] = [rowsOf([...before.values()]), rowsOf([...now.values()])];
  if (baselineRows === 0) return { isApplicable: false, reason: 'no-baseline-rows' };
  if (windowRows === 0) return { isApplicable: false, reason: 'no-window-rows' };
  const onlyIn = (own: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>, rows: number) =>
    [...own]
      .filter(([name]) => !other.has(name))
      .map(([name, count]) => ({ name, share: count / rows }))
      .toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
  const added = onlyIn(now, before, windowRows);
  const missing = onlyIn(before, now, baselineRows).map(({ name, share }) => ({
    ...{ name, share },
    chance: Math.exp(windowRows * Math.log1p(-share)),
  }));
  return { isApplicable: true, added, missing, addedShare: shareOf(added), missingShare: shareOf(missing) };
}

/** Names that stand twice are added up. */
function presentIn(categories: Iterable<readonly [string, number]>): ReadonlyMap<string, number> {
  const present = new Map<string, number>();
  for (const [name, rows] of categories)
    if (rows !== 0) present.set(name, rowsOf([present.get(name) ?? 0, rows]));
  return present;
}

function shareOf(categories: readonly { readonly share: number }[]): number {
  return Math.min(
    1,
    categories.reduce((sum, { share }) => sum + share, 0),
  );
}
