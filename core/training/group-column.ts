import { quantile } from './block-bootstrap.ts';

/** A column of the hold-out as groups of rows: for slices and fairness. */
export interface GroupColumn {
  readonly column: string;
  /** In order: numbers by size, texts by name. */
  readonly groups: readonly string[];
  /** Index into `groups`, one a row. */
  readonly groupOfRow: Int32Array;
}

/** More groups than this nobody reads, and each would hold few rows. */
const MOST_GROUPS = 20;
const LONGEST_NAME = 80;
const EMPTY = '(empty)';
const OTHERS = '(others)';

/**
 * Rows of one column in groups. Up to 20 values: each is a group. More, and all numbers: the four quarters of the rows. More,
 * and some are texts: the 19 most frequent, and all others together. Empty cells are a group of their own.
 * @param cells as they stand in the dataset, one a row
 * @example groupColumn('dow', ['2', '10', '2', '']).groups // ['2', '10', '(empty)']
 */
export function groupColumn(column: string, cells: readonly string[]): GroupColumn {
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const values = [...counts.keys()];
  const isNumeric = values.every((value) => Number.isFinite(Number(value)));
  const named =
    values.length <= MOST_GROUPS
      ? byValue(values.toSorted(isNumeric ? (a, b) => Number(a) - Number(b) || byText(a, b) : byText))
      : isNumeric
        ? byQuarter(cells)
        : byFrequency(counts);
  const groups = cells.includes('') ? [...named.groups, EMPTY] : named.groups;
  const groupOfRow = Int32Array.from(cells, (cell) =>
    cell === '' ? named.groups.length : named.groupOf(cell),
  );
  return { column, groups: groups.map((name) => name.slice(0, LONGEST_NAME)), groupOfRow };
}

interface Naming {
  readonly groups: readonly string[];
  readonly groupOf: (cell: string) => number;
}

function byValue(values: readonly string[]): Naming {
  const index = new Map(values.map((value, group) => [value, group]));
  return { groups: values, groupOf: (cell) => index.get(cell) ?? -1 };
}

/** A value on an edge belongs to the quarter below; quarters that ties leave empty are none. */
function byQuarter(cells: readonly string[]): Naming {
  const sorted = Float64Array.from(
    cells.filter((cell) => cell !== ''),
    Number,
  ).sort();
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => quantile(sorted, share)))].filter(
    (edge) => edge < (sorted.at(-1) ?? edge),
  );
  const text = (value: number | undefined) => String(Number((value ?? 0).toPrecision(6)));
  const groups = [...edges, undefined].map((edge, group) => {
    if (edge === undefined) return `above ${text(edges.at(-1))}`;
    return group === 0 ? `up to ${text(edge)}` : `${text(edges[group - 1])} to ${text(edge)}`;
  });
  return {
    groups,
    groupOf: (cell) => {
      const found = edges.findIndex((edge) => Number(cell) <= edge);
      return found < 0 ? edges.length : found;
    },
  };
}

function byFrequency(counts: ReadonlyMap<string, number>): Naming {
  const frequent = [...counts]
    .toSorted(([a, first], [b, second]) => second - first || byText(a, b))
    .slice(0, MOST_GROUPS - 1)
    .map(([value]) => value);
  const { groups, groupOf } = byValue(frequent.toSorted(byText));
  return {
    groups: [...groups, OTHERS],
    groupOf: (cell) => {
      const group = groupOf(cell);
      return group < 0 ? groups.length : group;
    },
  };
}

/** By code units: the same on every machine, whatever its language. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
