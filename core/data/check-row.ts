import type { ColumnConfig, DatasetConfig } from '../config/dataset-config.ts';
import { holds } from '../engine/csv/scan-column.ts';
import { compareTimes, isTimestamp } from './event-time.ts';

/** What is wrong with one cell or row. Values are never part of it: they may be personal. */
export type BreachCode = 'null' | 'type' | 'range' | 'domain' | 'cross-column' | 'duplicate-key';

export interface RowBreach {
  readonly code: BreachCode;
  readonly column: string;
  /** The kind of what was there, e.g. `text of 5 characters`. */
  readonly received: string;
  readonly allowed: string;
}

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

export type RowCheck = (cells: readonly string[]) => readonly RowBreach[];

/** A check of rows whose cells are in the dataset's order. Made once, called for each row. */
export function rowCheck(dataset: DatasetConfig): RowCheck {
  const checks = dataset.columns.map(cellCheck);
  const index = new Map(dataset.columns.map((column, at) => [column.name, at]));
  const crossChecks = dataset.crossColumn.map((rule) => crossCheck(rule, index, dataset));
  return (cells) => {
    const breaches: RowBreach[] = [];
    for (let column = 0; column < checks.length; column += 1) {
      const breach = checks[column]?.(cells[column] ?? '');
      if (breach !== undefined) breaches.push(breach);
    }
    if (breaches.length > 0) return breaches;
    for (const check of crossChecks) {
      const breach = check(cells);
      if (breach !== undefined) breaches.push(breach);
    }
    return breaches;
  };
}

function cellCheck(column: ColumnConfig): (cell: string) => RowBreach | undefined {
  const breach = (code: BreachCode, cell: string, allowed: string): RowBreach => ({
    code,
    column: column.name,
    received: kindOf(cell),
    allowed,
  });
  const minimum = column.range?.minimum ?? Number.NEGATIVE_INFINITY;
  const maximum = column.range?.maximum ?? Number.POSITIVE_INFINITY;
  const domain = column.domain === undefined ? undefined : new Set(column.domain);
  const isNumeric = column.type === 'integer' || column.type === 'number';
  const isOfType = typeTest(column.type);
  return (cell) => {
    if (cell === '') return column.nullable ? undefined : breach('null', cell, 'a value');
    if (!isOfType(cell)) return breach('type', cell, column.type);
    if (isNumeric) {
      const value = Number(cell);
      if (value < minimum || value > maximum) {
        return breach('range', cell, `from ${String(minimum)} to ${String(maximum)}`);
      }
    }
    if (domain !== undefined && !domain.has(cell)) {
      return breach('domain', cell, `one of ${domain.size} declared values`);
    }
    return undefined;
  };
}

function typeTest(type: ColumnConfig['type']): (cell: string) => boolean {
  switch (type) {
    case 'string':
      return () => true;
    case 'integer':
      return (cell) => INTEGER.test(cell) && Number.isSafeInteger(Number(cell));
    case 'number':
      return (cell) => NUMBER.test(cell) && Number.isFinite(Number(cell));
    case 'boolean':
      return (cell) => cell === 'true' || cell === 'false';
    case 'timestamp':
      return isTimestamp;
  }
}

type CrossRule = DatasetConfig['crossColumn'][number];

function crossCheck(
  rule: CrossRule,
  index: ReadonlyMap<string, number>,
  dataset: DatasetConfig,
): (cells: readonly string[]) => RowBreach | undefined {
  const left = index.get(rule.left) ?? -1;
  const right = index.get(rule.right) ?? -1;
  const type = dataset.columns[left]?.type;
  const compare = comparison(type);
  return (cells) => {
    const [a, b] = [cells[left] ?? '', cells[right] ?? ''];
    if (a === '' || b === '') return undefined;
    if (holds(rule.operator, compare(a, b))) return undefined;
    const allowed = `${rule.left} ${rule.operator} ${rule.right}`;
    return { code: 'cross-column', column: rule.left, received: 'two values in another order', allowed };
  };
}

function comparison(type: ColumnConfig['type'] | undefined): (a: string, b: string) => number {
  if (type === 'integer' || type === 'number') return (a, b) => Number(a) - Number(b);
  if (type === 'timestamp') return compareTimes;
  return (a, b) => (a < b ? -1 : a > b ? 1 : 0);
}

function kindOf(cell: string): string {
  if (cell === '') return 'an empty cell';
  if (NUMBER.test(cell)) return 'a number';
  return `text of ${cell.length} characters`;
}
